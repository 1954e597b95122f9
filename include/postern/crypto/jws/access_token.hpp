/// access_token: the claims of an access token (RFC 9068), and the order in which one is checked.
///
/// A token's id (`jti`) is random and ends with a MAC by a key that the verifiers have: a forgery
/// costs them a microsecond and no signature. The MAC proves nothing to anybody else.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/crypto/jws/jws.hpp"

namespace postern::crypto {

inline constexpr std::string_view kAccessTokenType = "at+jwt";
/// The longest that a token may live, in seconds, whatever its claims say.
inline constexpr std::int64_t kMaxAccessTokenLife = 3600;

/// Times are seconds since 1970 UTC.
struct AccessClaims {
    std::string issuer;
    std::string subject;                ///< public id of the user
    std::vector<std::string> audience;  ///< 1 to 8
    std::string client_id;
    std::string scope;   ///< may be empty
    std::string id;      ///< `jti`: 32 characters of base64url
    std::string family;  ///< `sid`: public id of the family
    std::int64_t issued_at;
    std::int64_t expires_at;
    std::int64_t auth_time;
    std::uint32_t level;           ///< `acr`: "1", "2" or "3"
    std::vector<std::string> amr;  ///< RFC 8176
};

/// The payload as JSON.
std::string to_payload(const AccessClaims& claims);

/// A key that may verify tokens now.
struct TrustedKey {
    VerificationKey key;
    Secret id_key;  ///< SigningKey::derive(kTokenIdInfo)
};
inline constexpr std::string_view kTokenIdInfo = "postern.token-id.v1";

/// A fresh `jti`: 12 random bytes and the first 12 of HMAC-SHA256(id_key, kid 00 family 00 random).
std::string make_token_id(const Secret& id_key, std::string_view kid, std::string_view family,
                          Entropy& entropy);

/// A token whose form, key, id and claims are right, and whose signature nobody has checked.
struct UnverifiedAccessToken {
    AccessClaims claims;
    std::string kid;
    std::string signing_input;
    std::string signature;
};

/// nullptr: no key of this kid may verify tokens now.
using FindKey = std::function<const TrustedKey*(std::string_view kid)>;

/// Everything but the signature, and whether the audience is one's own: size, form, header, key,
/// type, MAC, claims, issuer, times. `exp` is strict; `iat` may be 30 s ahead.
Result<UnverifiedAccessToken, TokenProblem> read_access_token(std::string_view text,
                                                              const FindKey& find_key,
                                                              std::string_view issuer,
                                                              std::int64_t now);

/// Whether it calls itself an access token of `issuer`, whatever its key is. Nothing is verified.
bool says_it_is_from(const CompactToken& token, std::string_view issuer);

/// The signature.
bool is_signed(const UnverifiedAccessToken& token, const TrustedKey& key) noexcept;

}  // namespace postern::crypto
