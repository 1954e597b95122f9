#include "portal/sign_in/registration_problems.hpp"

#include <cstdlib>

namespace postern::portal::sign_in {

namespace {

/// Marks one problem; the status of a page with that problem alone.
http::Status mark(service::RegistrationError error, RegisterView& view) {
    using enum service::RegistrationError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case Closed:
            return http::Status::Forbidden;
        case BadEmail:
            view.bad_email = true;
            return http::Status::UnprocessableContent;
        case BadDisplayName:
            view.bad_display_name = true;
            return http::Status::UnprocessableContent;
        case BadPassword:
            return http::Status::UnprocessableContent;
        case EmailTaken:
            view.email_taken = true;
            return http::Status::Conflict;
        case DomainNotAllowed:
            view.bad_domain = true;
            return http::Status::UnprocessableContent;
        case TermsNotAccepted:
            view.terms.missing = true;
            return http::Status::UnprocessableContent;
        case BadProfile:  // marked where the fields are drawn
            return http::Status::UnprocessableContent;
        case BadUsername:  // the page has no fields for these
        case UsernameReserved:
        case UsernameTaken:
        case BadGivenName:
        case BadFamilyName:
            return http::Status::UnprocessableContent;
        case TooMany:
            return http::Status::TooManyRequests;
        case Busy:
            view.busy = true;
            return http::Status::ServiceUnavailable;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Status mark_problems(const service::RegistrationRefusal& refusal, RegisterView& view) {
    auto status = http::Status::UnprocessableContent;
    view.new_password.problems = refusal.password_problems;
    for (const auto error : refusal.errors) status = mark(error, view);
    return status;
}

}  // namespace postern::portal::sign_in
