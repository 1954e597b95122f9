/// moment: times as administrators type them.
#pragma once

#include <optional>
#include <string_view>

#include "postern/base/clock.hpp"

namespace postern::app {

/// `2026-11-21T08:50:00Z`, `2026-11-21` (its beginning, UTC), or a length of time before `now`:
/// `2h`, `7d`. Nothing on anything else.
std::optional<TimePoint> parse_moment(std::string_view text, TimePoint now);

}  // namespace postern::app
