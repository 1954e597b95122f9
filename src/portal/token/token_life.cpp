#include "portal/token/token_life.hpp"

#include <algorithm>
#include <charconv>

namespace postern::portal::token {

namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr std::int64_t kUsualDays[] = {30, 90, 365};
constexpr std::size_t kMostLifeDigits = 4;

}  // namespace

std::vector<std::int64_t> life_choices(seconds default_life, seconds max_life) {
    std::vector<std::int64_t> choices{
        std::max<std::int64_t>(std::chrono::floor<days>(default_life).count(), 1)};
    for (const std::int64_t usual : kUsualDays)
        if (days{usual} <= max_life && usual != choices.front()) choices.push_back(usual);
    std::ranges::sort(choices);
    return choices;
}

std::optional<days> parse_life(std::string_view text) {
    if (text.empty() || text.size() > kMostLifeDigits) return std::nullopt;
    int count = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, count);
    if (read.ec != std::errc{} || read.ptr != end || count < 1) return std::nullopt;
    return days{count};
}

}  // namespace postern::portal::token
