/// authenticator_data: what an authenticator signs (W3C Web Authentication Level 3, section 6.1),
/// and the attestation object around it (section 6.5).
///
/// Reads in place: the caller keeps the bytes alive. Decides nothing about flags and counters.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace postern::crypto {

/// Section 6.5.1.
struct AttestedCredential {
    std::string_view aaguid;  ///< 16 bytes
    std::string_view id;
    std::string_view cose_key;  ///< a well-formed CBOR map; for read_cose_key()
};

struct AuthenticatorData {
    std::string_view rp_id_hash;  ///< 32 bytes
    bool user_present;
    bool user_verified;
    bool backup_eligible;
    bool backup_state;
    std::uint32_t sign_count;
    std::optional<AttestedCredential> credential;  ///< only at creation
};

/// Nothing when `bytes` end too early, when some are left over, or when the key or the extensions
/// are not a strict CBOR map. Ignores what the extensions say, and reserved flags.
std::optional<AuthenticatorData> read_authenticator_data(std::string_view bytes);

/// The authenticator data of an attestation object. Nothing unless it is a map of exactly `fmt`, a
/// text, `attStmt`, a map, and `authData`, bytes, in any order. Ignores format and statement.
std::optional<std::string_view> read_attestation_object(std::string_view bytes);

}  // namespace postern::crypto
