/// evp: objects of OpenSSL, owned; and public keys out of the numbers that they consist of.
///
/// What OpenSSL cannot do is a CryptoError. Its error queue is the caller's: see ErrorsGone.
#pragma once

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace postern::crypto {

struct EvpFree {
    void operator()(EVP_PKEY* key) const noexcept { ::EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const noexcept { ::EVP_PKEY_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const noexcept { ::EVP_MD_CTX_free(context); }
    void operator()(OSSL_PARAM_BLD* builder) const noexcept { ::OSSL_PARAM_BLD_free(builder); }
    void operator()(OSSL_PARAM* parameters) const noexcept { ::OSSL_PARAM_free(parameters); }
    void operator()(BIGNUM* number) const noexcept { ::BN_free(number); }
    void operator()(ECDSA_SIG* signature) const noexcept { ::ECDSA_SIG_free(signature); }
    void operator()(PKCS8_PRIV_KEY_INFO* key) const noexcept { ::PKCS8_PRIV_KEY_INFO_free(key); }
};
template <class T>
using Owned = std::unique_ptr<T, EvpFree>;

/// Clears what OpenSSL says of a bad key: its next user would take it for an error of their own.
struct ErrorsGone {
    ErrorsGone() = default;
    ErrorsGone(const ErrorsGone&) = delete;
    ErrorsGone& operator=(const ErrorsGone&) = delete;
    ~ErrorsGone() { ::ERR_clear_error(); }
};

inline const unsigned char* as_unsigned(std::string_view bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* as_unsigned(std::string& bytes) noexcept {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

/// Looked up once: OpenSSL 3 searches its providers at each use of EVP_sha256(), which costs more
/// than hashing a token. nullptr: OpenSSL offers none.
const EVP_MD* find_sha256() noexcept;

/// A public key on P-256. nullptr unless both coordinates have 32 bytes and are a point of it.
Owned<EVP_PKEY> p256_key(std::string_view x, std::string_view y);

/// A public key of Ed25519. nullptr unless `point` is one of the main subgroup: OpenSSL does not
/// look, and one of small order would fit many signatures.
Owned<EVP_PKEY> ed25519_key(std::string_view point);

/// A public key of RSA, its numbers in big-endian without leading zeros. nullptr unless `modulus`
/// has 2048 to 4096 bits and is odd, and `exponent` is 65537.
Owned<EVP_PKEY> rsa_key(std::string_view modulus, std::string_view exponent);

/// The SubjectPublicKeyInfo, DER.
std::string to_spki(const EVP_PKEY* key);
/// nullptr unless `spki` is exactly one key, of any type.
Owned<EVP_PKEY> read_spki(std::string_view spki) noexcept;

/// Whether `signature` is one of `message`, in OpenSSL's form: ECDSA in DER. `digest` is nullptr
/// for Ed25519, and must not be for any other key. Nothing: OpenSSL cannot verify.
std::optional<bool> is_signature(EVP_PKEY* key, const EVP_MD* digest, std::string_view message,
                                 std::string_view signature) noexcept;

}  // namespace postern::crypto
