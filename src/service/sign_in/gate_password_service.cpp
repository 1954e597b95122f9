#include "postern/service/sign_in/gate_password_service.hpp"

#include <optional>
#include <utility>

#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/throttle/counted_attempt.hpp"
#include "service/sign_in/admission.hpp"
#include "service/sign_in/named_account.hpp"

namespace postern::service {

/// What a program wants to get in with, and the account it names.
struct GatePasswordService::Claim {
    std::string_view password;
    const Client& client;
    TimePoint now;
    std::optional<EmailAddress> email{};  ///< this and `name` as in NamedAccount
    std::string name{};
    std::optional<store::UserWithPassword> found{};

    std::string_view stored_hash() const {
        return found ? std::string_view{found->password_hash} : std::string_view{};
    }
    SignInThrottle::TypedPassword as_tried() const { return {name, stored_hash(), password}; }
    AuditEntry entry(AuditResult result, std::string_view actor, std::string_view detail) const {
        return audit_entry({.event = AuditEvent::PasswordAtGate,
                            .result = result,
                            .user = found ? std::optional{found->user.public_id} : std::nullopt,
                            .actor = actor,
                            .detail = detail},
                           client, now);
    }
};

GatePasswordService::GatePasswordService(store::UserStore& users, store::AccountStore& accounts,
                                         store::AuditStore& audit, const PasswordService& passwords,
                                         const SignInThrottle& throttle, const FactorCheck& factors,
                                         SignInSettings settings)
    : users_{users},
      accounts_{accounts},
      audit_{audit},
      passwords_{passwords},
      throttle_{throttle},
      factors_{factors},
      settings_{settings} {}

Result<PublicId, GatePasswordError> GatePasswordService::check(std::string_view site,
                                                               std::string_view email,
                                                               std::string_view password,
                                                               const Client& client,
                                                               TimePoint now) const {
    auto named = find_account(users_, email);
    const Claim claim{.password = password,
                      .client = client,
                      .now = now,
                      .email = std::move(named.email),
                      .name = std::move(named.name),
                      .found = std::move(named.found)};
    if (throttle_.is_known_wrong(claim.as_tried(), now)) return fail(GatePasswordError::Wrong);
    const auto admitted = admit(claim);
    if (!admitted) return fail(refuse_throttled(claim, admitted.error()));
    CountedAttempt counted{throttle_, *admitted};
    // Who would get in by now has to be verified.
    if (claim.found && throttle_.is_known_useless(claim.as_tried(), now))
        if (const auto bar = find_bar(claim.found->user)) return fail(bar->error);

    // An unknown address is verified against a decoy, so that it costs what a known one costs.
    const auto phc = claim.found ? std::optional{claim.stored_hash()} : std::nullopt;
    switch (passwords_.verify(password, phc)) {
        case Verdict::Busy:
            return fail(GatePasswordError::Busy);
        case Verdict::Wrong:
            return fail(refuse_wrong(claim, counted.settle()));
        case Verdict::Right:
            break;
    }
    const User& user = claim.found->user;
    if (const auto bar = find_bar(user)) return fail(refuse_right(claim, counted.settle(), *bar));
    keep_hash_fresh(claim);
    if (throttle_.is_worth_noting(counted.attempt(), site, now))
        audit_.add(claim.entry(AuditResult::Ok, kByUser, site));
    throttle_.forgive_program(counted.settle(), now);
    return user.public_id;
}

Result<SignInThrottle::Attempt, Refused> GatePasswordService::admit(const Claim& claim) const {
    if (!claim.email) return throttle_.admit_nobody(claim.name, claim.client, claim.now);
    const auto user = claim.found ? std::optional{claim.found->user.id} : std::nullopt;
    return throttle_.admit(*claim.email, user, claim.client, claim.now);
}

GatePasswordError GatePasswordService::refuse_throttled(const Claim& claim,
                                                        const Refused& refused) const {
    if (refused.should_audit)
        audit_.add(claim.entry(AuditResult::Throttled, kByVisitor,
                               refused.blocked ? "blocked" : "too_many_attempts"));
    return GatePasswordError::Throttled;
}

GatePasswordError GatePasswordService::refuse_wrong(const Claim& claim,
                                                    const Attempt& attempt) const {
    const bool blocks = throttle_.fail(attempt, claim.now);
    throttle_.remember_wrong(claim.as_tried(), claim.now);
    const auto entry = claim.entry(AuditResult::Refused, kByVisitor,
                                   claim.found ? "wrong_password" : "unknown_account");
    if (blocks && settings_.mail_enabled && claim.email)
        accounts_.note({entry, {notice_of_block(*claim.email, claim.now)}});
    else
        audit_.add(entry);
    return GatePasswordError::Wrong;
}

std::optional<GatePasswordService::Bar> GatePasswordService::find_bar(const User& user) const {
    if (const auto error = reason_to_refuse(user, settings_))
        return Bar{GatePasswordError::Wrong, audit_word(*error)};
    if (factors_.find(user.id).any()) return Bar{GatePasswordError::NeedsToken, "needs_token"};
    return std::nullopt;
}

GatePasswordError GatePasswordService::refuse_right(const Claim& claim, const Attempt& attempt,
                                                    const Bar& bar) const {
    throttle_.withdraw_from_account(attempt);
    throttle_.remember_useless(claim.as_tried(), claim.now);
    if (throttle_.is_worth_noting(attempt, {}, claim.now))
        audit_.add(claim.entry(AuditResult::Refused, kByVisitor, bar.word));
    return bar.error;
}

/// Brought up to the present cost. A password that was changed meanwhile stays.
void GatePasswordService::keep_hash_fresh(const Claim& claim) const {
    const auto& user = claim.found->user;
    const auto& hash = claim.found->password_hash;
    if (const auto fresh = passwords_.rehash_if_needed(claim.password, hash))
        users_.set_password_hash(user.id, *fresh, claim.now, hash);
}

}  // namespace postern::service
