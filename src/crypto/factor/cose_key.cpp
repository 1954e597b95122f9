#include "crypto/factor/cose_key.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

#include "crypto/evp.hpp"
#include "crypto/factor/cbor.hpp"
#include "postern/crypto/crypto_error.hpp"

namespace postern::crypto {

namespace {

// RFC 9052, section 7.1; RFC 9053, section 7; RFC 8230, section 4.
enum Label : std::int64_t { kKeyType = 1, kAlgorithm = 3, kFirst = -1, kSecond = -2, kThird = -3 };
enum KeyType : std::int64_t { kOkp = 1, kEc2 = 2, kRsa = 3 };
enum Curve : std::int64_t { kP256 = 1, kEd25519 = 6 };

/// The members of a COSE key: small integers, or bytes.
struct Members {
    std::map<std::int64_t, std::int64_t> integers;
    std::map<std::int64_t, std::string_view> bytes;

    std::optional<std::int64_t> integer(std::int64_t label) const {
        const auto found = integers.find(label);
        return found == integers.end() ? std::nullopt : std::optional{found->second};
    }
    std::string_view text(std::int64_t label) const {
        const auto found = bytes.find(label);
        return found == bytes.end() ? std::string_view{} : found->second;
    }
    std::size_t size() const noexcept { return integers.size() + bytes.size(); }
};

std::optional<Members> read_members(std::string_view cbor) {
    CborReader reader{cbor};
    const auto count = reader.take_map();
    if (!count) return std::nullopt;
    Members members;
    for (std::uint64_t i = 0; i < *count; ++i) {
        const auto label = reader.take_integer();
        if (!label) return std::nullopt;
        CborReader as_bytes = reader;
        if (const auto bytes = as_bytes.take_bytes()) {
            members.bytes.emplace(*label, *bytes);
            reader = as_bytes;
        } else if (const auto integer = reader.take_integer()) {
            members.integers.emplace(*label, *integer);
        } else {
            return std::nullopt;
        }
    }
    if (!reader.is_at_end() || members.size() != *count) return std::nullopt;
    return members;
}

Owned<EVP_PKEY> read_es256(const Members& members) {
    if (members.size() != 5 || members.integer(kFirst) != kP256) return nullptr;
    return p256_key(members.text(kSecond), members.text(kThird));
}

Owned<EVP_PKEY> read_eddsa(const Members& members) {
    if (members.size() != 4 || members.integer(kFirst) != kEd25519) return nullptr;
    return ed25519_key(members.text(kSecond));
}

// RFC 8230, section 4: no leading zeros.
Owned<EVP_PKEY> read_rs256(const Members& members) {
    if (members.size() != 4) return nullptr;
    return rsa_key(members.text(kFirst), members.text(kSecond));
}

int type_of(int algorithm) noexcept {
    return algorithm == kCoseEs256   ? EVP_PKEY_EC
           : algorithm == kCoseEdDsa ? EVP_PKEY_ED25519
           : algorithm == kCoseRs256 ? EVP_PKEY_RSA
                                     : EVP_PKEY_NONE;
}

Owned<EVP_PKEY> stored_key(int algorithm, std::string_view spki) {
    auto key = read_spki(spki);
    if (key == nullptr || ::EVP_PKEY_get_base_id(key.get()) != type_of(algorithm))
        throw CryptoError{"a stored public key is damaged"};
    return key;
}

}  // namespace

Result<PublicKey, WebauthnRefusal> read_cose_key(std::string_view cbor) {
    const ErrorsGone errors;
    const auto members = read_members(cbor);
    if (!members) return fail(WebauthnRefusal::PublicKey);
    const auto algorithm = members->integer(kAlgorithm);
    const auto type = members->integer(kKeyType);
    if (!algorithm || !type) return fail(WebauthnRefusal::PublicKey);
    if (std::ranges::find(kOfferedAlgorithms, *algorithm) == std::end(kOfferedAlgorithms))
        return fail(WebauthnRefusal::Algorithm);
    const auto offered = static_cast<int>(*algorithm);
    Owned<EVP_PKEY> key;
    if (offered == kCoseEs256 && type == kEc2) key = read_es256(*members);
    if (offered == kCoseEdDsa && type == kOkp) key = read_eddsa(*members);
    if (offered == kCoseRs256 && type == kRsa) key = read_rs256(*members);
    if (key == nullptr) return fail(WebauthnRefusal::PublicKey);
    return PublicKey{offered, to_spki(key.get())};
}

bool verify_signature(int algorithm, std::string_view spki, std::string_view message,
                      std::string_view signature) {
    const ErrorsGone errors;
    const auto key = stored_key(algorithm, spki);
    const EVP_MD* digest = algorithm == kCoseEdDsa ? nullptr : find_sha256();
    if (algorithm != kCoseEdDsa && digest == nullptr)
        throw CryptoError{"OpenSSL offers no SHA-256"};
    const auto is_good = is_signature(key.get(), digest, message, signature);
    if (!is_good) throw CryptoError{"OpenSSL cannot verify signatures"};
    return *is_good;
}

}  // namespace postern::crypto
