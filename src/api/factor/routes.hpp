/// factor: the second step of a sign-in, proving more in a session, and the second factors that
/// users have.
#pragma once

#include <vector>

#include "api/body/context.hpp"
#include "postern/http/router.hpp"

namespace postern::service {
class FactorService;
class SecondFactorService;
class StepUpService;
}  // namespace postern::service

namespace postern::api::factor {

/// What these operations act through.
struct Services {
    const service::SecondFactorService& second_factor;
    const service::StepUpService& step_up;
    const service::FactorService& factors;
};

std::vector<http::Route> routes(const Context& context, const Services& services);

}  // namespace postern::api::factor
