/// token_life: how long a new token shall work, as people choose it.
///
/// They choose a number of days, or the last day on which it works. A day begins and ends in their
/// own time zone, or in UTC without one.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"

namespace postern::portal::token {

/// 30 days, 90 days and a year, as far as `max_life` reaches, and `default_life`; sorted.
std::vector<std::int64_t> life_choices(std::chrono::seconds default_life,
                                       std::chrono::seconds max_life);

/// A whole number of days, at least one and with at most four digits; nothing for any other text.
std::optional<std::chrono::days> parse_life(std::string_view text);

/// `2027-01-15`: the day of the user's calendar that `time` belongs to.
std::string day_of(std::string_view time_zone, TimePoint time);

/// The last day that ends at or before `time`, in the same form.
std::string last_day_until(std::string_view time_zone, TimePoint time);

/// When the day ends. Nothing for a text that names no day from 1970 on.
std::optional<TimePoint> end_of_day(std::string_view day, std::string_view time_zone);

}  // namespace postern::portal::token
