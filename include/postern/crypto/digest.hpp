/// digest: SHA-256, HMAC and comparison without a time channel (OpenSSL).
///
/// What cannot be computed is a CryptoError.
#pragma once

#include <string>
#include <string_view>

#include "postern/base/bytes.hpp"

namespace postern::crypto {

/// FIPS 180-4.
Digest sha256(std::string_view bytes);

/// RFC 2104 with SHA-256.
Digest hmac_sha256(std::string_view key, std::string_view message);

/// SHA-1, 20 bytes. Broken, and here for one thing only: lists of breached passwords are made of
/// it.
std::string sha1_for_lists(std::string_view bytes);

/// Equal bytes; takes the same time wherever they differ. Different lengths are unequal at once.
bool equal_constant_time(std::string_view a, std::string_view b) noexcept;

}  // namespace postern::crypto
