/// answers: what operations of every room answer alike.
#pragma once

#include <string_view>

#include "postern/http/request.hpp"
#include "postern/http/response.hpp"
#include "postern/json/json.hpp"
#include "postern/model/token.hpp"
#include "postern/service/factor/factor_check.hpp"

namespace postern::api {

struct Context;

/// How to sign in, for the header WWW-Authenticate of a 401.
inline constexpr std::string_view kChallenge = "Bearer realm=\"postern\"";

http::Response answer(http::Status status, json::Json body);

/// 401 `not_signed_in`.
http::Response refuse_without_session(const http::Request& request);

/// 401 `invalid_token` (RFC 6750, section 3.1): one answer for all that can be wrong with it.
http::Response invalid_token(const http::Request& request);

/// 403 `insufficient_scope`, with the one that it takes.
http::Response insufficient_scope(ApiScope scope, const http::Request& request);

/// 403 `session_required`: tokens do not do this.
http::Response session_required(const http::Request& request);

/// 503 `unavailable`: no hashing slot was free.
http::Response refuse_while_busy(const http::Request& request);

/// 403 `step_up_required`: what was proven in this session is too little, or too long ago.
http::Response step_up_required(const service::Factors& factors, const Context& context,
                                const http::Request& request);

/// The same where it takes two factors, whatever the user has. No `methods` of somebody who has no
/// second factor: they must set one up first.
http::Response two_factors_required(const service::Factors& factors, const Context& context,
                                    const http::Request& request);

/// 409 `changed_meanwhile`: somebody else changed the same.
http::Response changed_meanwhile(const http::Request& request);

}  // namespace postern::api
