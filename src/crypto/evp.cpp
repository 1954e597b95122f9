#include "crypto/evp.hpp"

#include <openssl/core_names.h>
#include <sodium.h>

#include "postern/crypto/crypto_error.hpp"

namespace postern::crypto {

namespace {

constexpr std::size_t kPointBytes = 32;  // of a coordinate on P-256, and of a point of Ed25519
constexpr std::size_t kMaxModulusBytes = 512;
constexpr int kMinModulusBits = 2048;
constexpr std::string_view kExponent{"\x01\x00\x01", 3};

void require(bool worked) {
    if (!worked) throw CryptoError{"OpenSSL cannot build public keys"};
}

Owned<EVP_PKEY> key_from(const char* type, OSSL_PARAM_BLD* builder) {
    const Owned<OSSL_PARAM> parameters{::OSSL_PARAM_BLD_to_param(builder)};
    const Owned<EVP_PKEY_CTX> context{::EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
    require(parameters != nullptr && context != nullptr &&
            ::EVP_PKEY_fromdata_init(context.get()) == 1);
    EVP_PKEY* key = nullptr;
    if (::EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    return Owned<EVP_PKEY>{key};
}

Owned<BIGNUM> to_bignum(std::string_view bytes) {
    return Owned<BIGNUM>{::BN_bin2bn(as_unsigned(bytes), static_cast<int>(bytes.size()), nullptr)};
}

}  // namespace

const EVP_MD* find_sha256() noexcept {
    // Never freed; it lives as long as the process.
    static const EVP_MD* const method = ::EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return method;
}

Owned<EVP_PKEY> p256_key(std::string_view x, std::string_view y) {
    if (x.size() != kPointBytes || y.size() != kPointBytes) return nullptr;
    // Always uncompressed: OpenSSL would also take one byte for the point at infinity.
    const std::string point = std::string{"\x04"}.append(x).append(y);
    const Owned<OSSL_PARAM_BLD> builder{::OSSL_PARAM_BLD_new()};
    require(builder != nullptr &&
            ::OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME,
                                              "prime256v1", 0) == 1 &&
            ::OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                               point.size()) == 1);
    return key_from("EC", builder.get());
}

Owned<EVP_PKEY> ed25519_key(std::string_view point) {
    if (point.size() != kPointBytes ||
        ::crypto_core_ed25519_is_valid_point(as_unsigned(point)) != 1)
        return nullptr;
    return Owned<EVP_PKEY>{
        ::EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, as_unsigned(point), point.size())};
}

Owned<EVP_PKEY> rsa_key(std::string_view modulus, std::string_view exponent) {
    if (modulus.empty() || modulus.size() > kMaxModulusBytes || modulus.front() == '\0' ||
        exponent != kExponent)
        return nullptr;
    const auto n = to_bignum(modulus);
    const auto e = to_bignum(exponent);
    const Owned<OSSL_PARAM_BLD> builder{::OSSL_PARAM_BLD_new()};
    require(n != nullptr && e != nullptr && builder != nullptr &&
            ::OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) == 1 &&
            ::OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) == 1);
    if (::BN_num_bits(n.get()) < kMinModulusBits || ::BN_is_odd(n.get()) == 0) return nullptr;
    return key_from("RSA", builder.get());
}

std::string to_spki(const EVP_PKEY* key) {
    unsigned char* der = nullptr;
    const int size = ::i2d_PUBKEY(key, &der);
    if (size <= 0) throw CryptoError{"a public key cannot be written"};
    std::string spki{reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
    OPENSSL_free(der);
    return spki;
}

Owned<EVP_PKEY> read_spki(std::string_view spki) noexcept {
    const unsigned char* at = as_unsigned(spki);
    Owned<EVP_PKEY> key{::d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size()))};
    if (key == nullptr || at != as_unsigned(spki) + spki.size()) return nullptr;
    return key;
}

std::optional<bool> is_signature(EVP_PKEY* key, const EVP_MD* digest, std::string_view message,
                                 std::string_view signature) noexcept {
    const Owned<EVP_MD_CTX> context{::EVP_MD_CTX_new()};
    if (context == nullptr ||
        ::EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) != 1)
        return std::nullopt;
    // The result is negative for a malformed signature: only 1 means yes.
    return ::EVP_DigestVerify(context.get(), as_unsigned(signature), signature.size(),
                              as_unsigned(message), message.size()) == 1;
}

}  // namespace postern::crypto
