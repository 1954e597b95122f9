/// jws: JSON Web Signatures in compact form (RFC 7515), by OpenSSL: ES256, EdDSA with Ed25519, and
/// RS256 (RFC 7518, RFC 8037). No other algorithm, no encryption, no JSON form, and no header
/// member that could choose a key.
///
/// A key has exactly one algorithm; what a token's header says must equal it, and never chooses the
/// verifier. What OpenSSL can't do is a CryptoError.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/json/json.hpp"

struct evp_pkey_st;

namespace postern::crypto {

/// The same numbers as postern::JwsAlgorithm, which this layer does not know.
enum class SignatureAlgorithm : std::uint8_t { Es256 = 1, EdDsa = 2, Rs256 = 3 };
/// `ES256`, `EdDSA` or `RS256`.
std::string_view to_text(SignatureAlgorithm algorithm) noexcept;
std::optional<SignatureAlgorithm> to_signature_algorithm(std::uint64_t number) noexcept;

class VerificationKey {
public:
    /// Of a SubjectPublicKeyInfo in DER; nothing when that is no key of this algorithm: another
    /// curve, an RSA modulus below 2048 bits or beyond 4096, bytes behind it.
    static std::optional<VerificationKey> from_der(SignatureAlgorithm algorithm,
                                                   std::string_view der);
    /// Of a JWK (RFC 7517) with `kty`, and `alg` or what implies it. Refuses points off the curve,
    /// coordinates that are not padded to their size, Ed25519 keys of small order, RSA as above or
    /// with another exponent than 65537, and private keys.
    static std::optional<VerificationKey> from_jwk(const json::Json& jwk);

    SignatureAlgorithm algorithm() const noexcept { return algorithm_; }
    /// The thumbprint (RFC 7638, RFC 8037 section 2), base64url.
    const std::string& kid() const noexcept { return kid_; }
    std::string der() const;
    /// With `use`, `alg` and `kid`; no private member.
    json::Json jwk() const;

    /// True only for a right signature in the form of RFC 7518, section 3.4: 64 bytes for ES256
    /// and EdDSA.
    bool verify(std::string_view input, std::string_view signature) const noexcept;

private:
    friend class SigningKey;
    VerificationKey(SignatureAlgorithm algorithm, std::shared_ptr<evp_pkey_st> key);

    SignatureAlgorithm algorithm_;
    std::shared_ptr<evp_pkey_st> key_;
    std::string kid_;
};

class SigningKey {
public:
    /// RSA keys have 3072 bits, and may take seconds: never within a request.
    static SigningKey generate(SignatureAlgorithm algorithm);
    /// Of PKCS #8 in DER, as der() gave it; nothing for anything else.
    static std::optional<SigningKey> from_der(SignatureAlgorithm algorithm, const Secret& der);

    SignatureAlgorithm algorithm() const noexcept { return public_.algorithm(); }
    const std::string& kid() const noexcept { return public_.kid(); }
    const VerificationKey& public_key() const noexcept { return public_; }
    Secret der() const;
    /// HKDF-SHA256 of the private key: 32 bytes for a use of their own.
    Secret derive(std::string_view info) const;

    /// The signature as it stands in a token, not yet encoded.
    std::string sign(std::string_view input) const;

private:
    explicit SigningKey(VerificationKey key) : public_{std::move(key)} {}
    VerificationKey public_;
};

/// `header.payload.signature` with the header `{"alg","typ","kid"}`.
std::string make_compact(const SigningKey& key, std::string_view typ, std::string_view payload);

/// What is wrong with a token, for logs; the client is told one thing only.
enum class TokenProblem {
    TooLong,
    Malformed,   ///< not three parts of base64url, or no JSON object where one is due
    BadHeader,   ///< a member that is not allowed, or a wrong type
    UnknownKey,  ///< no key has this kid
    WrongAlgorithm,
    WrongType,  ///< another kind of token
    WrongMac,   ///< the token's id was not made here
    BadSignature,
    BadClaims,  ///< one is missing, or has the wrong form
    WrongIssuer,
    WrongAudience,
    Expired,
    NotYet,  ///< issued in the future
};
/// `too_long` and so on.
std::string_view to_text(TokenProblem problem) noexcept;

inline constexpr std::size_t kMaxTokenBytes = 4096;

/// A token that was taken apart, and not verified. Views into its text.
struct CompactToken {
    std::string algorithm;
    std::string kid;
    std::string typ;  ///< lowercase, without `application/`
    std::string_view signing_input;
    std::string signature;
    std::string payload;
};

/// Strict: at most kMaxTokenBytes, exactly two dots, base64url without padding and left-over bits,
/// a header of at most 512 bytes with exactly the members alg, kid and typ, all texts. No key is
/// touched.
Result<CompactToken, TokenProblem> take_apart(std::string_view text);

}  // namespace postern::crypto
