// Durations as text.
#include "postern/config/duration.hpp"

#include <algorithm>
#include <array>

#include "postern/base/bytes.hpp"

namespace postern::config {

namespace {

using std::chrono::milliseconds;

struct Unit {
    std::string_view name;
    std::int64_t milliseconds;
};

constexpr std::array<Unit, 5> kUnits{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};

constexpr std::uint64_t kMaxCount = 1'000'000'000;  // of days, in ms, still fits 64 bits

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
    const auto unit_at = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto count = to_number(text.substr(0, unit_at));
    const auto unit = std::ranges::find(kUnits, text.substr(unit_at), &Unit::name);
    if (!count || *count > kMaxCount || unit == kUnits.end()) return std::nullopt;
    return milliseconds{static_cast<std::int64_t>(*count) * unit->milliseconds};
}

std::string to_text(milliseconds duration) {
    if (duration.count() == 0) return "0s";
    const auto unit = std::ranges::find_if(
        kUnits, [&](const Unit& u) { return duration.count() % u.milliseconds == 0; });
    return std::to_string(duration.count() / unit->milliseconds).append(unit->name);
}

}  // namespace postern::config
