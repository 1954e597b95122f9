#include "portal/account/refusal.hpp"

#include <cstdlib>

namespace postern::portal::account {

namespace {

/// Marks one problem; the status of a page with that problem alone.
http::Status mark(service::AccountError error, AccountProblems& problems) {
    using enum service::AccountError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case Busy:
            problems.busy = true;
            return http::Status::ServiceUnavailable;
        case BadPassword:
            return http::Status::UnprocessableContent;
        case SamePassword:
            problems.same_password = true;
            return http::Status::UnprocessableContent;
        case BadEmail:
            problems.bad_email = true;
            return http::Status::UnprocessableContent;
        case SameEmail:
            problems.same_email = true;
            return http::Status::UnprocessableContent;
        case BadDisplayName:
            problems.bad_display_name = true;
            return http::Status::UnprocessableContent;
        case BadLanguage:
            problems.bad_language = true;
            return http::Status::UnprocessableContent;
        case BadTimeZone:
            problems.bad_time_zone = true;
            return http::Status::UnprocessableContent;
        case BadUsername:
            problems.bad_username = true;
            return http::Status::UnprocessableContent;
        case UsernameReserved:
            problems.username_reserved = true;
            return http::Status::UnprocessableContent;
        case UsernameTaken:
            problems.username_taken = true;
            return http::Status::Conflict;
        case UsernameFixed:  // the page has no field for it
            problems.changed_meanwhile = true;
            return http::Status::Conflict;
        case TooManyUsernames:
            problems.too_many_usernames = true;
            return http::Status::Conflict;
        case BadGivenName:
            problems.bad_given_name = true;
            return http::Status::UnprocessableContent;
        case BadFamilyName:
            problems.bad_family_name = true;
            return http::Status::UnprocessableContent;
        case LastAdministrator:
            problems.last_administrator = true;
            return http::Status::Conflict;
        case ChangedMeanwhile:
        case WrongPassword:  // none is asked for here, so that neither of these happens
        case TooManyAttempts:
        case StepUpRequired:  // between the page's own check and this
            problems.changed_meanwhile = true;
            return http::Status::Conflict;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

Refusal refusal_of(const service::AccountRefusal& refused) {
    Refusal refusal;
    refusal.status = mark(refused.error, refusal.problems);
    refusal.problems.new_password = refused.problems;
    return refusal;
}

Refusal refusal_of(const std::vector<service::AccountError>& errors) {
    Refusal refusal;
    for (const auto error : errors) refusal.status = mark(error, refusal.problems);
    return refusal;
}

}  // namespace postern::portal::account
