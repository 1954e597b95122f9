/// Proof: that somebody has proven enough to get a session.
///
/// Only the services that check what is proven can make one, and nothing opens a session without
/// one: a way in that forgets a step does not compile.
#pragma once

#include <utility>

#include "postern/model/assurance.hpp"
#include "postern/store/session_store.hpp"

namespace postern::service {

class Proof {
public:
    const Authentication& authentication() const noexcept { return authentication_; }
    /// What was shown for it, which opening the session uses up.
    const store::Spending& spending() const noexcept { return spending_; }

private:
    friend class SignInService;
    friend class SecondFactorService;
    friend class StepUpService;
    friend class EnrolmentCodeService;
    friend class FactorService;
    friend class PasskeyService;
    friend class PasskeySignInService;
    friend struct ProofForTests;

    explicit Proof(Authentication authentication, store::Spending spending = {})
        : authentication_{authentication}, spending_{std::move(spending)} {}

    Authentication authentication_;
    store::Spending spending_;
};

}  // namespace postern::service
