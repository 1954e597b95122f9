// The operating system's clock, and times as text.
#include "postern/base/clock.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>

namespace postern {

namespace {

using namespace std::chrono_literals;

/// Takes `digits` digits and the character `end` ('\0': none) off the front of `text`.
std::optional<unsigned> take_number(std::string_view& text, std::size_t digits, char end) {
    const std::size_t size = digits + (end == '\0' ? 0 : 1);
    if (text.size() < size || (end != '\0' && text[digits] != end)) return std::nullopt;
    unsigned number = 0;
    for (const char c : text.substr(0, digits)) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<unsigned>(c - '0');
    }
    text.remove_prefix(size);
    return number;
}

std::optional<TimePoint> take_date(std::string_view& text) {
    const auto year = take_number(text, 4, '-');
    const auto month = year ? take_number(text, 2, '-') : std::nullopt;
    const auto day = month ? take_number(text, 2, '\0') : std::nullopt;
    if (!day || *year < 1970) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                           std::chrono::month{*month}, std::chrono::day{*day}};
    if (!date.ok()) return std::nullopt;
    return TimePoint{std::chrono::sys_days{date}};
}

/// `Z`, `+01:00` or `-03:30`, which must be all that is left: how far local time is ahead of UTC.
std::optional<std::chrono::seconds> take_offset(std::string_view& text) {
    if (text == "Z") return 0s;
    if (!text.starts_with('+') && !text.starts_with('-')) return std::nullopt;
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    const auto hours = take_number(text, 2, ':');
    const auto minutes = hours ? take_number(text, 2, '\0') : std::nullopt;
    if (!minutes || !text.empty() || *hours > 23 || *minutes > 59) return std::nullopt;
    return sign * (*hours * 1h + *minutes * 1min);
}

/// Takes `.5` off the front of `text`; false where no digit follows the dot.
bool drop_fraction(std::string_view& text) {
    if (!text.starts_with('.')) return true;
    const auto end = text.find_first_not_of("0123456789", 1);
    if (end == 1) return false;
    text.remove_prefix(std::min(end, text.size()));
    return true;
}

/// `T08:50:00` and the offset: the time of day in UTC, which may lie in a neighboring day.
std::optional<std::chrono::seconds> take_clock(std::string_view& text) {
    if (!text.starts_with('T')) return std::nullopt;
    text.remove_prefix(1);
    const auto hour = take_number(text, 2, ':');
    const auto minute = hour ? take_number(text, 2, ':') : std::nullopt;
    const auto second = minute ? take_number(text, 2, '\0') : std::nullopt;
    if (!second || !drop_fraction(text)) return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    return *hour * 1h + *minute * 1min + *second * 1s - *offset;
}

}  // namespace

TimePoint SystemClock::now() const {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::string to_rfc3339(TimePoint time) {
    // Calendar arithmetic of <chrono> instead of gmtime: no shared buffer, no time zone database.
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    std::array<char, 64> text{};
    const int length = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<TimePoint> parse_rfc3339(std::string_view text) noexcept {
    const auto date = take_date(text);
    const auto clock = date ? take_clock(text) : std::nullopt;
    if (!clock) return std::nullopt;
    return *date + *clock;
}

}  // namespace postern
