/// factor_removal: what a session proves once a second factor is gone.
#pragma once

#include "postern/model/factor.hpp"
#include "postern/model/session.hpp"

namespace postern::service {

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
