#include "api/account/account_answers.hpp"

#include <cstdlib>
#include <optional>

#include "api/body/members.hpp"
#include "postern/http/problem.hpp"

namespace postern::api {

namespace {

using http::Status;

http::Response too_many(std::chrono::seconds retry_after, std::string_view code,
                        const http::Request& request) {
    return http::too_many(code, "Nothing was done. Wait before you try again.", retry_after,
                          request.request_id);
}

http::Response changed_meanwhile(const http::Request& request) {
    return http::problem(Status::Conflict, "changed_meanwhile",
                         "Somebody else changed the same at this moment; look again.", {},
                         request.request_id);
}

http::Response bad_field(http::FieldProblem problem, const http::Request& request) {
    return refuse(validation_failed({std::move(problem)}), request);
}

/// What one wrong field of a profile is called; nothing for errors that are not about one.
std::optional<http::FieldProblem> field_problem(service::AccountError error) {
    using enum service::AccountError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case BadDisplayName:
            return bad_display_name();
        case BadLanguage:
            return {{"language", "invalid", "There are no pages in this language."}};
        case BadTimeZone:
            return {{"time_zone", "invalid",
                     "This has to be a name of the IANA list, like Europe/Berlin."}};
        case WrongPassword:
        case TooManyAttempts:
        case Busy:
        case BadPassword:
        case SamePassword:
        case BadEmail:
        case SameEmail:
        case ChangedMeanwhile:
            return std::nullopt;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Response refuse(const service::AccountRefusal& refusal, std::string_view password_member,
                      const PasswordWords& words, const http::Request& request) {
    using enum service::AccountError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case WrongPassword:
            return http::problem(
                Status::Forbidden, "wrong_password", "The present password is not right.",
                {{std::string{password_member}, "wrong", "This is not the present password."}},
                request.request_id);
        case TooManyAttempts:
            return too_many(refusal.retry_after, "too_many_attempts", request);
        case Busy:
            return busy(request);
        case BadPassword:
            return refuse(validation_failed(password_problems(refusal.problems, words)), request);
        case SamePassword:
            return bad_field({"password", "same", "This is the present password."}, request);
        case BadEmail:
            return bad_field(bad_email(), request);
        case SameEmail:
            return bad_field({"email", "same", "The account has this address already."}, request);
        case ChangedMeanwhile:
            return changed_meanwhile(request);
        case BadDisplayName:
        case BadLanguage:
        case BadTimeZone:
            return refuse(std::vector{refusal.error}, request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const std::vector<service::AccountError>& errors,
                      const http::Request& request) {
    std::vector<http::FieldProblem> problems;
    for (const auto error : errors) {
        auto problem = field_problem(error);
        // Errors that are about no field of a profile come alone; this is the only one.
        if (!problem) return changed_meanwhile(request);
        problems.push_back(std::move(*problem));
    }
    return refuse(validation_failed(std::move(problems)), request);
}

http::Response refuse_without_mail(const http::Request& request) {
    return http::problem(Status::Forbidden, "no_mail",
                         "This server sends no mail; ask the administrator.", {},
                         request.request_id);
}

http::Response refuse(service::LinkError error, const http::Request& request) {
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case service::LinkError::Gone:
            return http::problem(
                Status::Gone, "link_gone",
                "This link was used, has expired, or never was. Ask for a new one.", {},
                request.request_id);
        case service::LinkError::EmailTaken:
            return http::problem(Status::Conflict, "email_taken",
                                 "Another account has this e-mail address meanwhile.", {},
                                 request.request_id);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const service::AskRefusal& refusal, const http::Request& request) {
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case service::AskError::BadEmail:
            return bad_field(bad_email(), request);
        case service::AskError::TooMany:
            return too_many(refusal.retry_after, "too_many_mails", request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const service::ResetRefusal& refusal, const PasswordWords& words,
                      const http::Request& request) {
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case service::ResetError::LinkGone:
            return refuse(service::LinkError::Gone, request);
        case service::ResetError::BadPassword:
            return refuse(validation_failed(password_problems(refusal.problems, words)), request);
        case service::ResetError::Busy:
            return busy(request);
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::api
