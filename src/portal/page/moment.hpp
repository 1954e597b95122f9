/// Moment: a point in time on a page, for people and for programs; and days as people type them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "portal/page/context.hpp"
#include "postern/base/clock.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::portal {

struct Moment {
    std::string text{};     ///< `21 November 2026, 14:05 CET`
    std::string rfc3339{};  ///< for `datetime`
};

Moment moment_in(const text::Catalogue& words, std::string_view language,
                 std::string_view time_zone, TimePoint time);

/// In the language of the page and the time zone of its user.
Moment moment_on(const Context& context, const Frame& frame, TimePoint time);

// A day begins and ends in the time zone of the user, or in UTC without one.

/// `2027-01-15`: the day of the user's calendar that `time` belongs to.
std::string day_of(std::string_view time_zone, TimePoint time);

/// The last day that ends at or before `time`, in the same form.
std::string last_day_until(std::string_view time_zone, TimePoint time);

/// When the day ends. Nothing for a text that names no day from 1970 on.
std::optional<TimePoint> end_of_day(std::string_view day, std::string_view time_zone);

}  // namespace postern::portal
