/// token: the pages about the tokens of a user, and the one that signs out a program.
#pragma once

#include <string>
#include <vector>

#include "portal/page/context.hpp"
#include "postern/http/router.hpp"

namespace postern::service {
class GrantService;
class PersonalTokenService;
class SiteService;
class StepUpService;
class TokenService;
}  // namespace postern::service

namespace postern::portal::token {

/// What these pages act through.
struct Services {
    const service::PersonalTokenService& personal_tokens;
    const service::TokenService& tokens;
    const service::SiteService& sites;
    const service::GrantService& grants;
    const service::StepUpService& step_up;
};

std::vector<http::Route> routes(const Context& context, const Services& services);

/// Of all views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::token
