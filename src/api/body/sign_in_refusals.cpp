#include "api/body/sign_in_refusals.hpp"

#include <cstdlib>
#include <utility>

#include "api/body/answers.hpp"
#include "api/body/members.hpp"
#include "api/body/passkeys.hpp"
#include "postern/http/problem.hpp"

namespace postern::api {

namespace {

using http::Status;

/// 401, so that no client takes it for a session.
http::Response wait_for_factor(json::Json::Array methods, const http::Request& request) {
    return http::problem_with({{"methods", std::move(methods)}}, Status::Unauthorized,
                              "second_factor_required",
                              "The password is right. Finish the sign-in with one of methods.", {},
                              request.request_id)
        .add("WWW-Authenticate", kChallenge);
}

}  // namespace

http::Response refuse_sign_in(const service::SignInRefusal& refusal, json::Json::Array methods,
                              const http::Request& request) {
    using enum service::SignInError;
    const auto forbidden = [&request](std::string_view code, std::string_view detail) {
        return http::problem(Status::Forbidden, code, detail, {}, request.request_id);
    };
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case BadCredentials:
            return http::problem(Status::Unauthorized, "bad_credentials",
                                 "The e-mail address or the password is wrong.", {},
                                 request.request_id)
                .add("WWW-Authenticate", kChallenge);
        case AccountDisabled:
            return forbidden("account_disabled", "An administrator has disabled this account.");
        case EmailNotVerified:
            return forbidden("email_not_verified", "Confirm your e-mail address first.");
        case DeletionScheduled:
            return forbidden("deletion_scheduled",
                             "This account is scheduled for deletion. The link in the e-mail about "
                             "it cancels the deletion.");
        case AwaitingApproval:
            return forbidden("awaiting_approval",
                             "An administrator must approve this registration first. An e-mail "
                             "says when that is done.");
        case TooManyAttempts:
            return http::too_many("too_many_attempts",
                                  refusal.blocked
                                      ? "Too many consecutive wrong passwords. Reset the password, "
                                        "or use a device that has signed in before."
                                      : "Too many wrong passwords. The password was not checked; "
                                        "wait before you try again.",
                                  refusal.retry_after, request.request_id);
        case Busy:
            return refuse_while_busy(request);
        case SecondFactorRequired:
            return wait_for_factor(std::move(methods), request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse_code(const service::CodeRefusal& refusal, const http::Request& request) {
    using enum service::CodeProblem;
    switch (refusal.problem) {  // no default: a new outcome must not compile until it has an answer
        case Malformed:
            return malformed_code(request);
        case Wrong:
            return wrong_code(request);
        case TooManyAttempts:
            return too_many_codes(refusal.retry_after, refusal.blocked, request);
        case Busy:
            return refuse_while_busy(request);
        case Unavailable:
            return factor_unavailable(request);
        case Expired:
            return passkey_expired(request);
        case Gone:
            return sign_in_gone(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response sign_in_gone(const http::Request& request) {
    return http::problem(Status::Unauthorized, "sign_in_gone",
                         "No sign-in is waiting for a second factor: it took too long, or there "
                         "were too many wrong codes. Begin with the password.",
                         {}, request.request_id)
        .add("WWW-Authenticate", kChallenge);
}

http::Response malformed_code(const http::Request& request) {
    return refuse(validation_failed({{"code", "invalid", "This cannot be such a code."}}), request);
}

http::Response wrong_code(const http::Request& request,
                          std::optional<std::chrono::seconds> clock_off) {
    json::Json::Object members;
    if (clock_off) members.emplace_back("clock_off_seconds", std::int64_t{clock_off->count()});
    return http::problem_with(std::move(members), Status::Forbidden, "wrong_code",
                              clock_off ? "The code is that of another time: the clock of the "
                                          "device or of the server is wrong."
                                        : "The code is wrong, or was used before.",
                              {{"code", "wrong", "This is not a code that is accepted now."}},
                              request.request_id);
}

http::Response too_many_codes(std::chrono::seconds retry_after, bool blocked,
                              const http::Request& request) {
    return http::too_many("too_many_attempts",
                          blocked ? "Too many consecutive wrong codes: none of this kind is "
                                    "accepted any more. Use another kind, or ask the administrator."
                                  : "Too many wrong codes. This one was not checked; wait before "
                                    "you try again.",
                          retry_after, request.request_id);
}

http::Response factor_unavailable(const http::Request& request) {
    return http::problem(Status::ServiceUnavailable, "factor_unavailable",
                         "The server lacks the key to check this code, and nothing counts as an "
                         "attempt. Use a recovery code, or ask the administrator.",
                         {}, request.request_id);
}

}  // namespace postern::api
