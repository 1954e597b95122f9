/// judge: does a session prove what is asked of it?
///
/// The one place that decides it: for the gate, the pages and the API alike, so that none of them
/// sends people to another that sends them back.
#pragma once

#include <optional>

#include "postern/model/assurance.hpp"
#include "postern/model/site.hpp"

namespace postern::access {

/// How far the clocks of two hosts may be apart.
inline constexpr std::chrono::seconds kClockTolerance{5};

/// The demand of a site that asks for a sign-in, with a second factor from `required_since` on.
/// Pure.
Demand raised(const Demand& demand, const std::optional<TimePoint>& required_since,
              TimePoint now) noexcept;

/// What a site asks of a session at `now`: what was set for it, and from `required_since` on a
/// second factor. A public site lets everybody pass, so that it asks nothing of anybody. Pure.
Demand demand_of(const Site& site, const std::optional<TimePoint>& required_since,
                 TimePoint now) noexcept;

/// What is missing.
enum class Shortfall {
    None,
    Level,  ///< more has to be proven than ever was
    Age,    ///< the same has to be proven again
};

/// Pure. A proof from the future, by more than kClockTolerance, counts as too old where an age is
/// asked for: the clock was set back, and how old the proof is cannot be known.
Shortfall judge(const Assurance& assurance, const Demand& demand, TimePoint now) noexcept;

}  // namespace postern::access
