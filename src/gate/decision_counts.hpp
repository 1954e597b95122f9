/// decision_counts: which decisions by rules are counted, for the audit of access.
#pragma once

#include <cstdint>

#include "gate/decision.hpp"
#include "postern/shm/access_counts.hpp"

namespace postern::gate {

/// `user`: the number of the user of a live session; 0: nobody is signed in. Anonymous visitors
/// leave nothing but hits of rules. No system call.
void count_decision(shm::AccessCounts& counts, const KnownSite& known, std::uint64_t user,
                    const access::Decision& decision, TimePoint now) noexcept;

}  // namespace postern::gate
