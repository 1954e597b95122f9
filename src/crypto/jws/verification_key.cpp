// Public keys, and their JWKs (RFC 7517; RFC 7518, section 6; RFC 8037, section 2).
#include <openssl/core_names.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "crypto/evp.hpp"
#include "crypto/jws/signature.hpp"
#include "postern/base/bytes.hpp"
#include "postern/crypto/crypto_error.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/jws/jws.hpp"

namespace postern::crypto {

namespace {

using json::Json;

constexpr std::size_t kCoordinateBytes = 32;

/// The numbers of a public key as its JWK has them: x and y of a point on P-256, x of Ed25519, or n
/// and e of RSA.
struct Numbers {
    std::string first;
    std::string second{};
};

Owned<BIGNUM> find_number(const EVP_PKEY* key, const char* name) noexcept {
    BIGNUM* number = nullptr;
    if (::EVP_PKEY_get_bn_param(key, name, &number) != 1) return nullptr;
    return Owned<BIGNUM>{number};
}

/// Without leading zeros (RFC 7518, section 6.3.1.1).
std::string least_bytes(const BIGNUM* number) {
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    ::BN_bn2bin(number, as_unsigned(bytes));
    return bytes;
}

/// Empty when it does not fit.
std::string coordinate(const BIGNUM* number) {
    constexpr auto kSize = static_cast<int>(kCoordinateBytes);
    std::string bytes(kCoordinateBytes, '\0');
    if (::BN_bn2binpad(number, as_unsigned(bytes), kSize) != kSize) bytes.clear();
    return bytes;
}

std::optional<Numbers> p256_numbers(const EVP_PKEY* key) {
    std::array<char, 64> group{};
    std::size_t size = 0;
    if (::EVP_PKEY_is_a(key, "EC") != 1 ||
        ::EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) != 1 ||
        std::string_view(group.data(), size) != "prime256v1")
        return std::nullopt;
    const auto x = find_number(key, OSSL_PKEY_PARAM_EC_PUB_X);
    const auto y = find_number(key, OSSL_PKEY_PARAM_EC_PUB_Y);
    if (x == nullptr || y == nullptr) return std::nullopt;
    return Numbers{coordinate(x.get()), coordinate(y.get())};
}

std::optional<Numbers> ed25519_numbers(const EVP_PKEY* key) {
    std::string point(kCoordinateBytes, '\0');
    std::size_t size = point.size();
    if (::EVP_PKEY_is_a(key, "ED25519") != 1 ||
        ::EVP_PKEY_get_raw_public_key(key, as_unsigned(point), &size) != 1 || size != point.size())
        return std::nullopt;
    return Numbers{point};
}

std::optional<Numbers> rsa_numbers(const EVP_PKEY* key) {
    if (::EVP_PKEY_is_a(key, "RSA") != 1) return std::nullopt;
    const auto n = find_number(key, OSSL_PKEY_PARAM_RSA_N);
    const auto e = find_number(key, OSSL_PKEY_PARAM_RSA_E);
    if (n == nullptr || e == nullptr) return std::nullopt;
    return Numbers{least_bytes(n.get()), least_bytes(e.get())};
}

/// Nothing when it is a key of another algorithm.
std::optional<Numbers> numbers_of(SignatureAlgorithm algorithm, const EVP_PKEY* key) {
    switch (algorithm) {
        case SignatureAlgorithm::Es256:
            return p256_numbers(key);
        case SignatureAlgorithm::EdDsa:
            return ed25519_numbers(key);
        case SignatureAlgorithm::Rs256:
            return rsa_numbers(key);
    }
    std::abort();  // a value outside the enum is a bug
}

Owned<EVP_PKEY> key_of(SignatureAlgorithm algorithm, const Numbers& numbers) {
    switch (algorithm) {
        case SignatureAlgorithm::Es256:
            return p256_key(numbers.first, numbers.second);
        case SignatureAlgorithm::EdDsa:
            return ed25519_key(numbers.first);
        case SignatureAlgorithm::Rs256:
            return rsa_key(numbers.first, numbers.second);
    }
    std::abort();  // a value outside the enum is a bug
}

/// The members that a thumbprint takes in, in its order (RFC 7638, section 3.2).
Json::Object members_of(SignatureAlgorithm algorithm, const Numbers& numbers) {
    const auto first = to_base64url(numbers.first);
    const auto second = to_base64url(numbers.second);
    switch (algorithm) {
        case SignatureAlgorithm::Es256:
            return {{"crv", "P-256"}, {"kty", "EC"}, {"x", first}, {"y", second}};
        case SignatureAlgorithm::EdDsa:
            return {{"crv", "Ed25519"}, {"kty", "OKP"}, {"x", first}};
        case SignatureAlgorithm::Rs256:
            return {{"e", second}, {"kty", "RSA"}, {"n", first}};
    }
    std::abort();  // a value outside the enum is a bug
}

Json::Object members_of(SignatureAlgorithm algorithm, const EVP_PKEY* key) {
    const auto numbers = numbers_of(algorithm, key);
    if (!numbers) throw CryptoError{"a public key cannot be read"};
    return members_of(algorithm, *numbers);
}

// --- from a JWK

/// Empty when there is no such member, or it is no text.
std::string_view text_of(const Json& jwk, std::string_view name) noexcept {
    const Json* member = jwk.find(name);
    const std::string* text = member == nullptr ? nullptr : member->string();
    return text == nullptr ? std::string_view{} : std::string_view{*text};
}

/// What the type of the key implies.
std::optional<SignatureAlgorithm> implied_algorithm(const Json& jwk) noexcept {
    const auto type = text_of(jwk, "kty");
    const auto curve = text_of(jwk, "crv");
    if (type == "EC" && curve == "P-256") return SignatureAlgorithm::Es256;
    if (type == "OKP" && curve == "Ed25519") return SignatureAlgorithm::EdDsa;
    if (type == "RSA") return SignatureAlgorithm::Rs256;
    return std::nullopt;
}

/// RFC 9864 calls EdDSA with Ed25519 by its curve.
bool is_name_of(SignatureAlgorithm algorithm, std::string_view name) noexcept {
    return name == to_text(algorithm) ||
           (algorithm == SignatureAlgorithm::EdDsa && name == "Ed25519");
}

/// That it is a public key for signatures by `algorithm`, as far as it says so.
bool is_meant_for(const Json& jwk, SignatureAlgorithm algorithm) noexcept {
    // Who publishes the secret half has no key any more.
    if (jwk.find("d") != nullptr) return false;
    if (jwk.find("use") != nullptr && text_of(jwk, "use") != "sig") return false;
    return jwk.find("alg") == nullptr || is_name_of(algorithm, text_of(jwk, "alg"));
}

/// Nothing when a member is missing or is not base64url.
std::optional<Numbers> read_numbers(const Json& jwk, SignatureAlgorithm algorithm) {
    const bool is_rsa = algorithm == SignatureAlgorithm::Rs256;
    auto first = from_base64url(text_of(jwk, is_rsa ? "n" : "x"));
    if (!first) return std::nullopt;
    if (algorithm == SignatureAlgorithm::EdDsa) return Numbers{std::move(*first)};
    auto second = from_base64url(text_of(jwk, is_rsa ? "e" : "y"));
    if (!second) return std::nullopt;
    return Numbers{std::move(*first), std::move(*second)};
}

}  // namespace

