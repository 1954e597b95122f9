/// factor: the second step of a sign-in, proving more in a session, what passkeys are asked, and
/// the second factors that users have.
#pragma once

#include <vector>

#include "api/body/context.hpp"
#include "postern/http/router.hpp"

namespace postern {
class Entropy;
}

namespace postern::service {
class EnrolmentCodeService;
class FactorService;
class LostFactorService;
class PasskeyService;
class PasskeySignInService;
class SecondFactorService;
class StepUpService;
class TrustService;
}  // namespace postern::service

namespace postern::api::factor {

/// What these operations act through.
struct Services {
    const service::SecondFactorService& second_factor;
    const service::StepUpService& step_up;
    const service::EnrolmentCodeService& mailed_codes;
    const service::FactorService& factors;
    const service::PasskeyService& passkeys;
    const service::PasskeySignInService& passkey_sign_in;
    const service::TrustService& trust;
    const service::LostFactorService& lost_factor;
    Entropy& entropy;
};

std::vector<http::Route> routes(const Context& context, const Services& services);

}  // namespace postern::api::factor
