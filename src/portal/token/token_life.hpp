/// token_life: how long a new token shall work, as people choose it.
///
/// They choose a number of days, or the last day on which it works. A day begins and ends in their
/// own time zone, or in UTC without one.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "portal/page/moment.hpp"
#include "postern/base/clock.hpp"

namespace postern::portal::token {

/// 30 days, 90 days and a year, as far as `max_life` reaches, and `default_life`; sorted.
std::vector<std::int64_t> life_choices(std::chrono::seconds default_life,
                                       std::chrono::seconds max_life);

/// A whole number of days, at least one and with at most four digits; nothing for any other text.
std::optional<std::chrono::days> parse_life(std::string_view text);

using portal::day_of;
using portal::end_of_day;
using portal::last_day_until;

}  // namespace postern::portal::token