VerificationKey::VerificationKey(SignatureAlgorithm algorithm, std::shared_ptr<evp_pkey_st> key)
    : algorithm_{algorithm},
      key_{std::move(key)},
      kid_{to_base64url(as_bytes(sha256(Json{members_of(algorithm, key_.get())}.dump())))} {}

std::optional<VerificationKey> VerificationKey::from_der(SignatureAlgorithm algorithm,
                                                         std::string_view der) {
    const ErrorsGone errors;
    const auto read = read_spki(der);
    if (read == nullptr) return std::nullopt;
    const auto numbers = numbers_of(algorithm, read.get());
    if (!numbers) return std::nullopt;
    // Built anew, so that a key out of DER passes the same checks as one out of a JWK, and only
    // one text is a key's DER: none with a compressed point, or with a curve spelt out.
    auto key = key_of(algorithm, *numbers);
    if (key == nullptr || to_spki(key.get()) != der) return std::nullopt;
    return VerificationKey{algorithm, std::move(key)};
}

std::optional<VerificationKey> VerificationKey::from_jwk(const Json& jwk) {
    const ErrorsGone errors;
    const auto algorithm = implied_algorithm(jwk);
    if (!algorithm || !is_meant_for(jwk, *algorithm)) return std::nullopt;
    const auto numbers = read_numbers(jwk, *algorithm);
    if (!numbers) return std::nullopt;
    auto key = key_of(*algorithm, *numbers);
    if (key == nullptr) return std::nullopt;
    return VerificationKey{*algorithm, std::move(key)};
}

std::string VerificationKey::der() const { return to_spki(key_.get()); }

Json VerificationKey::jwk() const {
    auto members = members_of(algorithm_, key_.get());
    members.emplace_back("use", "sig");
    members.emplace_back("alg", to_text(algorithm_));
    members.emplace_back("kid", kid_);
    return members;
}

bool VerificationKey::verify(std::string_view input, std::string_view signature) const noexcept {
    return verify_raw(algorithm_, key_.get(), input, signature);
}

}  // namespace postern::crypto
