/// token: families of tokens for programs, personal tokens, and the keys that sign the former.
#pragma once

#include <vector>

#include "api/body/context.hpp"
#include "postern/http/router.hpp"

namespace postern::service {
class KeyChest;
class PersonalTokenService;
class SecondFactorService;
class SessionService;
class SignInService;
class StepUpService;
class TokenService;
}  // namespace postern::service

namespace postern::api::token {

/// What these operations act through.
struct Services {
    const service::TokenService& tokens;
    const service::PersonalTokenService& personal_tokens;
    service::KeyChest& key_chest;
    const service::SignInService& sign_in;
    const service::SecondFactorService& second_factor;
    const service::SessionService& sessions;
    const service::StepUpService& step_up;
};

std::vector<http::Route> routes(const Context& context, const Services& services);

}  // namespace postern::api::token
