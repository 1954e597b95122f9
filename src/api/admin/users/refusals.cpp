#include "api/admin/users/refusals.hpp"

#include <cstdlib>
#include <optional>
#include <utility>

#include "api/admin/guard/refusals.hpp"
#include "api/body/answers.hpp"
#include "api/body/members.hpp"
#include "postern/http/problem.hpp"

namespace postern::api::admin::users {

namespace {

using http::FieldProblem;
using http::Status;

FieldProblem bad_email() { return {"email", "invalid", "This is not an e-mail address."}; }

FieldProblem bad_display_name() {
    return {"display_name", "invalid",
            "Use 1 to 100 characters on one line, without control characters."};
}

FieldProblem bad_username() {
    return {"username", "invalid",
            "Use 3 to 32 characters of a-z, 0-9 and single '.', '_' or '-', beginning with a "
            "letter."};
}

FieldProblem reserved_username() {
    return {"username", "reserved", "Nobody can have this username."};
}

FieldProblem bad_part_of_name(std::string_view field) {
    return {std::string{field}, "invalid",
            "Use up to 64 characters on one line, without control characters."};
}

http::Response email_taken(const http::Request& request) {
    return http::problem(Status::Conflict, "email_taken", "Another user has this e-mail address.",
                         {{"email", "taken", "Another user has this address."}},
                         request.request_id);
}

http::Response username_taken(const http::Request& request) {
    return http::problem(
        Status::Conflict, "username_taken",
        "Another user has this username, or one that looks like it, or had it of late.",
        {{"username", "taken", "This username is taken."}}, request.request_id);
}

/// Nothing: it is not about one member, and comes alone.
std::optional<FieldProblem> field_problem(service::RegistrationError error) {
    using enum service::RegistrationError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case BadEmail:
            return bad_email();
        case BadDisplayName:
            return bad_display_name();
        case BadUsername:
            return bad_username();
        case UsernameReserved:
            return reserved_username();
        case BadGivenName:
            return bad_part_of_name("given_name");
        case BadFamilyName:
            return bad_part_of_name("family_name");
        case Closed:
        case TooMany:
        case DomainNotAllowed:  // of those who register themselves, and so the next two
        case TermsNotAccepted:
        case BadProfile:
        case BadPassword:
        case EmailTaken:
        case UsernameTaken:
        case Busy:
            return std::nullopt;
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<FieldProblem> field_problem(service::EditUserError error) {
    using enum service::EditUserError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case BadEmail:
            return bad_email();
        case BadDisplayName:
            return bad_display_name();
        case BadLanguage:
            return {{"language", "invalid", "This server has no pages in this language."}};
        case BadTimeZone:
            return {
                {"time_zone", "invalid", "Use a name from the IANA list, such as Europe/Berlin."}};
        case BadUsername:
            return bad_username();
        case UsernameReserved:
            return reserved_username();
        case BadGivenName:
            return bad_part_of_name("given_name");
        case BadFamilyName:
            return bad_part_of_name("family_name");
        case NoSuchUser:
        case EmailTaken:
        case ChangedMeanwhile:
        case UsernameTaken:
            return std::nullopt;
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse_alone(service::RegistrationError error, const http::Request& request) {
    if (error == service::RegistrationError::EmailTaken) return email_taken(request);
    if (error == service::RegistrationError::UsernameTaken) return username_taken(request);
    return refuse_while_busy(request);  // no other comes of an account without a password
}

http::Response refuse_alone(service::EditUserError error, const http::Request& request) {
    if (error == service::EditUserError::NoSuchUser) return no_such_user(request);
    if (error == service::EditUserError::EmailTaken) return email_taken(request);
    if (error == service::EditUserError::UsernameTaken) return username_taken(request);
    return changed_meanwhile(request);
}

template <class Error>
http::Response refuse_all(const std::vector<Error>& errors, const http::Request& request) {
    std::vector<FieldProblem> problems;
    for (const auto error : errors) {
        auto problem = field_problem(error);
        if (!problem) return refuse_alone(error, request);
        problems.push_back(std::move(*problem));
    }
    return api::refuse(validation_failed(std::move(problems)), request);
}

}  // namespace

http::Response no_such_user(const http::Request& request) { return no_such("user", request); }

http::Response refuse(const service::RegistrationRefusal& refusal, const http::Request& request) {
    return refuse_all(refusal.errors, request);
}

http::Response refuse(const std::vector<service::EditUserError>& errors,
                      const http::Request& request) {
    return refuse_all(errors, request);
}

http::Response refuse(service::UserChangeError error, const http::Request& request) {
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case service::UserChangeError::NoSuchUser:
            return no_such_user(request);
        case service::UserChangeError::LastAdministrator:
            return last_administrator(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response no_mail(const http::Request& request) {
    return http::problem(Status::Forbidden, "no_mail",
                         "This server sends no e-mail, so nobody would get the link.", {},
                         request.request_id);
}

}  // namespace postern::api::admin::users
