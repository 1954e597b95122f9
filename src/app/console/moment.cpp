#include "app/console/moment.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "postern/config/duration.hpp"

namespace postern::app {

namespace {

using namespace std::chrono_literals;

/// The last one that RFC 3339, and the database, can write.
constexpr TimePoint kLatestMoment{
    std::chrono::sys_days{std::chrono::year{9999} / std::chrono::December / 31} + 86399s};

/// A date, perhaps with a time of day.
std::optional<TimePoint> parse_fixed_moment(std::string_view text) {
    constexpr std::size_t kDateBytes = 10;
    return parse_rfc3339(text.size() == kDateBytes ? std::string{text} + "T00:00:00Z"
                                                   : std::string{text});
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
