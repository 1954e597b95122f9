#include "api/token/refusals.hpp"

#include <cstdlib>
#include <utility>

#include "api/body/answers.hpp"
#include "api/body/members.hpp"
#include "postern/http/problem.hpp"

namespace postern::api::token {

namespace {

using http::Status;

/// Keys are made by the courier, which looks for them often.
constexpr std::string_view kRetryAfterSeconds = "30";

http::Response refuse_field(http::FieldProblem problem, const http::Request& request) {
    return api::refuse(validation_failed({std::move(problem)}), request);
}

}  // namespace

http::Response tokens_unavailable(const http::Request& request) {
    return http::problem(Status::ServiceUnavailable, "tokens_unavailable",
                         "This server has no key file, or no key that signs yet, so it gives out "
                         "no tokens. Nothing was done. Try again, or ask the administrator.",
                         {}, request.request_id)
        .add("Retry-After", kRetryAfterSeconds);
}

http::Response no_such_token(std::string_view detail, const http::Request& request) {
    return http::problem(Status::NotFound, "not_found", detail, {}, request.request_id);
}

http::Response refuse(service::TokenGrantError error, const service::GrantRequest& wanted,
                      const http::Request& request) {
    using enum service::TokenGrantError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case Unavailable:
            return tokens_unavailable(request);
        case NoSuchSite:
            return refuse_field({wanted.site.empty() ? "scopes" : "site", "unknown",
                                 "There is no site of this name."},
                                request);
        case SessionGone:
            return refuse_without_session(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(service::RefreshError error, const http::Request& request) {
    using enum service::RefreshError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case Invalid:
            return http::problem(Status::Unauthorized, "invalid_refresh_token",
                                 "The refresh token is unknown, expired, revoked or was used "
                                 "before. Sign in again.",
                                 {}, request.request_id)
                .add("WWW-Authenticate", kChallenge);
        case Unavailable:
            return tokens_unavailable(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(service::PersonalTokenError error, const http::Request& request) {
    using enum service::PersonalTokenError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case NoName:
            return refuse_field({"name", "required", "This must not be empty."}, request);
        case BadName:
            return refuse_field({"name", "invalid", "Use 1 to 100 characters on one line."},
                                request);
        case NoScopes:
            return refuse_field({"scopes", "required", "Name one at least."}, request);
        case NoSuchSite:
            return refuse_field(
                {"scopes", "unknown", "One of them names a site that there is not."}, request);
        case EndsTooLate:
            return refuse_field(
                {"expires_at", "out_of_range", "This is later than the administrator permits."},
                request);
        case EndsTooSoon:
            return refuse_field({"expires_at", "out_of_range", "This is over in a minute."},
                                request);
        case TooMany:
            return http::problem(Status::Conflict, "too_many_tokens",
                                 "You have as many access tokens as you may have: revoke one "
                                 "first.",
                                 {}, request.request_id);
        case UserGone:
            return refuse_without_session(request);
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::api::token
