#include "api/account/refusals.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <utility>

#include "api/body/answers.hpp"
#include "api/body/members.hpp"
#include "api/body/passkeys.hpp"
#include "api/body/sign_in_refusals.hpp"
#include "api/body/to_json.hpp"
#include "postern/http/problem.hpp"

namespace postern::api::account {

namespace {

using http::Status;

http::Response refuse_fields(std::vector<http::FieldProblem> problems,
                             const http::Request& request) {
    return refuse(validation_failed(std::move(problems)), request);
}

http::FieldProblem bad_email() {
    return {"email", "invalid", "This is not a valid e-mail address."};
}

http::FieldProblem bad_display_name() {
    return {"display_name", "invalid",
            "Use 1 to 100 characters on one line, without control characters."};
}

/// `field`: where the version stands.
http::FieldProblem terms_not_current(std::string field) {
    return {std::move(field), "not_current",
            "Accept the newest version of the terms: GET /api/v1/terms."};
}

constexpr const char* kBadPartOfName =
    "Use up to 64 characters on one line, without control characters.";

http::Response too_many(std::chrono::seconds retry_after, std::string_view code,
                        const http::Request& request) {
    return http::too_many(code, "Nothing was done. Wait before you try again.", retry_after,
                          request.request_id);
}

/// The problem of one field of a profile; nothing for errors that are not about one.
std::optional<http::FieldProblem> field_problem(service::AccountError error) {
    using enum service::AccountError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case BadDisplayName:
            return bad_display_name();
        case BadLanguage:
            return {{"language", "invalid", "This server has no pages in this language."}};
        case BadTimeZone:
            return {
                {"time_zone", "invalid", "Use a name from the IANA list, such as Europe/Berlin."}};
        case BadUsername:
            return {{"username", "invalid",
                     "Use 3 to 32 characters of a-z, 0-9 and single '.', '_' or '-', beginning "
                     "with a letter."}};
        case UsernameReserved:
            return {{"username", "reserved", "Nobody can have this username."}};
        case UsernameFixed:
            return {{"username", "fixed", "Only administrators give usernames here."}};
        case BadGivenName:
            return {{"given_name", "invalid", kBadPartOfName}};
        case BadFamilyName:
            return {{"family_name", "invalid", kBadPartOfName}};
        case WrongPassword:
        case TooManyAttempts:
        case Busy:
        case BadPassword:
        case SamePassword:
        case BadEmail:
        case SameEmail:
        case ChangedMeanwhile:
        case StepUpRequired:
        case LastAdministrator:
        case UsernameTaken:
        case TooManyUsernames:
            return std::nullopt;
    }
    std::abort();  // a value outside the enum is a bug
}

/// Of a profile that could not be stored.
http::Response refuse_change(service::AccountError error, const http::Request& request) {
    if (error == service::AccountError::UsernameTaken)
        return http::problem(
            Status::Conflict, "username_taken",
            "Another user has this username, or one that looks like it, or had it of late.",
            {{"username", "taken", "This username is taken."}}, request.request_id);
    if (error == service::AccountError::TooManyUsernames)
        return http::problem(Status::Conflict, "too_many_usernames",
                             "You have changed your username too often of late. Your earlier ones "
                             "are still free for you.",
                             {}, request.request_id);
    return changed_meanwhile(request);
}

}  // namespace

http::Response refuse(const service::SignInRefusal& refusal, const Context& context,
                      const http::Request& request) {
    if (!refusal.waiting) return refuse_sign_in(refusal, {}, request);
    const auto methods = methods_of(refusal.waiting->factors, context.has_passkeys);
    return refuse_sign_in(refusal, methods, request)
        .with(context.cookies.sign_in(refusal.waiting->token.reveal()));
}

