#include "postern/service/account/passkey_service.hpp"

#include <algorithm>
#include <utility>

#include "postern/model/device.hpp"
#include "postern/service/factor/fresh_proof.hpp"
#include "service/account/account_changes.hpp"
#include "service/account/fresh_codes.hpp"
#include "service/account/passkey_names.hpp"
#include "service/account/session_proof.hpp"

namespace postern::service {

namespace {

FactorRefusal because(FactorError error) { return {.error = error}; }

PasskeyPurpose purpose_of(PasskeyKind kind) {
    return kind == PasskeyKind::Passkey ? PasskeyPurpose::AddPasskey
                                        : PasskeyPurpose::AddSecurityKey;
}

/// The make of the authenticator, where it says; else where it was added.
std::string found_name(const NewPasskey& passkey, const Client& client) {
    if (const auto known = authenticator_name(passkey.aaguid); !known.empty())
        return std::string{known};
    const auto device = describe_device(client.user_agent);
    std::string name{passkey.kind == PasskeyKind::Passkey ? "Passkey" : "Security key"};
    for (const auto part : {device.browser, device.system})
        if (!part.empty()) name.append(", ").append(part);
    return name;
}

}  // namespace

PasskeyService::PasskeyService(const FactorService& factors, FactorStores stores,
                               const PasskeyCheck& check, const PasskeyChallenges& challenges,
                               const PasswordService& passwords, const SessionService& sessions,
                               const AccountService& account, Revoker& revoker, Entropy& entropy,
                               crypto::Argon2idCost recovery_cost)
    : factors_{factors},
      stores_{stores},
      check_{check},
      challenges_{challenges},
      passwords_{passwords},
      sessions_{sessions},
      account_{account},
      revoker_{revoker},
      entropy_{entropy},
      recovery_cost_{recovery_cost} {}

std::optional<FactorRefusal> PasskeyService::reason_to_refuse(const SessionWithUser& visitor,
                                                              const FactorOverview& present,
                                                              const Demand& demand,
                                                              const Client& client,
                                                              TimePoint now) const {
    if (!is_available()) return because(FactorError::PasskeysOff);
    if (access::judge(visitor.session.authentication.assurance(), demand, now) !=
        access::Shortfall::None)
        return because(FactorError::StepUpRequired);
    if (factors_.needs_mailed_code(visitor, present, client, now))
        return because(FactorError::MailedCodeRequired);
    if (present.passkeys.size() >= kMaxPasskeys) return because(FactorError::TooManyPasskeys);
    return std::nullopt;
}

Result<PasskeyCreation, FactorRefusal> PasskeyService::begin(const SessionWithUser& visitor,
                                                             std::string_view token,
                                                             PasskeyKind kind, const Client& client,
                                                             TimePoint now) const {
    const User& user = visitor.user;
    const auto present = factors_.overview(user);
    const auto demand = fresh_demand(present.factors());
    if (const auto refusal = reason_to_refuse(visitor, present, demand, client, now))
        return fail(*refusal);
    auto handle = stores_.passkeys.handle_of(user.id, entropy_.bytes(kUserHandleBytes));
    if (!handle) return fail(because(FactorError::ChangedMeanwhile));
    return PasskeyCreation{.challenge = challenges_.make(purpose_of(kind), token, now),
                           .rp_id = check_.settings().rp_id,
                           .rp_name = check_.settings().name,
                           .user_handle = std::move(*handle),
                           .user_name = user.email.text(),
                           .display_name = user.display_name.text(),
                           .kind = kind,
                           .excluded = describe(present.passkeys)};
}

Result<NewPasskey, FactorRefusal> PasskeyService::verify(std::string_view token, PasskeyKind kind,
                                                         const PasskeyRegistration& answer,
                                                         TimePoint now) const {
    const auto& settings = check_.settings();
    const auto challenge = crypto::challenge_in(answer.response.client_data_json);
    if (!challenge) return fail(because(FactorError::PasskeyRefused));
    if (!challenges_.spend(*challenge, purpose_of(kind), token, now))
        return fail(because(FactorError::PasskeyExpired));
    auto verified = crypto::verify_registration({.challenge = *challenge,
                                                 .origin = settings.origin,
                                                 .rp_id = settings.rp_id,
                                                 .user_verification = kind == PasskeyKind::Passkey},
                                                answer.response);
    if (!verified) return fail(because(FactorError::PasskeyRefused));
    return NewPasskey{.public_id = PublicId::from_random(entropy_.bytes(PublicId::kBytes)),
                      .kind = kind,
                      .credential_id = std::move(verified->id),
                      .rp_id = settings.rp_id,
                      .public_key = std::move(verified->public_key),
                      .algorithm = verified->algorithm,
                      .sign_count = verified->sign_count,
                      .aaguid = std::move(verified->aaguid),
                      .transports = passkey_transports(answer.transports),
                      .verifies_user = verified->user_verified,
                      .backup_eligible = verified->backup_eligible,
                      .backup_state = verified->backup_state,
                      .name = {}};
}

Result<PasskeyAdded, FactorRefusal> PasskeyService::add(const SessionWithUser& visitor,
                                                        std::string_view token, PasskeyKind kind,
                                                        const PasskeyRegistration& answer,
                                                        std::string_view name, const Client& client,
                                                        TimePoint now) const {
    const User& user = visitor.user;
    const auto present = factors_.overview(user);
    // How fresh the proof is was asked when this began: a browser has its passkey by now, and
    // people may take their time. The challenge says when, and in which session, that was.
    const Demand demand{.level = fresh_demand(present.factors()).level};
    if (const auto refusal = reason_to_refuse(visitor, present, demand, client, now))
        return fail(*refusal);
    auto typed_name = name.empty() ? std::optional{std::string{}} : passkey_name(name);
    if (!typed_name) return fail(because(FactorError::BadPasskeyName));
    auto passkey = verify(token, kind, answer, now);
    if (!passkey) return fail(passkey.error());
    passkey->name = typed_name->empty() ? found_name(*passkey, client) : std::move(*typed_name);

    std::optional<FreshCodes> fresh;
    if (!present.codes && !(fresh = make_fresh_codes(passwords_, entropy_, recovery_cost_)))
        return fail(because(FactorError::Busy));
    const auto applied = stores_.accounts.apply(passkey_added(
        user, *passkey, fresh ? std::optional{fresh->stored} : std::nullopt, by_user(client, now)));
    if (!applied)
        return fail(because(applied.error() == store::ChangeError::PasskeyTaken
                                ? FactorError::PasskeyTaken
                                : FactorError::ChangedMeanwhile));
    revoker_.sessions_of_user_ended(user.id);

    const bool verified = passkey->verifies_user;
    const auto proven =
        proven_now(visitor.session, verified ? Level::PhishingResistant : Level::Two,
                   verified ? ProofMethod::Passkey : ProofMethod::SecurityKey, now);
    auto renewed = sessions_.renew(token, visitor, Proof{proven}, now);
    if (!renewed) return fail(because(FactorError::ChangedMeanwhile));
    return PasskeyAdded{.session = std::move(*renewed),
                        .recovery_codes = fresh ? std::move(fresh->codes) : std::vector<Secret>{},
                        .id = passkey->public_id,
                        .name = std::move(passkey->name)};
}

Result<void, FactorRefusal> PasskeyService::rename(const SessionWithUser& visitor,
                                                   const PublicId& id,
                                                   std::string_view name) const {
    const auto fresh = passkey_name(name);
    if (!fresh) return fail(because(FactorError::BadPasskeyName));
    if (!stores_.passkeys.rename(visitor.user.id, id, *fresh))
        return fail(because(FactorError::NoFactor));
    return {};
}

bool PasskeyService::are_enough(const FactorOverview& present) const {
    std::size_t usable = 0;
    bool is_synced = false;
    for (const Passkey& passkey : present.passkeys) {
        if (passkey.kind != PasskeyKind::Passkey || passkey.rp_id != check_.settings().rp_id)
            continue;
        ++usable;
        is_synced = is_synced || passkey.backup_state;
    }
    return usable >= 2 || (is_synced && present.factors().recovery_codes > 0);
}

Result<void, FactorRefusal> PasskeyService::remove_password(const SessionWithUser& visitor,
                                                            const Client& client,
                                                            TimePoint now) const {
    const auto& [session, user] = visitor;
    const auto present = factors_.overview(user);
    if (!is_available()) return fail(because(FactorError::PasskeysOff));
    if (!has_fresh_proof(session, present.factors(), now))
        return fail(because(FactorError::StepUpRequired));
    if (!account_.password_changed_at(user)) return fail(because(FactorError::NoFactor));
    if (!are_enough(present)) return fail(because(FactorError::TooFewPasskeys));
    if (!session.authentication.methods.has(ProofMethod::Passkey))
        return fail(because(FactorError::PasskeyUnproven));
    if (!stores_.accounts.apply(password_removed(visitor, by_user(client, now))))
        return fail(because(FactorError::ChangedMeanwhile));
    revoker_.sessions_of_user_ended(user.id);
    return {};
}

Result<OpenedSession, FactorRefusal> PasskeyService::remove(const SessionWithUser& visitor,
                                                            const PublicId& id,
                                                            const Client& client,
                                                            TimePoint now) const {
    const auto& [session, user] = visitor;
    const auto present = factors_.overview(user);
    if (!has_fresh_proof(session, present.factors(), now))
        return fail(because(FactorError::StepUpRequired));
    const auto found = std::ranges::find(present.passkeys, id, &Passkey::public_id);
    if (found == present.passkeys.end()) return fail(because(FactorError::NoFactor));
    const bool is_last = found->kind == PasskeyKind::Passkey && present.factors().passkeys == 1;
    if (is_last && !account_.password_changed_at(user))
        return fail(because(FactorError::PasswordNeeded));
    const auto applied =
        stores_.accounts.apply(passkey_removed(user, *found, by_user(client, now)));
    if (!applied) return fail(because(FactorError::ChangedMeanwhile));
    revoker_.sessions_of_user_ended(user.id);
    const auto left = left_after_removal(session, stores_.factors.count(user.id), now);
    auto opened = sessions_.open(user, Proof{left}, session.remember, client, now);
    if (!opened) return fail(because(FactorError::ChangedMeanwhile));
    return std::move(*opened);
}

}  // namespace postern::service
