/// HoursWindow: hours of the day in a time zone, as a clock on a wall there shows them.
///
/// When clocks are set back, an hour comes twice and counts twice; when they are set forward, one
/// does not come. Keeps the zone's offset and the last answer for as long as they hold, so that a
/// window belongs to one thread.
#pragma once

#include <optional>
#include <string>

#include "postern/access/compiled_rules.hpp"

namespace postern::access {

class HoursWindow {
public:
    /// What is wrong, in words, else: hours that are none, no day, an unknown zone.
    static Result<HoursWindow, std::string> compile(const RuleHours& hours, const Zones& zones,
                                                    TimePoint now);

    /// Whether `now` is in it. Nothing: `zones` does not know the zone any more.
    std::optional<bool> has(TimePoint now, const Zones& zones) const;

private:
    HoursWindow(const RuleHours& hours, const ZoneOffset& offset)
        : hours_{hours}, offset_{offset} {}

    RuleHours hours_;
    mutable ZoneOffset offset_;  // the one that was asked for last
    // The last answer; it holds for the minute that the clock showed.
    mutable bool is_in_ = false;
    mutable TimePoint from_{};
    mutable TimePoint until_{};  // exclusive; not after `from_`: there is no answer yet
};

}  // namespace postern::access
