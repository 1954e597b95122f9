/// refusals: one problem document for each way in which the services refuse.
#pragma once

#include <string_view>

#include "postern/http/request.hpp"
#include "postern/http/response.hpp"
#include "postern/service/token/personal_token_service.hpp"
#include "postern/service/token/token_service.hpp"

namespace postern::api::token {

/// `wanted`: what was asked for, to say which member is wrong.
http::Response refuse(service::TokenGrantError error, const service::GrantRequest& wanted,
                      const http::Request& request);

http::Response refuse(service::RefreshError error, const http::Request& request);

http::Response refuse(service::PersonalTokenError error, const http::Request& request);

/// 503 `tokens_unavailable`: there is no key file, or no key that signs yet.
http::Response tokens_unavailable(const http::Request& request);

/// 404 `not_found`.
http::Response no_such_token(std::string_view detail, const http::Request& request);

}  // namespace postern::api::token
