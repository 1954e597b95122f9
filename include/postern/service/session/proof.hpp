/// Proof: that somebody has proven enough to get a session.
///
/// Only the services that check what is proven can make one, and nothing opens a session without
/// one: a way in that forgets a step does not compile.
#pragma once

#include <utility>

#include "postern/model/assurance.hpp"

namespace postern::service {

class Proof {
public:
    const Authentication& authentication() const noexcept { return authentication_; }

private:
    friend class SignInService;
    friend struct ProofForTests;

    explicit Proof(Authentication authentication) : authentication_{std::move(authentication)} {}

    Authentication authentication_;
};

}  // namespace postern::service
