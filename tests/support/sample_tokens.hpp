/// sample_tokens: families of tokens, personal tokens and keys that sign, for the tests of stores.
#pragma once

#include <string>

#include "postern/model/signing_key.hpp"
#include "postern/model/token.hpp"
#include "postern/model/user.hpp"
#include "support/sample_data.hpp"

namespace postern::test {

/// The number of the key that sample_seal() names.
inline constexpr std::uint32_t kSealingKey = 4'000'000'000;

/// In the form of a sealed blob, with bytes of every kind; it opens with no key.
inline std::string sample_seal(unsigned n, std::size_t text_bytes = 32) {
    std::string blob{"\x01\xEE\x6B\x28\x00", 5};
    blob += as_bytes(sample_hash(n));
    blob.resize(1 + 4 + 12 + 16 + text_bytes, '\xC3');
    return blob;
}

/// Good for 14 days without use, and for 30 days at most.
inline TokenFamily sample_family(const User& user, unsigned n = 1) {
    using namespace std::chrono_literals;
    return {.id = FamilyId{},
            .public_id = sample_id(n),
            .user_id = user.id,
            .name = "rclone on the NAS",
            .scopes = Scopes::parse("account:read site:*").value(),
            .authentication = {.level = Level::One,
                               .methods = {ProofMethod::Password},
                               .authenticated_at = kNow,
                               .factor_at = std::nullopt},
            .created_at = kNow,
            .address = "192.0.2.7",
            .user_agent = "Test/1.0",
            .used_at = kNow,
            .expires_at = kNow + 24h * 30,
            .idle_ttl = 24h * 14,
            .counter = 0,
            .counter_at = kNow,
            .sealed_seed = sample_seal(n)};
}

/// Good for 90 days. Its digest is sample_hash(n).
inline PersonalToken sample_personal_token(const User& user, unsigned n = 1) {
    using namespace std::chrono_literals;
    return {.id = PersonalTokenId{},
            .public_id = sample_id(n),
            .user_id = user.id,
            .name = "backup",
            .scopes = Scopes::parse("site:wiki").value(),
            .level = Level::Two,
            .created_at = kNow,
            .address = "192.0.2.7",
            .expires_at = kNow + 24h * 90};
}

inline std::string sample_kid(unsigned n = 1) { return sample_id(n).text() + std::string(21, '-'); }
/// The `jti` of an access token.
inline std::string sample_token_id(unsigned n = 1) {
    return sample_id(n).text() + std::string(10, '_');
}

/// Of access tokens; signs from now on.
inline SigningKeyRow sample_signing_key(unsigned n = 1) {
    return {.kid = sample_kid(n),
            .usage = KeyUsage::Token,
            .algorithm = JwsAlgorithm::Es256,
            .number = n,
            .public_jwk = R"({"kty":"EC","crv":"P-256","x":"a","y":"b"})",
            .sealed = sample_seal(n, 138),
            .created_at = kNow,
            .activate_at = kNow,
            .made_on = "host1"};
}

}  // namespace postern::test
