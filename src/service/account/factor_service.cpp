#include "postern/service/account/factor_service.hpp"

#include <utility>

#include "postern/crypto/factor/base32.hpp"
#include "postern/crypto/factor/recovery_code.hpp"
#include "postern/crypto/factor/totp.hpp"
#include "postern/crypto/token.hpp"
#include "postern/service/factor/fresh_proof.hpp"
#include "service/account/account_changes.hpp"
#include "service/account/fresh_codes.hpp"
#include "service/account/session_proof.hpp"

namespace postern::service {

namespace {

FactorRefusal because(FactorError error) { return {.error = error}; }

FactorRefusal refusal_of(store::ChangeError error) {
    return because(error == store::ChangeError::EnrolmentGone ? FactorError::EnrolmentGone
                                                              : FactorError::ChangedMeanwhile);
}

FactorRefusal wrong_code(const Secret& secret, std::string_view typed, TimePoint now) {
    FactorRefusal refusal = because(FactorError::WrongCode);
    if (const auto steps = crypto::totp_distance(secret, typed, now))
        refusal.clock_off = std::chrono::seconds{*steps * crypto::kTotpStepSeconds};
    return refusal;
}

}  // namespace

Factors FactorOverview::factors() const noexcept {
    Factors factors{.totp = totp.has_value(), .recovery_codes = codes ? codes->left : 0};
    for (const Passkey& passkey : passkeys) {
        ++(passkey.kind == PasskeyKind::Passkey ? factors.passkeys : factors.security_keys);
        if (passkey.verifies_user) ++factors.verifying;
    }
    return factors;
}

FactorService::FactorService(FactorStores stores, const PasswordService& passwords,
                             const SessionService& sessions,
                             const EnrolmentCodeService& mailed_codes, Revoker& revoker,
                             Entropy& entropy, const crypto::KeyRing* keys, FactorSettings settings)
    : stores_{stores},
      passwords_{passwords},
      sessions_{sessions},
      mailed_codes_{mailed_codes},
      revoker_{revoker},
      entropy_{entropy},
      keys_{keys},
      settings_{std::move(settings)} {}

FactorOverview FactorService::overview(UserId user) const {
    FactorOverview overview{.totp = stores_.factors.find_totp(user),
                            .passkeys = stores_.passkeys.list(user)};
    if (overview.factors().any()) overview.codes = stores_.factors.find_recovery_set(user);
    return overview;
}

std::optional<FactorRefusal> FactorService::refuse_stale(const SessionWithUser& visitor,
                                                         const FactorOverview& overview,
                                                         TimePoint now) const {
    if (has_fresh_proof(visitor.session, overview.factors(), now)) return std::nullopt;
    return because(FactorError::StepUpRequired);
}

TotpSetup FactorService::setup_of(const Secret& secret, const User& user) const {
    return {.key = crypto::to_base32(secret.reveal()),
            .uri = crypto::otpauth_uri(secret, settings_.issuer, user.email.text())};
}

// --- setting up

Result<TotpSetup, FactorRefusal> FactorService::begin_totp(const SessionWithUser& visitor,
                                                           std::string_view token,
                                                           const Client& client,
                                                           TimePoint now) const {
    const auto holder = crypto::token_hash(token);
    if (keys_ == nullptr) return fail(because(FactorError::NoKeys));
    if (!holder) return fail(because(FactorError::StepUpRequired));
    const User& user = visitor.user;
    const auto present = overview(user);
    if (auto refusal = refuse_stale(visitor, present, now)) return fail(*refusal);
    if (needs_mailed_code(visitor, present, client, now))
        return fail(because(FactorError::MailedCodeRequired));
    const Secret secret = crypto::make_totp_secret(entropy_);
    const auto id = PublicId::from_random(entropy_.bytes(PublicId::kBytes));
    stores_.factors.put_enrolment(
        {.holder_hash = *holder,
         .user_id = user.id,
         .sealed_secret = keys_->seal(crypto::kTotpSecrets, {user.public_id.text(), id.text()},
                                      secret, entropy_),
         .key_id = keys_->first(),
         .factor_id = id,
         .expires_at = now + kEnrolmentTtl});
    return setup_of(secret, user);
}

Result<FactorEnrolment, FactorRefusal> FactorService::find_enrolment(const SessionWithUser& visitor,
                                                                     std::string_view token,
                                                                     TimePoint now) const {
    const auto holder = crypto::token_hash(token);
    auto enrolment = holder ? stores_.factors.find_enrolment(*holder) : std::nullopt;
    if (!enrolment || enrolment->user_id != visitor.user.id || enrolment->expires_at <= now)
        return fail(because(FactorError::EnrolmentGone));
    return std::move(*enrolment);
}

Result<Secret, FactorRefusal> FactorService::secret_of(const FactorEnrolment& enrolment,
                                                       const User& user) const {
    if (keys_ == nullptr) return fail(because(FactorError::NoKeys));
    auto secret =
        keys_->open(crypto::kTotpSecrets, {user.public_id.text(), enrolment.factor_id.text()},
                    enrolment.sealed_secret);
    if (!secret) return fail(because(FactorError::Unavailable));
    return std::move(*secret);
}

Result<TotpSetup, FactorRefusal> FactorService::find_setup(const SessionWithUser& visitor,
                                                           std::string_view token,
                                                           TimePoint now) const {
    const auto enrolment = find_enrolment(visitor, token, now);
    if (!enrolment) return fail(enrolment.error());
    const auto secret = secret_of(*enrolment, visitor.user);
    if (!secret) return fail(secret.error());
    return setup_of(*secret, visitor.user);
}

Result<TotpConfirmed, FactorRefusal> FactorService::confirm_totp(const SessionWithUser& visitor,
                                                                 std::string_view token,
                                                                 std::string_view code,
                                                                 const Client& client,
                                                                 TimePoint now) const {
    const User& user = visitor.user;
    const auto present = overview(user);
    // How fresh the proof is was asked when this began: installing an app takes longer than that.
    // But what it proves must still be the most that there is to prove.
    if (access::judge(visitor.session.authentication.assurance(),
                      {.level = fresh_demand(present.factors()).level},
                      now) != access::Shortfall::None)
        return fail(because(FactorError::StepUpRequired));
    if (needs_mailed_code(visitor, present, client, now))
        return fail(because(FactorError::MailedCodeRequired));
    const auto enrolment = find_enrolment(visitor, token, now);
    if (!enrolment) return fail(enrolment.error());
    const auto secret = secret_of(*enrolment, user);
    if (!secret) return fail(secret.error());
    const auto step = crypto::match_totp(*secret, code, now);
    if (!step && step.error() == crypto::TotpRefusal::Malformed)
        return fail(because(FactorError::MalformedCode));
    if (!step) return fail(wrong_code(*secret, code, now));

    std::optional<FreshCodes> fresh;
    if (!present.codes &&
        !(fresh = make_fresh_codes(passwords_, entropy_, settings_.recovery_cost)))
        return fail(because(FactorError::Busy));
    const auto applied = stores_.accounts.apply(
        totp_added(user,
                   {.public_id = enrolment->factor_id,
                    .sealed_secret = enrolment->sealed_secret,
                    .key_id = enrolment->key_id,
                    .last_step = *step},
                   present.totp ? std::optional{present.totp->public_id} : std::nullopt,
                   fresh ? std::optional{fresh->stored} : std::nullopt, enrolment->holder_hash,
                   by_user(client, now)));
    if (!applied) return fail(refusal_of(applied.error()));
    revoker_.sessions_of_user_ended(user.id);

    // A code is less than what a passkey has proven, and must not make that look fresher.
    const Session& session = visitor.session;
    const auto proven = session.authentication.level == Level::PhishingResistant
                            ? session.authentication
                            : proven_now(session, Level::Two, ProofMethod::Totp, now);
    auto renewed = sessions_.renew(token, visitor, Proof{proven}, now);
    if (!renewed) return fail(because(FactorError::ChangedMeanwhile));
    return TotpConfirmed{std::move(*renewed),
                         fresh ? std::move(fresh->codes) : std::vector<Secret>{}};
}

// --- what there is

Result<OpenedSession, FactorRefusal> FactorService::remove_totp(const SessionWithUser& visitor,
                                                                const PublicId& id,
                                                                const Client& client,
                                                                TimePoint now) const {
    const auto& [session, user] = visitor;
    const auto present = overview(user);
    if (auto refusal = refuse_stale(visitor, present, now)) return fail(*refusal);
    if (!present.totp || present.totp->public_id != id) return fail(because(FactorError::NoFactor));
    const auto applied = stores_.accounts.apply(totp_removed(user, id, by_user(client, now)));
    if (!applied) return fail(refusal_of(applied.error()));
    revoker_.sessions_of_user_ended(user.id);
    const auto left = left_after_removal(session, stores_.factors.count(user.id), now);
    auto opened = sessions_.open(user, Proof{left}, session.remember, client, now);
    if (!opened) return fail(because(FactorError::ChangedMeanwhile));
    return std::move(*opened);
}

Result<std::vector<Secret>, FactorRefusal> FactorService::make_recovery_codes(
    const SessionWithUser& visitor, const Client& client, TimePoint now) const {
    const auto present = overview(visitor.user);
    if (auto refusal = refuse_stale(visitor, present, now)) return fail(*refusal);
    if (!present.factors().any()) return fail(because(FactorError::NoFactor));
    auto fresh = make_fresh_codes(passwords_, entropy_, settings_.recovery_cost);
    if (!fresh) return fail(because(FactorError::Busy));
    const auto applied = stores_.accounts.apply(
        recovery_codes_made(visitor.user, fresh->stored, by_user(client, now)));
    if (!applied) return fail(refusal_of(applied.error()));
    return std::move(fresh->codes);
}

}  // namespace postern::service
