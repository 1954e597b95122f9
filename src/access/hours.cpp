#include "access/hours.hpp"

#include <algorithm>

namespace postern::access {

namespace {

constexpr unsigned kEveryDay = 0x7F;
constexpr unsigned kDaysOfWeek = 7;
constexpr unsigned kMinutesOfDay = 24 * 60;

bool is_on(unsigned days, unsigned weekday) noexcept { return (days >> weekday & 1U) != 0; }

/// Whether a clock that shows `local` is in the hours.
bool are_in(const RuleHours& hours, TimePoint local) noexcept {
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const auto minute = std::chrono::floor<std::chrono::minutes>(local - day).count();
    const unsigned today = std::chrono::weekday{day}.iso_encoding() - 1;
    if (hours.from < hours.to)
        return is_on(hours.days, today) && minute >= hours.from && minute < hours.to;
    // Over midnight: the evening belongs to today, the small hours to the day before.
    const unsigned yesterday = (today + kDaysOfWeek - 1) % kDaysOfWeek;
    return (is_on(hours.days, today) && minute >= hours.from) ||
           (is_on(hours.days, yesterday) && minute < hours.to);
}

/// No zone is more than a day away from UTC: a damaged offset is none, and no time overflows.
std::optional<ZoneOffset> find_offset(const Zones& zones, const std::string& zone, TimePoint at) {
    constexpr std::chrono::days kFarthest{1};
    const auto offset = zones.offset(zone, at);
    if (!offset || offset->ahead > kFarthest || offset->ahead < -kFarthest) return std::nullopt;
    return offset;
}

}  // namespace

Result<HoursWindow, std::string> HoursWindow::compile(const RuleHours& hours, const Zones& zones,
                                                      TimePoint now) {
    using namespace std::string_literals;
    if (hours.days == 0 || hours.days > kEveryDay) return fail("the hours are on no day"s);
    if (hours.from >= kMinutesOfDay || hours.to > kMinutesOfDay)
        return fail("the hours must be from 00:00 to 24:00"s);
    const auto offset = find_offset(zones, hours.zone, now);
    if (!offset)
        return fail("the time zone `" + hours.zone +
                    "` is unknown; write one such as Europe/Berlin");
    return HoursWindow{hours, *offset};
}

std::optional<bool> HoursWindow::has(TimePoint now, const Zones& zones) const {
    if (now >= from_ && now < until_) return is_in_;
    if (now < offset_.from || now >= offset_.until) {
        const auto offset = find_offset(zones, hours_.zone, now);
        if (!offset) return std::nullopt;
        offset_ = *offset;
    }
    const TimePoint local = now + offset_.ahead;
    const TimePoint minute = std::chrono::floor<std::chrono::minutes>(local) - offset_.ahead;
    from_ = std::max(minute, offset_.from);
    until_ = std::min(minute + std::chrono::minutes{1}, offset_.until);
    return is_in_ = are_in(hours_, local);
}

}  // namespace postern::access
