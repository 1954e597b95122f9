/// refresh_token: the text of a refresh token: its family, its place in it, and a MAC.
///
/// `psr_` and base64url of: version 1 (1 byte) | family (16) | counter (4, big-endian) | the first
/// 16 bytes of HMAC-SHA256(seed, the 21 bytes before) | the first 4 bytes of SHA-256 over all
/// before. 41 bytes, 59 characters. The seed is 32 random bytes of the family, sealed in its row: a
/// copy of the database forges nothing, and a token can be made again instead of being stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/secret.hpp"

namespace postern::crypto {

inline constexpr std::string_view kRefreshTokenPrefix = "psr_";

struct RefreshToken {
    std::string family;  ///< 22 characters: a public id
    std::uint32_t counter;
    std::string mac;  ///< 16 bytes, not checked yet
};

/// REQUIRES: family is a public id's text; seed has 32 bytes.
Secret make_refresh_token(const Secret& seed, std::string_view family, std::uint32_t counter);

/// Nothing when the form or the checksum is wrong. Says nothing about the MAC.
std::optional<RefreshToken> parse_refresh_token(std::string_view text);

/// Whether the family's seed made it; without a time channel.
bool has_right_mac(const RefreshToken& token, const Secret& seed);

}  // namespace postern::crypto
