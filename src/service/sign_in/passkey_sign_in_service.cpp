#include "postern/service/sign_in/passkey_sign_in_service.hpp"

#include <cstdlib>
#include <utility>

#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/throttle/counted_attempt.hpp"
#include "service/sign_in/admission.hpp"

namespace postern::service {

namespace {

/// For CountedAttempt: what is not a failure is given back.
struct FromNetwork {
    using Attempt = NetworkKeys;
    const SignInThrottle& throttle;
    void withdraw(const Attempt& keys) const { throttle.give_back_to_network(keys); }
};

PasskeySignInError error_of(PasskeyError error) {
    switch (error) {
        case PasskeyError::Unavailable:
            return PasskeySignInError::Unavailable;
        case PasskeyError::Malformed:
            return PasskeySignInError::Malformed;
        case PasskeyError::Expired:
            return PasskeySignInError::Expired;
        case PasskeyError::Refused:
            return PasskeySignInError::Refused;
    }
    std::abort();  // a value outside the enum is a bug
}

shm::SignInOutcome outcome_of(PasskeyError error) {
    return error == PasskeyError::Unavailable ? shm::SignInOutcome::Busy
                                              : shm::SignInOutcome::BadCode;
}

}  // namespace

PasskeySignInService::PasskeySignInService(store::AccountStore& accounts,
                                           const PasskeyCheck& passkeys,
                                           const SessionService& sessions, const Arrival& arrival,
                                           const SignInThrottle& throttle,
                                           shm::Metrics::Writer metrics, SignInSettings settings)
    : accounts_{accounts},
      passkeys_{passkeys},
      sessions_{sessions},
      arrival_{arrival},
      throttle_{throttle},
      metrics_{metrics},
      settings_{settings} {}

/// Whose answer is right, if they may sign in.
Result<CheckedPasskey, PasskeyRefusal> PasskeySignInService::check(
    const PasskeySignInRequest& request, TimePoint now) const {
    auto checked =
        passkeys_.check(PasskeyPurpose::SignIn, request.holder, std::nullopt, request.answer, now);
    if (!checked) return checked;
    if (const auto reason = reason_to_refuse(checked->user, settings_))
        return fail(
            PasskeyRefusal{PasskeyError::Refused, audit_word(*reason), checked->user.public_id});
    return checked;
}

Result<SignedIn, PasskeySignInRefusal> PasskeySignInService::sign_in(
    const PasskeySignInRequest& request, const Client& client, TimePoint now) const {
    const auto admitted = throttle_.admit_network(client, now);
    if (!admitted) {
        metrics_.count_sign_in(shm::SignInOutcome::Throttled);
        return fail(PasskeySignInRefusal{PasskeySignInError::TooManyAttempts,
                                         admitted.error().retry_after});
    }
    const FromNetwork network{throttle_};
    CountedAttempt counted{network, *admitted};
    const auto refuse = [&](const PasskeyRefusal& refusal) {
        metrics_.count_sign_in(outcome_of(refusal.error));
        if (refusal.error == PasskeyError::Refused) {
            counted.settle();
            note_refused(refusal, client, now);
        }
        return fail(PasskeySignInRefusal{error_of(refusal.error)});
    };
    const auto checked = check(request, now);
    if (!checked) return refuse(checked.error());
    const User& user = checked->user;
    const ProofMethod method = checked->method();
    const Proof proof{
        {.level = checked->level(), .methods = {method}, .authenticated_at = now, .factor_at = now},
        {.passkey = checked->use}};
    auto opened = sessions_.open(user, proof, request.remember, client, now);
    if (!opened) return refuse({PasskeyError::Refused, "ended_meanwhile", user.public_id});
    metrics_.count_sign_in(shm::SignInOutcome::Ok);
    return arrival_.finish(
        std::move(*opened), throttle_.uncounted(user, client),
        {.detail = checked->is_count_suspicious ? "passkey_counter" : to_text(method),
         .previous_token = request.previous_token},
        client, now);
}

void PasskeySignInService::note_refused(const PasskeyRefusal& refusal, const Client& client,
                                        TimePoint now) const {
    accounts_.note({audit_entry({.event = AuditEvent::SignIn,
                                 .result = AuditResult::Refused,
                                 .user = refusal.whose,
                                 .actor = kByVisitor,
                                 .detail = refusal.reason},
                                client, now)});
}

}  // namespace postern::service
