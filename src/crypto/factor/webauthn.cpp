// Steps are those of W3C Web Authentication Level 3: 7.1 registration, 7.2 assertion.
#include "postern/crypto/factor/webauthn.hpp"

#include <algorithm>
#include <utility>

#include "crypto/factor/authenticator_data.hpp"
#include "crypto/factor/client_data.hpp"
#include "crypto/factor/cose_key.hpp"
#include "postern/crypto/digest.hpp"

namespace postern::crypto {

namespace {

using Refusal = WebauthnRefusal;

/// 7.1 steps 5 to 11; 7.2 steps 7 to 14.
std::optional<Refusal> check_client_data(const WebauthnExpectation& expected, std::string_view type,
                                         std::string_view json) {
    const auto data = read_client_data(json);
    if (!data) return Refusal::ClientData;
    if (data->type != type) return Refusal::Type;
    if (expected.challenge.empty() || !equal_constant_time(data->challenge, expected.challenge))
        return Refusal::Challenge;
    if (data->origin != expected.origin) return Refusal::Origin;
    if (data->is_cross_origin) return Refusal::CrossOrigin;
    return std::nullopt;
}

/// 7.1 steps 14 to 17; 7.2 steps 15 to 18.
std::optional<Refusal> check_authenticator(const WebauthnExpectation& expected,
                                           const AuthenticatorData& data) {
    const auto hash = sha256(expected.rp_id);
    if (data.rp_id_hash != as_bytes(hash)) return Refusal::RpId;
    if (!data.user_present) return Refusal::UserPresence;
    if (expected.user_verification && !data.user_verified) return Refusal::UserVerification;
    if (data.backup_state && !data.backup_eligible) return Refusal::BackupState;
    return std::nullopt;
}

/// 7.1 step 25.
bool is_credential_id(std::string_view id, std::string_view raw_id) noexcept {
    return id.size() >= kMinCredentialIdBytes && id.size() <= kMaxCredentialIdBytes && id == raw_id;
}

/// 7.2 steps 5 and 6.
std::optional<Refusal> check_owner(const StoredCredential& stored, bool needs_user_handle,
                                   const AssertionResponse& response) {
    if (stored.id.empty() || response.raw_id != stored.id) return Refusal::CredentialId;
    if (!response.user_handle)
        return needs_user_handle ? std::optional{Refusal::UserHandle} : std::nullopt;
    if (stored.user_handle.empty() || *response.user_handle != stored.user_handle)
        return Refusal::UserHandle;
    return std::nullopt;
}

/// 7.2 steps 20 and 21: over the bytes as they arrived.
bool is_signed(const StoredCredential& stored, const AssertionResponse& response) {
    const auto hash = sha256(response.client_data_json);
    const std::string message = response.authenticator_data + std::string{as_bytes(hash)};
    return verify_signature(stored.algorithm, stored.public_key, message, response.signature);
}

/// 7.2 step 22: an authenticator that counts, or has counted, must count on.
bool is_count_suspicious(std::uint32_t now, std::uint32_t before) noexcept {
    return (now != 0 || before != 0) && now <= before;
}

}  // namespace

std::string_view to_text(WebauthnRefusal refusal) noexcept {
    switch (refusal) {
        case Refusal::ClientData:
            return "client_data";
        case Refusal::Type:
            return "type";
        case Refusal::Challenge:
            return "challenge";
        case Refusal::Origin:
            return "origin";
        case Refusal::CrossOrigin:
            return "cross_origin";
        case Refusal::AttestationObject:
            return "attestation_object";
        case Refusal::AuthenticatorData:
            return "authenticator_data";
        case Refusal::RpId:
            return "rp_id";
        case Refusal::UserPresence:
            return "user_presence";
        case Refusal::UserVerification:
            return "user_verification";
        case Refusal::BackupState:
            return "backup_state";
        case Refusal::Algorithm:
            return "algorithm";
        case Refusal::PublicKey:
            return "public_key";
        case Refusal::CredentialId:
            return "credential_id";
        case Refusal::UserHandle:
            return "user_handle";
        case Refusal::Signature:
            return "signature";
        case Refusal::Counter:
            return "counter";
    }
    return "unknown";
}

std::optional<std::string> challenge_in(std::string_view client_data_json) {
    auto data = read_client_data(client_data_json);
    return data ? std::optional{std::move(data->challenge)} : std::nullopt;
}

Result<NewCredential, WebauthnRefusal> verify_registration(const WebauthnExpectation& expected,
                                                           const RegistrationResponse& response) {
    if (const auto refusal =
            check_client_data(expected, "webauthn.create", response.client_data_json))
        return fail(*refusal);
    if (response.attestation_object.size() > kMaxAttestationBytes)
        return fail(Refusal::AttestationObject);
    const auto bytes = read_attestation_object(response.attestation_object);
    if (!bytes) return fail(Refusal::AttestationObject);
    const auto data = read_authenticator_data(*bytes);
    if (!data || !data->credential) return fail(Refusal::AuthenticatorData);
    if (const auto refusal = check_authenticator(expected, *data)) return fail(*refusal);
    auto key = read_cose_key(data->credential->cose_key);
    if (!key) return fail(key.error());
    if (!is_credential_id(data->credential->id, response.raw_id))
        return fail(Refusal::CredentialId);
    return NewCredential{.id = response.raw_id,
                         .public_key = std::move(key->spki),
                         .algorithm = key->algorithm,
                         .sign_count = data->sign_count,
                         .aaguid = std::string{data->credential->aaguid},
                         .user_verified = data->user_verified,
                         .backup_eligible = data->backup_eligible,
                         .backup_state = data->backup_state};
}

Result<VerifiedAssertion, WebauthnRefusal> verify_assertion(const WebauthnExpectation& expected,
                                                            const StoredCredential& stored,
                                                            bool needs_user_handle,
                                                            const AssertionResponse& response) {
    if (const auto refusal = check_owner(stored, needs_user_handle, response))
        return fail(*refusal);
    if (const auto refusal = check_client_data(expected, "webauthn.get", response.client_data_json))
        return fail(*refusal);
    if (response.authenticator_data.size() > kMaxAttestationBytes)
        return fail(Refusal::AuthenticatorData);
    const auto data = read_authenticator_data(response.authenticator_data);
    if (!data || data->credential) return fail(Refusal::AuthenticatorData);
    if (const auto refusal = check_authenticator(expected, *data)) return fail(*refusal);
    if (!is_signed(stored, response)) return fail(Refusal::Signature);
    const bool is_suspicious = is_count_suspicious(data->sign_count, stored.sign_count);
    // A synced passkey may live in two places, so its counter proves nothing. The stored flag
    // decides: a clone can claim to be synced.
    if (is_suspicious && !stored.backup_eligible) return fail(Refusal::Counter);
    return VerifiedAssertion{
        .sign_count = std::max(data->sign_count, stored.sign_count),
        .is_count_suspicious = is_suspicious,
        .user_verified = data->user_verified,
        .backup_eligible = data->backup_eligible,
        .backup_state = data->backup_state,
        .is_eligibility_changed = data->backup_eligible != stored.backup_eligible};
}

}  // namespace postern::crypto
