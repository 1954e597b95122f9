/// dates: moments and durations as people read them, in their language and time zone.
///
/// Names of months and the order of the parts are words of the catalogue (`date.*`, `duration.*`).
/// Time zones are those of the system (package tzdata). load_time_zones() reads their names; each
/// zone's rules are read when it is first used and kept by the process.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::text {

/// Reads the names of the time zones, for the master before it forks. False when the system has
/// none: then everybody lives in UTC.
bool load_time_zones();

/// Whether the system knows this name of the IANA list, like `Europe/Berlin`.
bool is_time_zone(std::string_view name);

/// The names that people choose from: `UTC`, then places by area, sorted; no abbreviations and no
/// names of old.
const std::vector<std::string>& time_zones();

/// How far the clocks of a zone are ahead of UTC, and for how long they are.
struct LocalOffset {
    std::chrono::seconds ahead;
    TimePoint from;   ///< inclusive
    TimePoint until;  ///< exclusive
};

/// The one that holds at `time`. Nothing for a name that is_time_zone() does not know, except for
/// `UTC`, or if the zone's file cannot be read.
std::optional<LocalOffset> zone_offset(std::string_view name, TimePoint time);

/// `21 November 2026, 14:05 CET`. An empty or unknown zone is UTC.
std::string moment_text(const Catalogue& words, std::string_view language,
                        std::string_view time_zone, TimePoint time);

/// `3 seconds`, `1 minute`, `90 minutes`, `2 hours`: rounded up, so that a client that waits this
/// long has waited long enough. At least one second.
std::string duration_text(const Catalogue& words, std::string_view language,
                          std::chrono::seconds duration);

}  // namespace postern::text
