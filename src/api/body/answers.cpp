#include "api/body/answers.hpp"

#include <cstdint>
#include <string>
#include <utility>

#include "api/body/context.hpp"
#include "api/body/to_json.hpp"
#include "postern/http/problem.hpp"
#include "postern/service/factor/fresh_proof.hpp"
#include "postern/service/password/password_service.hpp"

namespace postern::api {

namespace {

http::Response step_up_to(Level level, json::Json::Array methods, std::string_view detail,
                          const http::Request& request) {
    return http::problem_with(
        {{"level", std::int64_t{to_number(level)}},
         {"max_age", std::int64_t{service::kFreshProof / std::chrono::seconds{1}}},
         {"methods", std::move(methods)}},
        http::Status::Forbidden, "step_up_required", detail, {}, request.request_id);
}

}  // namespace

http::Response answer(http::Status status, json::Json body) {
    return http::Response::json(status, body.dump());
}

http::Response refuse_without_session(const http::Request& request) {
    return http::problem(http::Status::Unauthorized, "not_signed_in", "Sign in first.", {},
                         request.request_id)
        .add("WWW-Authenticate", kChallenge);
}

http::Response invalid_token(const http::Request& request) {
    return http::problem(http::Status::Unauthorized, "invalid_token",
                         "The token is unknown, malformed, expired or revoked. Refresh it, or get "
                         "a new one.",
                         {}, request.request_id)
        .add("WWW-Authenticate", std::string{kChallenge} + ", error=\"invalid_token\"");
}

http::Response insufficient_scope(ApiScope scope, const http::Request& request) {
    const auto word = to_text(scope);
    std::string challenge{kChallenge};
    challenge.append(", error=\"insufficient_scope\", scope=\"").append(word).append("\"");
    return http::problem_with({{"scope", word}}, http::Status::Forbidden, "insufficient_scope",
                              "The token may not do this: it lacks the scope.", {},
                              request.request_id)
        .add("WWW-Authenticate", challenge);
}

http::Response session_required(const http::Request& request) {
    return http::problem(http::Status::Forbidden, "session_required",
                         "No token does this. Sign in, and use the session.", {},
                         request.request_id);
}

http::Response refuse_while_busy(const http::Request& request) {
    return http::problem(http::Status::ServiceUnavailable, "unavailable",
                         "Too many passwords are being checked at the moment. Nothing was done; "
                         "try again in a few seconds.",
                         {}, request.request_id)
        .add("Retry-After", std::to_string(service::kBusyRetryAfter.count()));
}

http::Response step_up_required(const service::Factors& factors, const Context& context,
                                const http::Request& request) {
    return step_up_to(service::fresh_demand(factors).level,
                      step_up_methods_of(factors, context.has_passkeys),
                      "Prove again who you are, then retry: POST "
                      "/api/v1/sessions/current/step-up.",
                      request);
}

http::Response two_factors_required(const service::Factors& factors, const Context& context,
                                    const http::Request& request) {
    return step_up_to(Level::Two, methods_of(factors, context.has_passkeys),
                      factors.any() ? "Prove a second factor, then retry: POST "
                                      "/api/v1/sessions/current/step-up."
                                    : "Set up a second factor first: this takes two factors.",
                      request);
}

http::Response changed_meanwhile(const http::Request& request) {
    return http::problem(http::Status::Conflict, "changed_meanwhile",
                         "Something else changed it at the same moment. Read it again, then retry.",
                         {}, request.request_id);
}

}  // namespace postern::api
