/// session_proof: what a session proves once a second factor was shown in it, or is gone.
#pragma once

#include "postern/model/factor.hpp"
#include "postern/model/session.hpp"

namespace postern::service {

/// A level is no older than what it rests on, so it is what was proven last, even where that is
/// less than before.
inline Authentication proven_now(const Session& session, Level level, ProofMethod method,
                                 TimePoint now) {
    Authentication proven = session.authentication;
    proven.level = level;
    proven.methods.add(method);
    proven.authenticated_at = now;
    proven.factor_at = now;
    return proven;
}

/// Without any second factor a session proves nothing beyond the password, whatever it did before.
inline Authentication left_after_removal(const Session& session, const Factors& left,
                                         TimePoint now) {
    Authentication proven = session.authentication;
    if (left.any()) return proven;
    proven.level = Level::One;
    proven.authenticated_at = now;
    proven.factor_at = std::nullopt;
    return proven;
}

}  // namespace postern::service
