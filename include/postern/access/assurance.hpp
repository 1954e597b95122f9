/// judge: does a session prove what is asked of it?
///
/// The one place that decides it: for the gate, the pages and the API alike, so that none of them
/// sends people to another that sends them back.
#pragma once

#include "postern/model/assurance.hpp"

namespace postern::access {

/// How far the clocks of two hosts may be apart.
inline constexpr std::chrono::seconds kClockTolerance{5};

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
