/// moment: times as administrators type and read them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/base/clock.hpp"

namespace postern::app {

/// `2026-11-21T08:50:00Z`, `2026-11-21T09:50:00+01:00`, `2026-11-21` (its beginning, UTC), or a
/// length of time before `now`: `2h`, `7d`. Nothing on anything else.
std::optional<TimePoint> parse_moment(std::string_view text, TimePoint now);

/// The same for something that lies ahead: a length of time counts from `now` on.
std::optional<TimePoint> parse_later_moment(std::string_view text, TimePoint now);

/// RFC 3339 in the time zone of this process (TZ, else the system's), or in UTC:
/// `2026-11-21T09:50:00+01:00`.
std::string moment_text(TimePoint time, bool utc);

}  // namespace postern::app
