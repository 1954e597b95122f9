#include "api/answers.hpp"

#include <cstdlib>

#include "api/caller.hpp"
#include "api/members.hpp"
#include "postern/http/problem.hpp"

namespace postern::api {

namespace {

using http::Status;

constexpr std::string_view kChallenge = "Bearer realm=\"postern\"";
constexpr std::string_view kBusyRetryAfterSeconds = "2";

http::Response busy(const http::Request& request) {
    return http::problem(Status::ServiceUnavailable, "unavailable",
                         "Too many passwords are being checked at this moment. Nothing was done; "
                         "try again in a few seconds.",
                         {}, request.request_id)
        .add("Retry-After", kBusyRetryAfterSeconds);
}

/// What one wrong field is called; nothing for errors that are not about a field's form.
std::optional<http::FieldProblem> field_problem(service::RegistrationError error,
                                                std::size_t min_password_length) {
    using enum service::RegistrationError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case BadEmail:
            return {{"email", "invalid", "This is no e-mail address that can be used."}};
        case BadDisplayName:
            return {
                {"display_name", "invalid",
                 "This has to be 1 to 100 characters in one line, without control characters."}};
        case PasswordTooShort:
            return {{"password", "too_short",
                     "This has to have at least " + std::to_string(min_password_length) +
                         " characters."}};
        case PasswordTooLong:
            return {{"password", "too_long", "This is longer than what can be taken."}};
        case PasswordNotUtf8:
            return {{"password", "invalid", "This has characters that cannot be read."}};
        case Closed:
        case EmailTaken:
        case Busy:
            return std::nullopt;
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse_alone(service::RegistrationError error, const http::Request& request) {
    if (error == service::RegistrationError::Busy) return busy(request);
    if (error == service::RegistrationError::Closed)
        return http::problem(Status::Forbidden, "registration_closed",
                             "Accounts cannot be created here; ask the administrator.", {},
                             request.request_id);
    return http::problem(
        Status::Conflict, "email_taken", "There already is an account with this e-mail address.",
        {{"email", "taken", "There already is an account with this address."}}, request.request_id);
}

}  // namespace

http::Json to_json(const User& user) {
    return http::Json::Object{{"id", user.public_id.text()},
                              {"email", user.email.text()},
                              {"display_name", user.display_name.text()},
                              {"created_at", to_rfc3339(user.created_at)}};
}

http::Json to_json(const Session& session, const PublicId& current) {
    return http::Json::Object{{"id", session.public_id.text()},
                              {"current", session.public_id == current},
                              {"created_at", to_rfc3339(session.created_at)},
                              {"last_seen_at", to_rfc3339(session.last_seen_at)},
                              {"expires_at", to_rfc3339(session.expires_at)},
                              {"remember", session.remember},
                              {"address", session.address},
                              {"user_agent", session.user_agent}};
}

http::Response answer(http::Status status, http::Json body) {
    return http::Response::json(status, body.dump());
}

http::Response refuse_stranger(const http::Request& request) {
    return http::problem(Status::Unauthorized, "not_signed_in", "Sign in first.", {},
                         request.request_id)
        .add("WWW-Authenticate", kChallenge);
}

http::Response refuse(service::LoginError error, const http::Request& request) {
    using enum service::LoginError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case BadCredentials:
            return http::problem(Status::Unauthorized, "bad_credentials",
                                 "The e-mail address or the password is not right.", {},
                                 request.request_id)
                .add("WWW-Authenticate", kChallenge);
        case AccountDisabled:
            return http::problem(Status::Forbidden, "account_disabled",
                                 "An administrator has switched this account off.", {},
                                 request.request_id);
        case Busy:
            return busy(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const std::vector<service::RegistrationError>& errors,
                      std::size_t min_password_length, const http::Request& request) {
    std::vector<http::FieldProblem> problems;
    for (const auto error : errors) {
        auto problem = field_problem(error, min_password_length);
        if (!problem) return refuse_alone(error, request);
        problems.push_back(std::move(*problem));
    }
    return refuse(validation_failed(std::move(problems)), request);
}

}  // namespace postern::api
