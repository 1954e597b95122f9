/// sign_in_refusals: what a sign-in that opened nothing is answered with, whatever it was for. No
/// answer here sets a cookie.
#pragma once

#include <chrono>
#include <optional>

#include "postern/http/request.hpp"
#include "postern/http/response.hpp"
#include "postern/json/json.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"
#include "postern/service/throttle/code_check.hpp"

namespace postern::api {

/// `methods`: what can be shown as a second factor here.
http::Response refuse_sign_in(const service::SignInRefusal& refusal, json::Json::Array methods,
                              const http::Request& request);

/// Of a second factor.
http::Response refuse_code(const service::CodeRefusal& refusal, const http::Request& request);

/// 401 `sign_in_gone`.
http::Response sign_in_gone(const http::Request& request);

/// 422 `validation_failed` of the member `code`: nothing was compared.
http::Response malformed_code(const http::Request& request);

/// 403 `wrong_code`. `clock_off`: how far the clock of the app is ahead, where that is why.
http::Response wrong_code(const http::Request& request,
                          std::optional<std::chrono::seconds> clock_off = std::nullopt);

/// 429 `too_many_attempts`. `blocked`: waiting does not help.
http::Response too_many_codes(std::chrono::seconds retry_after, bool blocked,
                              const http::Request& request);

/// 503 `factor_unavailable`: the server cannot check the code.
http::Response factor_unavailable(const http::Request& request);

}  // namespace postern::api
