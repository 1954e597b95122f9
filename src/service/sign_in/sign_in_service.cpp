#include "postern/service/sign_in/sign_in_service.hpp"

#include <cstdlib>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/crypto/token.hpp"
#include "postern/service/audit/audit_trail.hpp"
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

/// To whoever has the address: the work is the same when nobody has.
NewMail notice_of_block(const EmailAddress& email, TimePoint now) {
    return {.kind = MailKind::SignInBlocked,
            .user_id = std::nullopt,
            .to = email,
            .language = {},
            .created_at = now};
}

/// Takes an attempt back, unless it comes to a decision.
class Pending {
public:
    Pending(const SignInThrottle& throttle, const SignInThrottle::Ticket& ticket)
        : throttle_{throttle}, ticket_{ticket} {}
    ~Pending() {
        if (!decided_) throttle_.withdraw(ticket_);
    }
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;

    void decided() noexcept { decided_ = true; }

private:
    const SignInThrottle& throttle_;
    const SignInThrottle::Ticket& ticket_;
    bool decided_ = false;
};

}  // namespace

/// Who wants in, and whom he says he is.
struct SignInService::Attempt {
    const SignInRequest& login;
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

Result<SignedIn, SignInRefusal> SignInService::sign_in(const SignInRequest& login,
                                                       const Client& client, TimePoint now) const {
    auto result = decide(login, client, now);
    metrics_.count_sign_in(result ? shm::SignInOutcome::Ok : outcome_of(result.error().error));
    return result;
}

Result<SignedIn, SignInRefusal> SignInService::decide(const SignInRequest& login,
                                                      const Client& client, TimePoint now) const {
    Attempt attempt{login, client, now, EmailAddress::parse(login.email)};
    if (attempt.email) attempt.found = stores_.users.find_by_email(*attempt.email);
    const auto ticket = admit(attempt);
    if (!ticket) return fail(refuse_unseen(attempt, ticket.error()));
    Pending pending{throttle_, *ticket};

    // An unknown address is verified against a decoy, so that it costs what a known one costs.
    const auto phc = attempt.found ? std::optional<std::string_view>{attempt.found->password_hash}
                                   : std::nullopt;
    switch (passwords_.verify(login.password, phc)) {
        case Verdict::Busy:
            return fail(SignInRefusal{SignInError::Busy});
        case Verdict::Wrong:
            pending.decided();
            return fail(refuse_wrong(attempt, *ticket));
        case Verdict::Right:
            break;
    }
    if (const auto error = obstacle(attempt.user())) return fail(refuse_known(attempt, *error));

    auto opened = open(attempt);
    if (!opened) return fail(refuse_known(attempt, opened.error()));
    pending.decided();
    throttle_.forgive(*ticket);
    auto device = welcome(attempt, *ticket);
    // Only now: a failed sign-in must not cost the visitor the session that he has.
    sessions_.end(login.previous_token);
    return SignedIn{std::move(*opened), std::move(device)};
}

Result<SignInThrottle::Ticket, Refused> SignInService::admit(const Attempt& attempt) const {
    if (!attempt.email)
        return throttle_.admit_nobody(attempt.login.email, attempt.client, attempt.now);
    const auto user = attempt.found ? std::optional{attempt.user().id} : std::nullopt;
    return throttle_.admit(*attempt.email, user, attempt.client, attempt.now);
}

SignInRefusal SignInService::refuse_unseen(const Attempt& attempt, const Refused& refused) const {
    // Who is refused can ask again at once, a thousand times a second.
    if (refused.worth_noting)
        stores_.audit.add(attempt.entry(AuditResult::Throttled, kByVisitor,
                                        refused.blocked ? "blocked" : "too_many_attempts"));
    return {SignInError::TooManyAttempts, refused.retry_after, refused.blocked};
}

SignInRefusal SignInService::refuse_wrong(const Attempt& attempt, const Ticket& ticket) const {
    const bool blocks = throttle_.fail(ticket, attempt.now);
    const auto entry = attempt.entry(AuditResult::Refused, kByVisitor,
                                     attempt.found ? "wrong_password" : "unknown_account");
    if (blocks && settings_.mail_enabled && attempt.email)
        stores_.accounts.note({entry, {notice_of_block(*attempt.email, attempt.now)}});
    else
        stores_.audit.add(entry);
    return {SignInError::BadCredentials};
}

SignInRefusal SignInService::refuse_known(const Attempt& attempt, SignInError error) const {
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
    if (!detail.empty()) stores_.audit.add(attempt.entry(AuditResult::Refused, kByVisitor, detail));
    return {error};
}

std::optional<SignInError> SignInService::obstacle(const User& user) const {
    if (user.disabled) return SignInError::AccountDisabled;
    if (user.delete_at) return SignInError::DeletionScheduled;
    const bool must_verify = settings_.verify_email && settings_.mail_enabled;
    if (must_verify && !user.email_verified_at) return SignInError::EmailNotVerified;
    return std::nullopt;
}

Result<OpenedSession, SignInError> SignInService::open(const Attempt& attempt) const {
    const auto& [login, client, now, email, found] = attempt;
    std::string checked = found->password_hash;
    if (auto fresh = passwords_.rehash_if_needed(login.password, checked))
        if (stores_.users.set_password_hash(found->user.id, *fresh, now, checked))
            checked = std::move(*fresh);
    auto opened = sessions_.open(found->user, login.remember, client, now);
    if (!opened) return fail(SignInError::AccountDisabled);  // switched off in between
    if (const auto error = recheck(attempt, checked)) {
        sessions_.end(opened->token.reveal());
        return fail(*error);
    }
    return std::move(*opened);
}

/// Asked once the session is stored: a password that changes later ends the session itself.
std::optional<SignInError> SignInService::recheck(const Attempt& attempt,
                                                  std::string_view checked) const {
    const auto current = stores_.users.find_by_email(*attempt.email);
    if (!current) return SignInError::BadCredentials;
    if (current->password_hash == checked) return std::nullopt;
    switch (passwords_.verify(attempt.login.password, current->password_hash)) {
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
std::string SignInService::welcome(const Attempt& attempt, const Ticket& ticket) const {
    const auto& [login, client, now, email, found] = attempt;
    const User& user = found->user;
    const auto entry = attempt.entry(AuditResult::Ok, kByUser, {});
    if (settings_.mail_enabled && throttle_.is_new_device(ticket, user.id))
        stores_.accounts.note({entry, {notice(MailKind::NewSignIn, user, client, now)}});
    else
        stores_.audit.add(entry);
    std::string device =
        crypto::token_hash(client.device) ? client.device : crypto::make_token(entropy_);
    throttle_.remember_device(ticket, user.id, device, now);
    return device;
}

}  // namespace postern::service
