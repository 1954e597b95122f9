#include "store/mysql/check_facts.hpp"

#include <charconv>
#include <cstdint>

#include "store/mysql/connection/rows.hpp"

namespace postern::store::mysql {

namespace {

/// Takes a number, and the character behind it where there is one, from the front of `rest`.
template <class Number>
bool take(std::string_view& rest, char behind, bool may_end, Number& number) {
    const char* const end = rest.data() + rest.size();
    const auto [next, error] = std::from_chars(rest.data(), end, number);
    if (error != std::errc{}) return false;
    rest.remove_prefix(static_cast<std::size_t>(next - rest.data()));
    if (rest.empty()) return may_end;
    if (rest.front() != behind) return false;
    rest.remove_prefix(1);
    return true;
}

}  // namespace

bool read_facts(std::string_view text, std::vector<HeldFact>& facts) {
    std::uint64_t count = 0;
    if (!take(text, ':', false, count)) return false;
    std::uint64_t found = 0;
    for (; !text.empty(); ++found) {
        HeldFact fact{};
        std::int64_t until = 0;
        if (!take(text, '@', false, fact.id) || !take(text, ',', true, until)) return false;
        const TimePoint ends = to_time(until);
        if (!is_time(ends)) return false;
        if (ends < kLastTime) fact.until = ends;
        facts.push_back(fact);
    }
    return found == count;
}

}  // namespace postern::store::mysql
