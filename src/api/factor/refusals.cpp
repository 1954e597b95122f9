#include "api/factor/refusals.hpp"

#include <cstdlib>
#include <optional>
#include <utility>

#include "api/body/answers.hpp"
#include "api/body/members.hpp"
#include "api/body/passkeys.hpp"
#include "api/body/sign_in_refusals.hpp"
#include "api/body/to_json.hpp"
#include "postern/http/problem.hpp"
#include "postern/service/factor/fresh_proof.hpp"

namespace postern::api::factor {

namespace {

using http::Status;

http::Response too_many_passwords(std::chrono::seconds retry_after, const http::Request& request) {
    return http::too_many("too_many_attempts", "Nothing was done. Wait before you try again.",
                          retry_after, request.request_id);
}

http::Response factor_required(const service::Factors& factors, const Context& context,
                               const http::Request& request) {
    return http::problem_with({{"methods", methods_of(factors, context.has_passkeys)}},
                              Status::Forbidden, "factor_required",
                              "You have a second factor: the password alone proves too little.", {},
                              request.request_id);
}

http::Response apps_unavailable(const http::Request& request) {
    return http::problem(Status::ServiceUnavailable, "factors_unavailable",
                         "This server has no key file, so authenticator apps cannot be set up. "
                         "Ask the administrator.",
                         {}, request.request_id);
}

http::Response enrolment_gone(const http::Request& request) {
    return http::problem(Status::Gone, "enrolment_gone",
                         "No app is being set up in this session: it took too long, or is done. "
                         "Begin again.",
                         {}, request.request_id);
}

http::Response factor_reset_off(const http::Request& request) {
    return http::problem(Status::Conflict, "factor_reset_off",
                         "This server does not reset lost second factors by e-mail, or your "
                         "address is not confirmed. Ask the administrator.",
                         {}, request.request_id);
}

http::Response mailed_code_required(const http::Request& request) {
    return http::problem(Status::Forbidden, "mailed_code_required",
                         "This is your first second factor, and this device is new to your "
                         "account: ask for a code by e-mail and show it, then retry.",
                         {}, request.request_id);
}

http::Response mailed_code_not_needed(const http::Request& request) {
    return http::problem(Status::Conflict, "mailed_code_not_needed",
                         "You can add a second factor in this session without a code.", {},
                         request.request_id);
}

http::Response too_many_mailed_codes(const service::EnrolmentCodeRefusal& refusal,
                                     const http::Request& request) {
    return http::too_many("too_many_attempts",
                          refusal.blocked
                              ? "Too many consecutive wrong codes: none is accepted any more. "
                                "Choose a new password, or use a device that you used before."
                              : "Too many wrong codes. This one was not checked; wait before "
                                "you try again.",
                          refusal.retry_after, request.request_id);
}

http::Response too_many_passkeys(const http::Request& request) {
    return http::problem(Status::Conflict, "too_many_passkeys",
                         "You have 20 passkeys and security keys: remove one first.", {},
                         request.request_id);
}

http::Response too_few_passkeys(const http::Request& request) {
    return http::problem(Status::Conflict, "too_few_passkeys",
                         "Add a second passkey, or one that is synced, before you remove the "
                         "password.",
                         {}, request.request_id);
}

http::Response passkey_unproven(const http::Request& request) {
    return http::problem(Status::Conflict, "passkey_unproven",
                         "Use a passkey in this session, by a sign-in or a step-up, before you "
                         "remove the password.",
                         {}, request.request_id);
}

http::Response password_needed(const http::Request& request) {
    return http::problem(Status::Conflict, "password_needed",
                         "This is the last passkey of an account without a password. Set a "
                         "password first.",
                         {}, request.request_id);
}

http::Response passkey_taken(const http::Request& request) {
    return http::problem(Status::Conflict, "passkey_taken",
                         "This passkey or security key is set up already.", {}, request.request_id);
}

http::Response bad_passkey_name(const http::Request& request) {
    return refuse(validation_failed({{"name", "invalid",
                                      "Use 1 to 60 characters on one line, without control "
                                      "characters."}}),
                  request);
}

}  // namespace

http::Response no_such_factor(const http::Request& request) {
    return http::problem(Status::NotFound, "not_found", "You have no such second factor.", {},
                         request.request_id);
}

http::Response refuse(const service::CodeRefusal& refusal, const Context& context,
                      const http::Request& request) {
    auto refused = refuse_code(refusal, request);
    return refusal.problem == service::CodeProblem::Gone
               ? std::move(refused).with(context.cookies.clear_sign_in())
               : std::move(refused);
}

http::Response refuse_passkey(const service::CodeRefusal& refusal, const Context& context,
                              const http::Request& request) {
    using enum service::CodeProblem;
    switch (refusal.problem) {  // no default: a new outcome must not compile until it has an answer
        case Malformed:
            return malformed_passkey(request);
        case Wrong:
            return passkey_refused(Status::Unauthorized, request);
        case Unavailable:
            return passkeys_unavailable(request);
        case TooManyAttempts:
        case Busy:
        case Expired:
        case Gone:
            return refuse(refusal, context, request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response sign_in_gone(const Context& context, const http::Request& request) {
    return api::sign_in_gone(request).with(context.cookies.clear_sign_in());
}

http::Response refuse(const service::LostFactorRefusal& refusal, const Context& context,
                      const http::Request& request) {
    using enum service::LostFactorError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case Off:
            return factor_reset_off(request);
        case Gone:
            return sign_in_gone(context, request);
        case TooMany:
            return http::too_many("too_many_mails", "Nothing was done. Wait before you try again.",
                                  refusal.retry_after, request.request_id);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const service::EnrolmentCodeRefusal& refusal, const http::Request& request) {
    using enum service::EnrolmentCodeError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case NotNeeded:
            return mailed_code_not_needed(request);
        case Malformed:
            return malformed_code(request);
        case Wrong:
            return wrong_code(request);
        case TooManyAttempts:
            return too_many_mailed_codes(refusal, request);
        case TooManyMails:
            return http::too_many("too_many_mails", "Nothing was done. Wait before you try again.",
                                  refusal.retry_after, request.request_id);
        case SessionGone:
            return refuse_without_session(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const service::StepUpRefusal& refusal, const service::Factors& factors,
                      const Context& context, const http::Request& request) {
    using enum service::StepUpError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case WrongPassword:
            return http::problem(
                Status::Forbidden, "wrong_password", "The current password is wrong.",
                {{"password", "wrong", "This is not the current password."}}, request.request_id);
        case NeedsFactor:
            return factor_required(factors, context, request);
        case MalformedCode:
            return malformed_code(request);
        case WrongCode:
            return wrong_code(request);
        case TooManyAttempts:
            return factors.any() ? too_many_codes(refusal.retry_after, refusal.blocked, request)
                                 : too_many_passwords(refusal.retry_after, request);
        case Busy:
            return refuse_while_busy(request);
        case Unavailable:
            return factor_unavailable(request);
        case Expired:
            return passkey_expired(request);
        case SessionGone:
            return refuse_without_session(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse_passkey(const service::StepUpRefusal& refusal,
                              const service::Factors& factors, const Context& context,
                              const http::Request& request) {
    using enum service::StepUpError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case MalformedCode:
            return malformed_passkey(request);
        case WrongCode:
            return passkey_refused(Status::Forbidden, request);
        case Unavailable:
            return passkeys_unavailable(request);
        case WrongPassword:
        case NeedsFactor:
        case TooManyAttempts:
        case Busy:
        case Expired:
        case SessionGone:
            return refuse(refusal, factors, context, request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const service::FactorRefusal& refusal, const service::Factors& factors,
                      const Context& context, const http::Request& request) {
    using enum service::FactorError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case StepUpRequired:
            return step_up_required(factors, context, request);
        case MailedCodeRequired:
            return mailed_code_required(request);
        case NoKeys:
            return apps_unavailable(request);
        case EnrolmentGone:
            return enrolment_gone(request);
        case MalformedCode:
            return malformed_code(request);
        case WrongCode:
            return wrong_code(request, refusal.clock_off);
        case Busy:
            return refuse_while_busy(request);
        case NoFactor:
            return no_such_factor(request);
        case ChangedMeanwhile:
            return changed_meanwhile(request);
        case Unavailable:
            return factor_unavailable(request);
        case PasskeysOff:
            return passkeys_unavailable(request);
        case TooManyPasskeys:
            return too_many_passkeys(request);
        case BadPasskeyName:
            return bad_passkey_name(request);
        case PasskeyExpired:
            return passkey_expired(request);
        case PasskeyRefused:
            return passkey_refused(Status::Forbidden, request);
        case PasskeyTaken:
            return passkey_taken(request);
        case TooFewPasskeys:
            return too_few_passkeys(request);
        case PasskeyUnproven:
            return passkey_unproven(request);
        case PasswordNeeded:
            return password_needed(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse_caller(const Services& services, const service::FactorRefusal& refusal,
                             const Context& context, const http::Request& request,
                             const SessionWithUser& caller) {
    return refuse(refusal, services.factors.overview(caller.user).factors(), context, request);
}

}  // namespace postern::api::factor
