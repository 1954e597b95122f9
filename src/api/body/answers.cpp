#include "api/body/answers.hpp"

#include <string>

#include "postern/http/problem.hpp"
#include "postern/service/password/password_service.hpp"

namespace postern::api {

http::Response answer(http::Status status, json::Json body) {
    return http::Response::json(status, body.dump());
}

http::Response refuse_without_session(const http::Request& request) {
    return http::problem(http::Status::Unauthorized, "not_signed_in", "Sign in first.", {},
                         request.request_id)
        .add("WWW-Authenticate", kChallenge);
}

http::Response refuse_while_busy(const http::Request& request) {
    return http::problem(http::Status::ServiceUnavailable, "unavailable",
                         "Too many passwords are being checked at the moment. Nothing was done; "
                         "try again in a few seconds.",
                         {}, request.request_id)
        .add("Retry-After", std::to_string(service::kBusyRetryAfter.count()));
}

}  // namespace postern::api
