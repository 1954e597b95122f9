// Key pairs, and their PKCS #8 (RFC 5958).
#include <openssl/crypto.h>

#include <cstdlib>
#include <utility>

#include "crypto/evp.hpp"
#include "crypto/jws/signature.hpp"
#include "crypto/key/derive.hpp"
#include "postern/crypto/crypto_error.hpp"
#include "postern/crypto/jws/jws.hpp"

namespace postern::crypto {

namespace {

constexpr std::size_t kRsaBits = 3072;  // as strong as 128 bits: NIST SP 800-57, part 1, table 2
constexpr std::size_t kDerivedBytes = 32;

Owned<EVP_PKEY> generate_key(SignatureAlgorithm algorithm) {
    switch (algorithm) {
        case SignatureAlgorithm::Es256:
            return Owned<EVP_PKEY>{::EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
        case SignatureAlgorithm::EdDsa:
            return Owned<EVP_PKEY>{::EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
        case SignatureAlgorithm::Rs256:
            return Owned<EVP_PKEY>{::EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", kRsaBits)};
    }
    std::abort();  // a value outside the enum is a bug
}

/// nullptr unless `der` is exactly one private key.
Owned<EVP_PKEY> read_pkcs8(std::string_view der) noexcept {
    const unsigned char* at = as_unsigned(der);
    const Owned<PKCS8_PRIV_KEY_INFO> info{
        ::d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size()))};
    if (info == nullptr || at != as_unsigned(der) + der.size()) return nullptr;
    return Owned<EVP_PKEY>{::EVP_PKCS82PKEY(info.get())};
}

Secret to_pkcs8(const EVP_PKEY* key) {
    const Owned<PKCS8_PRIV_KEY_INFO> info{::EVP_PKEY2PKCS8(key)};
    unsigned char* der = nullptr;
    const int size = info == nullptr ? 0 : ::i2d_PKCS8_PRIV_KEY_INFO(info.get(), &der);
    if (size <= 0) throw CryptoError{"a private key cannot be written"};
    const auto count = static_cast<std::size_t>(size);
    Secret bytes{std::string_view{reinterpret_cast<const char*>(der), count}};
    OPENSSL_clear_free(der, count);
    return bytes;
}

}  // namespace

SigningKey SigningKey::generate(SignatureAlgorithm algorithm) {
    const ErrorsGone errors;
    auto key = generate_key(algorithm);
    if (key == nullptr) throw CryptoError{"OpenSSL cannot make a key"};
    return SigningKey{VerificationKey{algorithm, std::move(key)}};
}

std::optional<SigningKey> SigningKey::from_der(SignatureAlgorithm algorithm, const Secret& der) {
    const ErrorsGone errors;
    auto key = read_pkcs8(der.reveal());
    if (key == nullptr || !VerificationKey::from_der(algorithm, to_spki(key.get())))
        return std::nullopt;
    // derive() rests on these bytes: one key has one text.
    if (to_pkcs8(key.get()).reveal() != der.reveal()) return std::nullopt;
    return SigningKey{VerificationKey{algorithm, std::move(key)}};
}

Secret SigningKey::der() const { return to_pkcs8(public_.key_.get()); }

Secret SigningKey::derive(std::string_view info) const {
    return hkdf_sha256(der().reveal(), info, kDerivedBytes);
}

std::string SigningKey::sign(std::string_view input) const {
    return sign_raw(algorithm(), public_.key_.get(), input);
}

}  // namespace postern::crypto
