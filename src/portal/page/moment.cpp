#include "portal/page/moment.hpp"

#include "postern/text/dates.hpp"

namespace postern::portal {

namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr std::size_t kDayBytes = 10;  // 2027-01-15

/// How far the clocks of the user are ahead of UTC.
seconds ahead_at(std::string_view time_zone, TimePoint time) {
    const auto offset = text::zone_offset(time_zone, time);
    return offset ? offset->ahead : seconds{0};
}

std::string date_of(TimePoint local) { return to_rfc3339(local).substr(0, kDayBytes); }

}  // namespace

Moment moment_in(const text::Catalogue& words, std::string_view language,
                 std::string_view time_zone, TimePoint time) {
    return {text::moment_text(words, language, time_zone, time), to_rfc3339(time)};
}

Moment moment_on(const Context& context, const Frame& frame, TimePoint time) {
    return moment_in(context.pages.words(), frame.language, frame.time_zone, time);
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

}  // namespace postern::portal
