/// token: opaque random tokens for sessions, links in e-mails and known devices.
///
/// A token is 256 random bits as base64url. Only its SHA-256 is ever stored.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/bytes.hpp"
#include "postern/base/entropy.hpp"

namespace postern::crypto {

inline constexpr std::size_t kTokenBytes = 32;
inline constexpr std::size_t kTokenLength = 43;  ///< characters of base64url without padding

/// A fresh token of kTokenLength characters. The caller owns the only copy and wipes it.
std::string make_token(Entropy& entropy);

/// The hash under which a token is stored. Nothing if `token` cannot be a token (wrong length or
/// alphabet), so that garbage costs no look-up.
std::optional<Digest> token_hash(std::string_view token);

}  // namespace postern::crypto
