/// signing_key: the keys that sign tokens and assertions, and what may be done with them when.
///
/// A key's state is computed from its times and those of its successors, never stored: no host has
/// to flip anything, and hosts whose clocks differ a little use keys that all of them have.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "postern/base/clock.hpp"

namespace postern {

enum class KeyUsage : std::uint8_t {
    Token = 1,      ///< access tokens: /.well-known/jwks.json
    Assertion = 2,  ///< Postern-Assertion: /.well-known/postern-assertion-jwks.json
};
/// `token` or `assertion`.
std::string_view to_text(KeyUsage usage) noexcept;
std::optional<KeyUsage> parse_key_usage(std::string_view text) noexcept;

/// RFC 7518, section 3.1, and RFC 8037. Numbers, for memory that processes share.
enum class JwsAlgorithm : std::uint8_t { Es256 = 1, EdDsa = 2, Rs256 = 3 };
/// `ES256`, `EdDSA` or `RS256`.
std::string_view to_text(JwsAlgorithm algorithm) noexcept;
std::optional<JwsAlgorithm> parse_jws_algorithm(std::string_view text) noexcept;

enum class KeyState {
    Published,  ///< in the key set, does not sign yet
    Active,     ///< signs
    Retired,    ///< a newer one signs; what it has signed is still good
    Removed,    ///< not in the key set any more
    Revoked,    ///< ended before its time: nothing that it has signed is good
};
/// `published` and so on.
std::string_view to_text(KeyState state) noexcept;

struct SigningKeyRow {
    std::string kid;  ///< the thumbprint of RFC 7638: 43 characters of base64url
    KeyUsage usage;
    JwsAlgorithm algorithm;
    std::uint32_t number;    ///< counts within usage and algorithm
    std::string public_jwk;  ///< one JSON object, as in the key set
    std::string sealed;      ///< PKCS #8, for KeyRing::open with kSigningKeys and the kid
    TimePoint created_at;
    TimePoint activate_at;
    std::optional<TimePoint> revoked_at{};
    std::string made_on;  ///< the name of the host
};

/// A key is published this long before it signs.
inline constexpr std::chrono::hours kPublishedAhead{24};
/// What a retired key has signed is good for at most this long, and the key is in the set as long.
inline constexpr std::chrono::hours kRetiredFor{2};

/// The state of `key` among `all` keys (of any usage and algorithm). The active key of a usage is
/// the one with the greatest activate_at <= now that is not revoked, of the algorithm `wanted` if
/// that has one, else of any.
KeyState state_of(const SigningKeyRow& key, std::span<const SigningKeyRow> all, JwsAlgorithm wanted,
                  TimePoint now) noexcept;

/// When a successor began to sign, or will begin; nothing: there is none. One that was revoked
/// before its turn is none.
std::optional<TimePoint> retired_at(const SigningKeyRow& key, std::span<const SigningKeyRow> all,
                                    JwsAlgorithm wanted) noexcept;

/// The key that signs; nullptr: there is none.
const SigningKeyRow* active_key(std::span<const SigningKeyRow> all, KeyUsage usage,
                                JwsAlgorithm wanted, TimePoint now) noexcept;

/// Whether signatures of it count: published, active and retired ones.
constexpr bool verifies(KeyState state) noexcept {
    return state == KeyState::Published || state == KeyState::Active || state == KeyState::Retired;
}

}  // namespace postern
