#include "postern/service/sign_in/sign_in_service.hpp"

#include <cstdlib>
#include <utility>

#include "postern/crypto/digest.hpp"
#include "postern/crypto/token.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/throttle/counted_attempt.hpp"
#include "service/sign_in/admission.hpp"
#include "service/sign_in/named_account.hpp"

namespace postern::service {

namespace {

shm::SignInOutcome outcome_of(SignInError error) {
    switch (error) {
        case SignInError::BadCredentials:
            return shm::SignInOutcome::BadCredentials;
        case SignInError::TooManyAttempts:
            return shm::SignInOutcome::Throttled;
        case SignInError::Busy:
            return shm::SignInOutcome::Busy;
        case SignInError::AccountDisabled:
            return shm::SignInOutcome::Disabled;
        case SignInError::EmailNotVerified:
            return shm::SignInOutcome::Unverified;
        case SignInError::DeletionScheduled:
            return shm::SignInOutcome::Asleep;
        case SignInError::AwaitingApproval:  // as the other who registered and is not done yet
            return shm::SignInOutcome::Unverified;
        case SignInError::SecondFactorRequired:
            return shm::SignInOutcome::SecondFactorDue;
    }
    std::abort();  // a value outside the enum is a bug
}

Authentication by_password(TimePoint now) {
    return {.level = Level::One,
            .methods = {ProofMethod::Password},
            .authenticated_at = now,
            .factor_at = std::nullopt};
}

/// The second factor was not proven in this session: what asks for a fresh proof asks for it.
Authentication by_trusted_device(TimePoint now) {
    return {.level = Level::Two,
            .methods = {ProofMethod::Password, ProofMethod::TrustedDevice},
            .authenticated_at = now,
            .factor_at = std::nullopt};
}

}  // namespace

/// The client that wants to sign in, and the account it names.
struct SignInService::Claim {
    const SignInRequest& request;
    const Client& client;
    TimePoint now;
    std::optional<EmailAddress> email;  ///< as in NamedAccount
    std::string name;
    std::optional<store::UserWithPassword> found{};

    const User& user() const { return found->user; }

