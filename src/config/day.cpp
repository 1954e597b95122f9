#include "config/day.hpp"

#include <charconv>

#include "postern/config/config.hpp"

namespace postern::config {

namespace {

/// Digits only, all of them.
std::optional<int> parse_number(std::string_view text) {
    int number = 0;
    if (text.empty() || text.front() == '-') return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

std::optional<TimePoint> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = parse_number(text.substr(0, 4));
    const auto month = parse_number(text.substr(5, 2));
    const auto day = parse_number(text.substr(8));
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return TimePoint{std::chrono::sys_days{date}};
}

std::optional<TimePoint> required_since(const SecondFactorConfig& config) {
    if (config.required == FactorRequired::Nobody) return std::nullopt;
    if (config.required_from.empty()) return TimePoint{};
    return parse_day(config.required_from);
}

}  // namespace postern::config