http::Response refuse(const service::PasskeySignInRefusal& refusal, const http::Request& request) {
    using enum service::PasskeySignInError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case Unavailable:
            return passkeys_unavailable(request);
        case Malformed:
            return malformed_passkey(request);
        case Expired:
            return passkey_expired(request);
        case Refused:
            return passkey_refused(Status::Unauthorized, request);
        case TooManyAttempts:
            return too_many(refusal.retry_after, "too_many_attempts", request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const service::RegistrationRefusal& refusal, const Context& context,
                      const http::Request& request) {
    using enum service::RegistrationError;
    std::vector<http::FieldProblem> problems;
    for (const auto error : refusal.errors) {
        switch (error) {  // no default: a new outcome must not compile until it has an answer
            case Closed:
                return http::problem(Status::Forbidden, "registration_closed",
                                     "Registration is closed. Ask the administrator.", {},
                                     request.request_id);
            case TooMany:
                return http::too_many("too_many_registrations",
                                      "Too many accounts were created from your network. Nothing "
                                      "was done; wait before you try again.",
                                      refusal.retry_after, request.request_id);
            case BadEmail:
                problems.push_back(bad_email());
                break;
            case BadDisplayName:
                problems.push_back(bad_display_name());
                break;
            case BadPassword:
                std::ranges::move(context.password_problems(refusal.password_problems),
                                  std::back_inserter(problems));
                break;
            case EmailTaken:
                return http::problem(
                    Status::Conflict, "email_taken", "Another user has this e-mail address.",
                    {{"email", "taken", "Another user has this address."}}, request.request_id);
            case DomainNotAllowed:
                problems.push_back({"email", "domain_not_allowed",
                                    "Addresses of this domain cannot register here."});
                break;
            case TermsNotAccepted:
                problems.push_back(terms_not_current("accepted_terms"));
                break;
            case BadProfile:
                std::ranges::move(profile_problems(refusal.profile), std::back_inserter(problems));
                break;
            case UsernameTaken:
                return refuse_change(service::AccountError::UsernameTaken, request);
            case BadUsername:
                problems.push_back(*field_problem(service::AccountError::BadUsername));
                break;
            case UsernameReserved:
                problems.push_back(*field_problem(service::AccountError::UsernameReserved));
                break;
            case BadGivenName:
                problems.push_back(*field_problem(service::AccountError::BadGivenName));
                break;
            case BadFamilyName:
                problems.push_back(*field_problem(service::AccountError::BadFamilyName));
                break;
            case Busy:
                return refuse_while_busy(request);
        }
    }
    return refuse_fields(std::move(problems), request);
}

std::vector<http::FieldProblem> profile_problems(const service::ReadProfile& profile) {
    std::vector<http::FieldProblem> problems;
    for (const auto& field : profile.missing)
        problems.push_back({"profile." + field, "required", "This field is required."});
    for (const auto& field : profile.mistaken)
        problems.push_back({"profile." + field, "invalid", "This value does not fit the field."});
    return problems;
}

http::Response refuse(const service::ReadProfile& profile, const http::Request& request) {
    return refuse_fields(profile_problems(profile), request);
}

http::Response refuse(service::AcceptTermsError error, const http::Request& request) {
    using enum service::AcceptTermsError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case NoTerms:
            return http::problem(Status::NotFound, "not_found", "There are no terms here.", {},
                                 request.request_id);
        case NotCurrent:
            return refuse_fields({terms_not_current("version")}, request);
        case UserGone:
            return changed_meanwhile(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const service::AccountRefusal& refusal, std::string_view password_member,
                      const Context& context, const http::Request& request) {
    using enum service::AccountError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case WrongPassword:
            return http::problem(
                Status::Forbidden, "wrong_password", "The current password is wrong.",
                {{std::string{password_member}, "wrong", "This is not the current password."}},
                request.request_id);
        case TooManyAttempts:
            return too_many(refusal.retry_after, "too_many_attempts", request);
        case Busy:
            return refuse_while_busy(request);
        case BadPassword:
            return refuse_fields(context.password_problems(refusal.problems), request);
        case SamePassword:
            return refuse_fields({{"password", "same", "This is the current password."}}, request);
        case BadEmail:
            return refuse_fields({bad_email()}, request);
        case SameEmail:
            return refuse_fields({{"email", "same", "This is the current address."}}, request);
        case ChangedMeanwhile:
            return changed_meanwhile(request);
        case StepUpRequired:
            return step_up_required(refusal.factors, context, request);
        case LastAdministrator:
            return http::problem(Status::Conflict, "last_administrator",
                                 "You are the only administrator. Make somebody else one first.",
                                 {}, request.request_id);
        case UsernameTaken:
        case TooManyUsernames:
            return refuse_change(refusal.error, request);
        case BadDisplayName:
        case BadLanguage:
        case BadTimeZone:
        case BadUsername:
        case UsernameReserved:
        case UsernameFixed:
        case BadGivenName:
        case BadFamilyName:
            return refuse(std::vector{refusal.error}, request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const std::vector<service::AccountError>& errors,
                      const http::Request& request) {
    std::vector<http::FieldProblem> problems;
    for (const auto error : errors) {
        auto problem = field_problem(error);
        // Errors that only the change itself can find come alone.
        if (!problem) return refuse_change(error, request);
        problems.push_back(std::move(*problem));
    }
    return refuse_fields(std::move(problems), request);
}

http::Response refuse(service::LinkError error, const http::Request& request) {
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case service::LinkError::Gone:
            return http::problem(Status::Gone, "link_gone",
                                 "This link was used, has expired, was revoked, or never existed. "
                                 "Request a new one.",
                                 {}, request.request_id);
        case service::LinkError::EmailTaken:
            return http::problem(Status::Conflict, "email_taken",
                                 "Another user has this e-mail address by now.", {},
                                 request.request_id);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const service::AskRefusal& refusal, const http::Request& request) {
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case service::AskError::BadEmail:
            return refuse_fields({bad_email()}, request);
        case service::AskError::TooMany:
            return too_many(refusal.retry_after, "too_many_mails", request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const service::ResetRefusal& refusal, const Context& context,
                      const http::Request& request) {
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case service::ResetError::LinkGone:
            return refuse(service::LinkError::Gone, request);
        case service::ResetError::BadPassword:
            return refuse_fields(context.password_problems(refusal.problems), request);
        case service::ResetError::Busy:
            return refuse_while_busy(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse_without_mail(const http::Request& request) {
    return http::problem(Status::Forbidden, "no_mail",
                         "This server sends no e-mail. Ask the administrator.", {},
                         request.request_id);
}

}  // namespace postern::api::account
