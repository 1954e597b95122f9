/// webauthn: verifies what a browser sends after navigator.credentials.create() and get(), for
/// passkeys and security keys (W3C Web Authentication Level 3, sections 7.1 and 7.2).
///
/// Pure functions over bytes: no state, no clock, no list of credentials. The caller consumes the
/// challenge before the call, checks that `type` is `public-key` and that `id` is `rawId`, looks up
/// the credential, and stores the result. Attestation must be well-formed and is otherwise ignored,
/// whatever its format: no result says what kind of authenticator made a key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/result.hpp"

namespace postern::crypto {

inline constexpr int kCoseEdDsa = -8;    ///< with Ed25519; RFC 9053, section 2.2
inline constexpr int kCoseEs256 = -7;    ///< with P-256; RFC 9053, section 2.1
inline constexpr int kCoseRs256 = -257;  ///< RFC 8812, section 2
/// The COSE algorithms for `pubKeyCredParams`, best first. Keys of others are refused.
inline constexpr int kOfferedAlgorithms[] = {kCoseEdDsa, kCoseEs256, kCoseRs256};

inline constexpr std::size_t kMaxClientDataBytes = 4 * 1024;
/// Of an attestation object, and of the authenticator data of an assertion.
inline constexpr std::size_t kMaxAttestationBytes = 16 * 1024;
inline constexpr std::size_t kMaxCredentialIdBytes = 1023;  ///< section 7.1, step 25
inline constexpr std::size_t kMinCredentialIdBytes = 16;    ///< section 4, "Credential ID"

/// Why an answer was refused, for the audit log. People see one text for all reasons. The numbers
/// are the steps of section 7.1; 7.2.
enum class WebauthnRefusal {
    ClientData,         ///< too large, not JSON, or without a member that it needs (5, 6; 7 to 9)
    Type,               ///< made for the other ceremony (7; 10)
    Challenge,          ///< another one than expected (8; 11)
    Origin,             ///< another one than expected (9; 12)
    CrossOrigin,        ///< made inside a frame of another site (10, 11; 13, 14)
    AttestationObject,  ///< malformed or too large (13)
    AuthenticatorData,  ///< malformed; with a credential in an assertion, or without at creation
    RpId,               ///< made for another RP ID (14; 15)
    UserPresence,       ///< nobody touched the authenticator (15; 16)
    UserVerification,   ///< no PIN and no biometric, though expected (16; 17)
    BackupState,        ///< backed up, but not eligible for backup (17; 18)
    Algorithm,          ///< not in kOfferedAlgorithms (20)
    PublicKey,          ///< malformed, not on its curve, or of a bad size (20)
    CredentialId,       ///< of a bad length, or not the one of the JSON (25; 5)
    UserHandle,         ///< missing, or the handle of another user (6)
    Signature,          ///< does not fit the stored key (21)
    Counter,            ///< did not grow: the key may have been cloned (22)
};

/// The refusal as a word for the audit log, such as `client_data`.
std::string_view to_text(WebauthnRefusal refusal) noexcept;

/// The challenge, as bytes, that an answer says it is for; nothing when its client data are
/// malformed. Trust it only once it is known to be the server's own.
std::optional<std::string> challenge_in(std::string_view client_data_json);

/// What the server asked for. The caller keeps alive what the views show.
struct WebauthnExpectation {
    std::string_view challenge;  ///< bytes, as stored for this ceremony; an empty one fits nothing
    std::string_view origin;     ///< `https://auth.example.org`; compared byte by byte
    std::string_view rp_id;      ///< `auth.example.org`
    bool user_verification = true;  ///< required, not only preferred
};

/// The browser's answer to create(). Every field is bytes, decoded from base64url.
struct RegistrationResponse {
    std::string raw_id;
    std::string client_data_json;
    std::string attestation_object;
};

/// What to store of a new credential.
struct NewCredential {
    std::string id;                ///< kMinCredentialIdBytes to kMaxCredentialIdBytes
    std::string public_key;        ///< SubjectPublicKeyInfo, DER (RFC 5280, section 4.1)
    int algorithm = 0;             ///< one of kOfferedAlgorithms
    std::uint32_t sign_count = 0;  ///< 0 for an authenticator that does not count
    std::string aaguid;            ///< 16 bytes; all zero when the authenticator does not say
    bool user_verified = false;
    bool backup_eligible = false;  ///< can be synced to other devices
    bool backup_state = false;     ///< is synced now
};

/// Registering a New Credential: section 7.1, steps 5 to 25. An id that belongs to a user already
/// (step 26) is the caller's to refuse. Throws CryptoError when OpenSSL fails. Costs a key check: a
/// fraction of a millisecond.
Result<NewCredential, WebauthnRefusal> verify_registration(const WebauthnExpectation& expected,
                                                           const RegistrationResponse& response);

/// The browser's answer to get(). Every field is bytes, decoded from base64url.
struct AssertionResponse {
    std::string raw_id;
    std::string client_data_json;
    std::string authenticator_data;
    std::string signature;
    std::optional<std::string> user_handle;  ///< nothing when the browser sent null
};

/// The stored credential whose id is `raw_id`. The caller keeps alive what the views show.
struct StoredCredential {
    std::string_view id;
    std::string_view public_key;  ///< as in NewCredential
    int algorithm;
    std::uint32_t sign_count;
    bool backup_eligible;
    std::string_view user_handle;  ///< of the user who owns it
};

/// What to store after a sign-in, and what to tell the audit log.
struct VerifiedAssertion {
    std::uint32_t sign_count;  ///< never lower than the stored one
    bool is_count_suspicious;  ///< did not grow; accepted only because the key can be synced
    bool user_verified;
    bool backup_eligible;
    bool backup_state;
    bool is_eligibility_changed;  ///< not as stored; no reason to refuse
};

/// Verifying an Authentication Assertion: section 7.2, steps 5 to 22. With `needs_user_handle` the
/// answer itself must name the user (step 6): for a sign-in that began without one. Whether a known
/// user owns this credential, and is enabled, is the caller's to check. Throws CryptoError when the
/// stored key is damaged or OpenSSL fails: that is never a wrong signature. Costs one signature
/// check: a fraction of a millisecond.
Result<VerifiedAssertion, WebauthnRefusal> verify_assertion(const WebauthnExpectation& expected,
                                                            const StoredCredential& stored,
                                                            bool needs_user_handle,
                                                            const AssertionResponse& response);

}  // namespace postern::crypto