    AuditEntry entry(AuditResult result, std::string_view actor, std::string_view detail) const {
        return audit_entry({.event = AuditEvent::SignIn,
                            .result = result,
                            .user = found ? std::optional{found->user.public_id} : std::nullopt,
                            .actor = actor,
                            .detail = detail},
                           client, now);
    }
};

SignInService::SignInService(SignInStores stores, const PasswordService& passwords,
                             const SessionService& sessions, const SignInThrottle& throttle,
                             const FactorCheck& factors, const Arrival& arrival, Entropy& entropy,
                             shm::Metrics::Writer metrics, SignInSettings settings)
    : stores_{stores},
      passwords_{passwords},
      sessions_{sessions},
      throttle_{throttle},
      factors_{factors},
      arrival_{arrival},
      entropy_{entropy},
      metrics_{metrics},
      settings_{settings} {}

Result<SignedIn, SignInRefusal> SignInService::sign_in(const SignInRequest& request,
                                                       const Client& client, TimePoint now) const {
    auto result = decide(request, client, now);
    metrics_.count_sign_in(result ? shm::SignInOutcome::Ok : outcome_of(result.error().error));
    return result;
}

Result<SignedIn, SignInRefusal> SignInService::decide(const SignInRequest& request,
                                                      const Client& client, TimePoint now) const {
    auto named = find_account(stores_.users, request.email);
    const Claim claim{request,
                      client,
                      now,
                      std::move(named.email),
                      std::move(named.name),
                      std::move(named.found)};
    const auto admitted = admit(claim);
    if (!admitted) return fail(refuse_throttled(claim, admitted.error()));
    CountedAttempt counted{throttle_, *admitted};

    // An unknown address is verified against a decoy, so that it costs what a known one costs.
    const auto phc =
        claim.found ? std::optional<std::string_view>{claim.found->password_hash} : std::nullopt;
    switch (passwords_.verify(request.password, phc)) {
        case Verdict::Busy:
            return fail(SignInRefusal{SignInError::Busy});
        case Verdict::Wrong:
            return fail(refuse_wrong(claim, counted.settle()));
        case Verdict::Right:
            break;
    }
    if (const auto error = reason_to_refuse(claim.user(), settings_))
        return fail(refuse_known(claim, *error));

    const auto factors = factors_.find(claim.user().id);
    const bool is_trusted = factors.any() && arrival_.can_trust_devices() &&
                            throttle_.is_trusted(claim.user().id, client.device, now);
    if (factors.any() && !is_trusted) {
        auto waiting = wait_for_factor(claim, factors);
        if (!waiting) return fail(refuse_known(claim, waiting.error()));
        throttle_.forgive(counted.settle());
        return fail(SignInRefusal{.error = SignInError::SecondFactorRequired,
                                  .waiting = std::move(*waiting)});
    }
    auto opened = open(claim, is_trusted ? by_trusted_device(now) : by_password(now));
    if (!opened) return fail(refuse_known(claim, opened.error()));
    throttle_.forgive(counted.settle());
    return arrival_.finish(std::move(*opened), counted.attempt(),
                           {.detail = is_trusted ? to_text(ProofMethod::TrustedDevice) : "",
                            .previous_token = request.previous_token},
                           client, now);
}

Result<SignInThrottle::Attempt, Refused> SignInService::admit(const Claim& claim) const {
    if (!claim.email) return throttle_.admit_nobody(claim.name, claim.client, claim.now);
    const auto user = claim.found ? std::optional{claim.user().id} : std::nullopt;
    return throttle_.admit(*claim.email, user, claim.client, claim.now);
}

SignInRefusal SignInService::refuse_throttled(const Claim& claim, const Refused& refused) const {
    // A throttled client can retry immediately, so only the first refusal per minute is logged.
    if (refused.should_audit)
        stores_.audit.add(claim.entry(AuditResult::Throttled, kByVisitor,
                                      refused.blocked ? "blocked" : "too_many_attempts"));
    return {SignInError::TooManyAttempts, refused.retry_after, refused.blocked};
}

SignInRefusal SignInService::refuse_wrong(const Claim& claim, const Attempt& attempt) const {
    const bool blocks = throttle_.fail(attempt, claim.now);
    const auto entry = claim.entry(AuditResult::Refused, kByVisitor,
                                   claim.found ? "wrong_password" : "unknown_account");
    if (blocks && settings_.mail_enabled && claim.email)
        stores_.accounts.note({entry, {notice_of_block(*claim.email, claim.now)}});
    else
        stores_.audit.add(entry);
    return {SignInError::BadCredentials};
}

SignInRefusal SignInService::refuse_known(const Claim& claim, SignInError error) const {
    if (const auto word = audit_word(error); !word.empty())
        stores_.audit.add(claim.entry(AuditResult::Refused, kByVisitor, word));
    return {error};
}

std::string SignInService::checked_hash(const Claim& claim) const {
    std::string checked = claim.found->password_hash;
    if (auto fresh = passwords_.rehash_if_needed(claim.request.password, checked))
        if (stores_.users.set_password_hash(claim.user().id, *fresh, claim.now, checked))
            checked = std::move(*fresh);
    return checked;
}

Result<OpenedSession, SignInError> SignInService::open(const Claim& claim,
                                                       const Authentication& authentication) const {
    const std::string checked = checked_hash(claim);
    const Proof proof{authentication};
    auto opened =
        sessions_.open(claim.user(), proof, claim.request.remember, claim.client, claim.now);
    if (!opened) return fail(SignInError::AccountDisabled);  // disabled meanwhile
    if (const auto error = recheck(claim, checked)) {
        sessions_.end(opened->token.reveal());
        return fail(*error);
    }
    return std::move(*opened);
}

Result<WaitingToken, SignInError> SignInService::wait_for_factor(const Claim& claim,
                                                                 const Factors& factors) const {
    const std::string checked = checked_hash(claim);
    WaitingToken waiting{Secret{crypto::make_token(entropy_)}, factors};
    const Digest hash = crypto::sha256(waiting.token.reveal());
    const bool added =
        stores_.steps.add({.token_hash = hash,
                           .user_id = claim.user().id,
                           .remember = claim.request.remember,
                           .address = storable_address(claim.client.address),
                           .user_agent = storable_user_agent(claim.client.user_agent),
                           .created_at = claim.now,
                           .expires_at = claim.now + kSignInStepTtl});
    if (!added) return fail(SignInError::AccountDisabled);  // disabled meanwhile
    if (const auto error = recheck(claim, checked)) {
        stores_.steps.remove(hash);
        return fail(*error);
    }
    return waiting;
}

/// Asked once the session, or what waits to become one, is stored: a password that changes later
/// ends it itself.
std::optional<SignInError> SignInService::recheck(const Claim& claim,
                                                  std::string_view checked) const {
    const auto current = stores_.users.find_by_email(*claim.email);
    if (!current) return SignInError::BadCredentials;
    if (current->password_hash == checked) return std::nullopt;
    switch (passwords_.verify(claim.request.password, current->password_hash)) {
        case Verdict::Right:  // another sign-in replaced the hash by one of the present cost
            return std::nullopt;
        case Verdict::Wrong:
            return SignInError::BadCredentials;
        case Verdict::Busy:
            return SignInError::Busy;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::service
