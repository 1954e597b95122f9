#include "crypto/factor/cose_key.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <sodium.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "crypto/factor/cbor.hpp"
#include "postern/crypto/crypto_error.hpp"

namespace postern::crypto {

namespace {

struct Free {
    void operator()(EVP_PKEY* key) const noexcept { ::EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const noexcept { ::EVP_PKEY_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const noexcept { ::EVP_MD_CTX_free(context); }
    void operator()(OSSL_PARAM_BLD* builder) const noexcept { ::OSSL_PARAM_BLD_free(builder); }
    void operator()(OSSL_PARAM* parameters) const noexcept { ::OSSL_PARAM_free(parameters); }
    void operator()(BIGNUM* number) const noexcept { ::BN_free(number); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// Clears what OpenSSL says of a bad key: its next user would take it for an error of their own.
struct ErrorsGone {
    ErrorsGone() = default;
    ErrorsGone(const ErrorsGone&) = delete;
    ErrorsGone& operator=(const ErrorsGone&) = delete;
    ~ErrorsGone() { ::ERR_clear_error(); }
};

const unsigned char* as_unsigned(std::string_view bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

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

Owned<EVP_PKEY> key_from(const char* type, OSSL_PARAM_BLD* builder) {
    const Owned<OSSL_PARAM> parameters{::OSSL_PARAM_BLD_to_param(builder)};
    const Owned<EVP_PKEY_CTX> context{::EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
    EVP_PKEY* key = nullptr;
    if (parameters == nullptr || context == nullptr || ::EVP_PKEY_fromdata_init(context.get()) != 1)
        throw CryptoError{"OpenSSL cannot build public keys"};
    if (::EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    return Owned<EVP_PKEY>{key};
}

Owned<EVP_PKEY> read_es256(const Members& members) {
    const auto x = members.text(kSecond);
    const auto y = members.text(kThird);
    if (members.size() != 5 || members.integer(kFirst) != kP256 || x.size() != 32 || y.size() != 32)
        return nullptr;
    const std::string point = std::string{"\x04"}.append(x).append(y);
    const Owned<OSSL_PARAM_BLD> builder{::OSSL_PARAM_BLD_new()};
    if (builder == nullptr ||
        ::OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                          0) != 1 ||
        ::OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                           point.size()) != 1)
        throw CryptoError{"OpenSSL cannot build public keys"};
    return key_from("EC", builder.get());
}

Owned<EVP_PKEY> read_eddsa(const Members& members) {
    const auto x = members.text(kSecond);
    if (members.size() != 4 || members.integer(kFirst) != kEd25519 || x.size() != 32)
        return nullptr;
    // OpenSSL does not look at the point, and one of small order would fit many signatures.
    if (::crypto_core_ed25519_is_valid_point(as_unsigned(x)) != 1) return nullptr;
    return Owned<EVP_PKEY>{
        ::EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, as_unsigned(x), x.size())};
}

Owned<EVP_PKEY> read_rs256(const Members& members) {
    const auto n = members.text(kFirst);
    const auto e = members.text(kSecond);
    // RFC 8230, section 4: no leading zeros.
    if (members.size() != 4 || n.size() > 512 || n.empty() || n.front() == '\0' ||
        e != std::string_view{"\x01\x00\x01", 3})
        return nullptr;
    const Owned<BIGNUM> modulus{::BN_bin2bn(as_unsigned(n), static_cast<int>(n.size()), nullptr)};
    const Owned<BIGNUM> exponent{::BN_bin2bn(as_unsigned(e), static_cast<int>(e.size()), nullptr)};
    const Owned<OSSL_PARAM_BLD> builder{::OSSL_PARAM_BLD_new()};
    if (modulus == nullptr || exponent == nullptr || builder == nullptr ||
        ::OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
        ::OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
        throw CryptoError{"OpenSSL cannot build public keys"};
    if (::BN_num_bits(modulus.get()) < 2048 || ::BN_is_odd(modulus.get()) == 0) return nullptr;
    return key_from("RSA", builder.get());
}

std::string to_spki(EVP_PKEY* key) {
    unsigned char* der = nullptr;
    const int size = ::i2d_PUBKEY(key, &der);
    if (size <= 0) throw CryptoError{"a public key cannot be written"};
    std::string spki{reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
    OPENSSL_free(der);
    return spki;
}

int type_of(int algorithm) noexcept {
    return algorithm == kCoseEs256   ? EVP_PKEY_EC
           : algorithm == kCoseEdDsa ? EVP_PKEY_ED25519
           : algorithm == kCoseRs256 ? EVP_PKEY_RSA
                                     : EVP_PKEY_NONE;
}

Owned<EVP_PKEY> stored_key(int algorithm, std::string_view spki) {
    const unsigned char* at = as_unsigned(spki);
    Owned<EVP_PKEY> key{::d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size()))};
    if (key == nullptr || at != as_unsigned(spki) + spki.size() ||
        ::EVP_PKEY_get_base_id(key.get()) != type_of(algorithm))
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
    const Owned<EVP_MD_CTX> context{::EVP_MD_CTX_new()};
    const EVP_MD* digest = algorithm == kCoseEdDsa ? nullptr : ::EVP_sha256();
    if (context == nullptr ||
        ::EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key.get()) != 1)
        throw CryptoError{"OpenSSL cannot verify signatures"};
    // The result is negative for a malformed signature: only 1 means yes.
    return ::EVP_DigestVerify(context.get(), as_unsigned(signature), signature.size(),
                              as_unsigned(message), message.size()) == 1;
}

}  // namespace postern::crypto
