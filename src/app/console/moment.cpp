#include "app/console/moment.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "postern/config/duration.hpp"

namespace postern::app {

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

/// `T08:50:00` and the offset: the time of day in UTC, which may lie in a neighboring day.
std::optional<std::chrono::seconds> take_clock(std::string_view& text) {
    if (!text.starts_with('T')) return std::nullopt;
    text.remove_prefix(1);
    const auto hour = take_number(text, 2, ':');
    const auto minute = hour ? take_number(text, 2, ':') : std::nullopt;
    const auto second = minute ? take_number(text, 2, '\0') : std::nullopt;
    const auto offset = second ? take_offset(text) : std::nullopt;
    if (!offset || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    return *hour * 1h + *minute * 1min + *second * 1s - *offset;
}

/// The last one that RFC 3339, and the database, can write.
constexpr TimePoint kLatestMoment{
    std::chrono::sys_days{std::chrono::year{9999} / std::chrono::December / 31} + 86399s};

/// A date, perhaps with a time of day.
std::optional<TimePoint> parse_fixed_moment(std::string_view text) {
    const auto date = take_date(text);
    if (!date || text.empty()) return date;
    const auto clock = take_clock(text);
    if (!clock) return std::nullopt;
    return *date + *clock;
}

}  // namespace

std::optional<TimePoint> parse_moment(std::string_view text, TimePoint now) {
    if (const auto ago = config::parse_duration(text)) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*ago);
        if (seconds >= now.time_since_epoch()) return std::nullopt;
        return now - seconds;
    }
    return parse_fixed_moment(text);
}

std::optional<TimePoint> parse_later_moment(std::string_view text, TimePoint now) {
    if (const auto ahead = config::parse_duration(text)) {
        const auto until = now + std::chrono::ceil<std::chrono::seconds>(*ahead);
        if (until > kLatestMoment) return std::nullopt;
        return until;
    }
    return parse_fixed_moment(text);
}

std::string moment_text(TimePoint time, bool utc) {
    const std::time_t seconds = time.time_since_epoch().count();
    std::tm local{};
    if (utc || ::localtime_r(&seconds, &local) == nullptr || local.tm_gmtoff == 0)
        return to_rfc3339(time);
    std::string text = to_rfc3339(time + std::chrono::seconds{local.tm_gmtoff});
    std::array<char, 8> offset{};
    const long minutes = std::abs(local.tm_gmtoff) / 60;
    std::snprintf(offset.data(), offset.size(), "%c%02ld:%02ld", local.tm_gmtoff < 0 ? '-' : '+',
                  minutes / 60 % 24, minutes % 60);
    text.pop_back();  // the Z
    return text + offset.data();
}

}  // namespace postern::app
