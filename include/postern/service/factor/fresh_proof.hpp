/// fresh_proof: what is asked before a change that could take an account away from its owner.
#pragma once

#include <chrono>

#include "postern/access/assurance.hpp"
#include "postern/model/session.hpp"
#include "postern/service/factor/factor_check.hpp"

namespace postern::service {

/// How long a proof is good for such changes.
inline constexpr std::chrono::minutes kFreshProof{5};

/// Any second factor that this user has, proven a moment ago: the password alone is enough only for
/// those who have nothing more.
inline Demand fresh_demand(const Factors& factors) noexcept {
    return {.level = factors.any() ? Level::Two : Level::One, .max_age = kFreshProof};
}

inline bool has_fresh_proof(const Session& session, const Factors& factors,
                            TimePoint now) noexcept {
    return access::judge(session.authentication.assurance(), fresh_demand(factors), now) ==
           access::Shortfall::None;
}

}  // namespace postern::service
