#include "crypto/factor/authenticator_data.hpp"

#include "crypto/factor/cbor.hpp"

namespace postern::crypto {

namespace {

enum Flag : unsigned {
    kUserPresent = 0x01,
    kUserVerified = 0x04,
    kBackupEligible = 0x08,
    kBackupState = 0x10,
    kHasCredential = 0x40,
    kHasExtensions = 0x80,
};

constexpr std::size_t kHeadBytes = 32 + 1 + 4;

std::uint32_t to_number(std::string_view big_endian) noexcept {
    std::uint32_t number = 0;
    for (const char c : big_endian) number = (number << 8) | static_cast<unsigned char>(c);
    return number;
}

/// Takes the attested credential off the front of `rest`.
std::optional<AttestedCredential> take_credential(std::string_view& rest) {
    if (rest.size() < 18) return std::nullopt;
    AttestedCredential credential{.aaguid = rest.substr(0, 16), .id = {}, .cose_key = {}};
    const std::size_t id_bytes = to_number(rest.substr(16, 2));
    rest.remove_prefix(18);
    if (rest.size() < id_bytes) return std::nullopt;
    credential.id = rest.substr(0, id_bytes);
    CborReader reader{rest.substr(id_bytes)};
    const auto key = reader.take_whole_map();
    if (!key) return std::nullopt;
    credential.cose_key = *key;
    rest = reader.rest();
    return credential;
}

}  // namespace

std::optional<AuthenticatorData> read_authenticator_data(std::string_view bytes) {
    if (bytes.size() < kHeadBytes) return std::nullopt;
    const unsigned flags = static_cast<unsigned char>(bytes[32]);
    AuthenticatorData data{.rp_id_hash = bytes.substr(0, 32),
                           .user_present = (flags & kUserPresent) != 0,
                           .user_verified = (flags & kUserVerified) != 0,
                           .backup_eligible = (flags & kBackupEligible) != 0,
                           .backup_state = (flags & kBackupState) != 0,
                           .sign_count = to_number(bytes.substr(33, 4)),
                           .credential = {}};
    auto rest = bytes.substr(kHeadBytes);
    if ((flags & kHasCredential) != 0) {
        data.credential = take_credential(rest);
        if (!data.credential) return std::nullopt;
    }
    if ((flags & kHasExtensions) != 0) {
        CborReader reader{rest};
        if (!reader.take_whole_map()) return std::nullopt;
        rest = reader.rest();
    }
    if (!rest.empty()) return std::nullopt;
    return data;
}

std::optional<std::string_view> read_attestation_object(std::string_view bytes) {
    CborReader reader{bytes};
    if (reader.take_map() != 3) return std::nullopt;
    std::optional<std::string_view> format;
    std::optional<std::string_view> statement;
    std::optional<std::string_view> data;
    for (int i = 0; i < 3; ++i) {
        const auto name = reader.take_text();
        if (name == "fmt")
            format = reader.take_text();
        else if (name == "attStmt")
            statement = reader.take_whole_map();
        else if (name == "authData")
            data = reader.take_bytes();
        else
            return std::nullopt;
    }
    // Three members that are all there: none came twice.
    if (!format || !statement || !data || !reader.is_at_end()) return std::nullopt;
    return data;
}

}  // namespace postern::crypto
