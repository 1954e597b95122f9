#include "postern/service/sign_in/sign_in_service.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/crypto/token.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/throttle/counted_attempt.hpp"
#include "service/mail/notice.hpp"

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
    }
    std::abort();  // a value outside the enum is a bug
}

/// To the user with this address: the work is the same when there is none.
NewMail notice_of_block(const EmailAddress& email, TimePoint now) {
    return {.kind = MailKind::SignInBlocked,
            .user_id = std::nullopt,
            .to = email,
            .language = {},
            .created_at = now};
}

}  // namespace

/// The client that wants to sign in, and the account it names.
struct SignInService::Claim {
    const SignInRequest& request;
    const Client& client;
    TimePoint now;
    std::optional<EmailAddress> email;  ///< nothing: what was typed is none
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
                             Entropy& entropy, shm::Metrics::Writer metrics,
                             SignInSettings settings)
    : stores_{stores},
      passwords_{passwords},
      sessions_{sessions},
      throttle_{throttle},
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
    Claim claim{request, client, now, EmailAddress::parse(request.email)};
    if (claim.email) claim.found = stores_.users.find_by_email(*claim.email);
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
    if (const auto error = reason_to_refuse(claim.user())) return fail(refuse_known(claim, *error));

    auto opened = open(claim);
    if (!opened) return fail(refuse_known(claim, opened.error()));
    throttle_.forgive(counted.settle());
    auto device = record_sign_in(claim, counted.attempt());
    // Only now: a failed sign-in must not cost the visitor their present session.
    sessions_.end(request.previous_token);
    if (sessions_.end_oldest_of(claim.user(), now) > 0) tell_of_limit(claim);
    return SignedIn{std::move(*opened), std::move(device)};
}

Result<SignInThrottle::Attempt, Refused> SignInService::admit(const Claim& claim) const {
    if (!claim.email) return throttle_.admit_nobody(claim.request.email, claim.client, claim.now);
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
    const auto detail = [&]() -> std::string_view {
        switch (error) {
            case SignInError::AccountDisabled:
                return "disabled";
            case SignInError::EmailNotVerified:
                return "unverified";
            case SignInError::DeletionScheduled:
                return "asleep";
            case SignInError::BadCredentials:
                return "password_changed_meanwhile";
            case SignInError::Busy:
            case SignInError::TooManyAttempts:
                return {};
        }
        std::abort();  // a value outside the enum is a bug
    }();
    if (!detail.empty()) stores_.audit.add(claim.entry(AuditResult::Refused, kByVisitor, detail));
    return {error};
}

std::optional<SignInError> SignInService::reason_to_refuse(const User& user) const {
    if (user.disabled) return SignInError::AccountDisabled;
    if (user.delete_at) return SignInError::DeletionScheduled;
    const bool must_verify = settings_.verify_email && settings_.mail_enabled;
    if (must_verify && !user.email_verified_at) return SignInError::EmailNotVerified;
    return std::nullopt;
}

Result<OpenedSession, SignInError> SignInService::open(const Claim& claim) const {
    const auto& [request, client, now, email, found] = claim;
    std::string checked = found->password_hash;
    if (auto fresh = passwords_.rehash_if_needed(request.password, checked))
        if (stores_.users.set_password_hash(found->user.id, *fresh, now, checked))
            checked = std::move(*fresh);
    const Proof proof{{.level = Level::One,
                       .methods = {ProofMethod::Password},
                       .authenticated_at = now,
                       .factor_at = std::nullopt}};
    auto opened = sessions_.open(found->user, proof, request.remember, client, now);
    if (!opened) return fail(SignInError::AccountDisabled);  // disabled meanwhile
    if (const auto error = recheck(claim, checked)) {
        sessions_.end(opened->token.reveal());
        return fail(*error);
    }
    return std::move(*opened);
}

/// Asked once the session is stored: a password that changes later ends the session itself.
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

// The session is stored, and only this process knows its token: when it dies before the end of
// this, nobody has the session. The notice comes before the device is known, so that one that is
// not sent comes the next time.
std::string SignInService::record_sign_in(const Claim& claim, const Attempt& attempt) const {
    const auto& [request, client, now, email, found] = claim;
    const User& user = found->user;
    const auto entry = claim.entry(AuditResult::Ok, kByUser, {});
    if (settings_.mail_enabled && throttle_.is_new_device(attempt, user.id))
        stores_.accounts.note({entry, {notice(MailKind::NewSignIn, user, client, now)}});
    else
        stores_.audit.add(entry);
    std::string device =
        crypto::token_hash(client.device) ? client.device : crypto::make_token(entropy_);
    throttle_.remember_device(attempt, user.id, device, now);
    return device;
}

/// At every sign-in beyond the limit in the audit log, and at most once a day by e-mail.
void SignInService::tell_of_limit(const Claim& claim) const {
    const auto& [request, client, now, email, found] = claim;
    const User& user = found->user;
    constexpr std::string_view kLimit = "limit";
    constexpr std::size_t kLookedAt = 100;  // the user ends sessions, too
    const auto last = stores_.audit.find_latest({.user = user.public_id,
                                                 .event = AuditEvent::SessionEnded,
                                                 .since = now - std::chrono::days{1}},
                                                0, kLookedAt);
    const bool was_told = std::ranges::any_of(
        last, [&](const auto& stored) { return stored.entry.detail == kLimit; });
    std::vector<NewMail> mails;
    if (settings_.mail_enabled && !was_told)
        mails.push_back(notice(MailKind::SessionLimit, user, client, now));
    stores_.accounts.note({audit_entry({.event = AuditEvent::SessionEnded,
                                        .user = user.public_id,
                                        .actor = kBySystem,
                                        .detail = kLimit},
                                       client, now),
                           std::move(mails)});
}

}  // namespace postern::service
