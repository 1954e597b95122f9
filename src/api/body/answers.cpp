#include "api/body/answers.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "api/body/caller.hpp"
#include "api/body/members.hpp"
#include "postern/http/problem.hpp"

namespace postern::api {

namespace {

using http::Status;

/// What one wrong field is called; nothing for errors that are not about a field's form.
std::optional<http::FieldProblem> field_problem(service::RegistrationError error) {
    using enum service::RegistrationError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case BadEmail:
            return bad_email();
        case BadDisplayName:
            return bad_display_name();
        case BadPassword:  // see password_problem()
        case Closed:
        case TooMany:
        case EmailTaken:
        case Busy:
            return std::nullopt;
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse_alone(service::RegistrationError error, std::chrono::seconds retry_after,
                            const http::Request& request) {
    if (error == service::RegistrationError::Busy) return busy(request);
    if (error == service::RegistrationError::TooMany)
        return http::too_many("too_many_registrations",
                              "Too many accounts were created from your network. Nothing was done.",
                              retry_after, request.request_id);
    if (error == service::RegistrationError::Closed)
        return http::problem(Status::Forbidden, "registration_closed",
                             "Accounts cannot be created here; ask the administrator.", {},
                             request.request_id);
    return http::problem(
        Status::Conflict, "email_taken", "There already is an account with this e-mail address.",
        {{"email", "taken", "There already is an account with this address."}}, request.request_id);
}

}  // namespace

json::Json to_json(const User& user) {
    const auto text_or_null = [](const std::string& text) {
        return text.empty() ? json::Json{} : json::Json{text};
    };
    return json::Json::Object{{"id", user.public_id.text()},
                              {"email", user.email.text()},
                              {"email_verified", user.email_verified_at.has_value()},
                              {"display_name", user.display_name.text()},
                              {"language", text_or_null(user.language)},
                              {"time_zone", text_or_null(user.time_zone)},
                              {"created_at", to_rfc3339(user.created_at)}};
}

json::Json to_json(const Session& session, const PublicId& current) {
    return json::Json::Object{{"id", session.public_id.text()},
                              {"current", session.public_id == current},
                              {"created_at", to_rfc3339(session.created_at)},
                              {"last_seen_at", to_rfc3339(session.last_seen_at)},
                              {"expires_at", to_rfc3339(session.expires_at)},
                              {"remember", session.remember},
                              {"address", session.address},
                              {"user_agent", session.user_agent}};
}

http::FieldProblem bad_email() {
    return {"email", "invalid", "This is no e-mail address that can be used."};
}

http::FieldProblem bad_display_name() {
    return {"display_name", "invalid",
            "This has to be 1 to 100 characters in one line, without control characters."};
}

http::Response answer(http::Status status, json::Json body) {
    return http::Response::json(status, body.dump());
}

http::Response confirmation_sent() {
    return answer(Status::Accepted, json::Json::Object{{"status", "confirmation_sent"}});
}

http::Response busy(const http::Request& request) {
    return http::problem(Status::ServiceUnavailable, "unavailable",
                         "Too many passwords are being checked at this moment. Nothing was done; "
                         "try again in a few seconds.",
                         {}, request.request_id)
        .add("Retry-After", std::to_string(service::kBusyRetryAfter.count()));
}

http::Response refuse(const service::SignInRefusal& refusal, const http::Request& request) {
    using enum service::SignInError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case BadCredentials:
            return http::problem(Status::Unauthorized, "bad_credentials",
                                 "The e-mail address or the password is not right.", {},
                                 request.request_id)
                .add("WWW-Authenticate", kChallenge);
        case AccountDisabled:
            return http::problem(Status::Forbidden, "account_disabled",
                                 "An administrator has switched this account off.", {},
                                 request.request_id);
        case EmailNotVerified:
            return http::problem(Status::Forbidden, "email_not_verified",
                                 "The e-mail address of this account has to be confirmed first.",
                                 {}, request.request_id);
        case DeletionScheduled:
            return http::problem(Status::Forbidden, "deletion_scheduled",
                                 "This account is going to be deleted; a link in the mail about it "
                                 "keeps it.",
                                 {}, request.request_id);
        case TooManyAttempts:
            return http::too_many("too_many_attempts",
                                  refusal.blocked
                                      ? "Too many wrong passwords in a row: only a new password "
                                        "helps, or a browser that signed in before."
                                      : "Too many wrong passwords. Nothing was looked at; wait.",
                                  refusal.retry_after, request.request_id);
        case Busy:
            return busy(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const service::RegistrationRefusal& refusal, const PasswordWords& words,
                      const http::Request& request) {
    std::vector<http::FieldProblem> problems;
    for (const auto error : refusal.errors) {
        if (error == service::RegistrationError::BadPassword) {
            std::ranges::move(password_problems(refusal.password_problems, words),
                              std::back_inserter(problems));
            continue;
        }
        auto problem = field_problem(error);
        if (!problem) return refuse_alone(error, refusal.retry_after, request);
        problems.push_back(std::move(*problem));
    }
    return refuse(validation_failed(std::move(problems)), request);
}

std::vector<http::FieldProblem> password_problems(
    const std::vector<service::PasswordProblem>& problems, const PasswordWords& words) {
    const auto values = service::message_values(words.needs);
    std::vector<http::FieldProblem> fields;
    for (const auto problem : problems)
        fields.push_back(
            {"password", std::string{service::code_of(problem)},
             words.catalogue.text(text::kFallbackLanguage, service::message_key(problem), values)});
    return fields;
}

}  // namespace postern::api
