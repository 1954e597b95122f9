/// day: a calendar day as text.
#pragma once

#include <optional>
#include <string_view>

#include "postern/base/clock.hpp"

namespace postern::config {

/// The beginning, in UTC, of a day like `2026-12-31`; nothing for any other text.
std::optional<TimePoint> parse_day(std::string_view text);

}  // namespace postern::config
