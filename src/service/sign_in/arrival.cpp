#include "postern/service/sign_in/arrival.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "postern/crypto/token.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "service/mail/notice.hpp"

namespace postern::service {

Arrival::Arrival(store::AccountStore& accounts, store::AuditStore& audit,
                 const SessionService& sessions, const SignInThrottle& throttle, Entropy& entropy,
                 bool mail_enabled, std::chrono::seconds trust_ttl)
    : accounts_{accounts},
      audit_{audit},
      sessions_{sessions},
      throttle_{throttle},
      entropy_{entropy},
      mail_enabled_{mail_enabled},
      trust_ttl_{trust_ttl} {}

SignedIn Arrival::finish(OpenedSession opened, const SignInThrottle::Attempt& attempt,
                         const ArrivalFacts& facts, const Client& client, TimePoint now) const {
    const User& user = opened.session.user;
    // The notice comes before the device is known, so that one that is not sent comes the next
    // time.
    record(user, attempt, facts, client, now);
    auto device = remember_device(user, attempt, facts.trust_device, client, now);
    // Only now: a failed sign-in must not cost the visitor their present session.
    sessions_.end(facts.previous_token);
    if (sessions_.end_oldest_of(user, now) > 0) tell_of_limit(user, client, now);
    return {std::move(opened), std::move(device)};
}

void Arrival::record(const User& user, const SignInThrottle::Attempt& attempt,
                     const ArrivalFacts& facts, const Client& client, TimePoint now) const {
    const auto entry = audit_entry(
        {.event = AuditEvent::SignIn, .user = user.public_id, .detail = facts.detail}, client, now);
    std::vector<NewMail> mails;
    if (mail_enabled_ && facts.mail) mails.push_back(*facts.mail);
    if (mail_enabled_ && throttle_.is_new_device(attempt, user.id))
        mails.push_back(notice(MailKind::NewSignIn, user, client, now));
    if (mails.empty())
        audit_.add(entry);
    else
        accounts_.note({entry, std::move(mails)});
}

std::string Arrival::remember_device(const User& user, const SignInThrottle::Attempt& attempt,
                                     bool trust, const Client& client, TimePoint now) const {
    // A device that will be trusted gets a token that nobody can have planted in it before.
    const bool trusts = trust && can_trust_devices();
    std::string device =
        !trusts && crypto::token_hash(client.device) ? client.device : crypto::make_token(entropy_);
    throttle_.remember_device(attempt, user.id, device, now);
    if (trusts) throttle_.trust_device(user.id, device, now + trust_ttl_);
    return device;
}

/// At every sign-in beyond the limit in the audit log, and at most once a day by e-mail.
void Arrival::tell_of_limit(const User& user, const Client& client, TimePoint now) const {
    constexpr std::string_view kLimit = "limit";
    constexpr std::size_t kLookedAt = 100;  // the user ends sessions, too
    const auto last = audit_.find_latest({.user = user.public_id,
                                          .event = AuditEvent::SessionEnded,
                                          .since = now - std::chrono::days{1}},
                                         0, kLookedAt);
    const bool was_told = std::ranges::any_of(
        last, [&](const auto& stored) { return stored.entry.detail == kLimit; });
    std::vector<NewMail> mails;
    if (mail_enabled_ && !was_told)
        mails.push_back(notice(MailKind::SessionLimit, user, client, now));
    accounts_.note({audit_entry({.event = AuditEvent::SessionEnded,
                                 .user = user.public_id,
                                 .actor = kBySystem,
                                 .detail = kLimit},
                                client, now),
                    std::move(mails)});
}

}  // namespace postern::service
