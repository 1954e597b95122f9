#include "portal/token/token_life.hpp"

#include <algorithm>
#include <charconv>

#include "postern/text/dates.hpp"

namespace postern::portal::token {

namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr std::int64_t kUsualDays[] = {30, 90, 365};
constexpr std::size_t kDayBytes = 10;  // 2027-01-15
constexpr std::size_t kMostLifeDigits = 4;

/// How far the clocks of the user are ahead of UTC.
seconds ahead_at(std::string_view time_zone, TimePoint time) {
    const auto offset = text::zone_offset(time_zone, time);
    return offset ? offset->ahead : seconds{0};
}

std::string date_of(TimePoint local) { return to_rfc3339(local).substr(0, kDayBytes); }

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

std::string day_of(std::string_view time_zone, TimePoint time) {
    return date_of(time + ahead_at(time_zone, time));
}

std::string last_day_until(std::string_view time_zone, TimePoint time) {
    return date_of(time + ahead_at(time_zone, time) - days{1});
}

std::optional<TimePoint> end_of_day(std::string_view day, std::string_view time_zone) {
    if (day.size() != kDayBytes) return std::nullopt;
    const auto begin = parse_rfc3339(std::string{day} + "T00:00:00Z");
    if (!begin) return std::nullopt;
    const TimePoint local = *begin + days{1};
    // The offset belongs to a moment, and the moment to an offset: twice is enough.
    const TimePoint near = local - ahead_at(time_zone, local);
    return local - ahead_at(time_zone, near);
}

}  // namespace postern::portal::token
