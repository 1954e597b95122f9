/// short_hash: a keyed hash of 64 bits, for places in tables (libsodium's SipHash-2-4).
///
/// Collisions cannot be found without the key. Too short to serve as a MAC.
#pragma once

#include <cstdint>
#include <string_view>

#include "postern/base/bytes.hpp"

namespace postern::crypto {

/// Uses the first half of the key.
std::uint64_t short_hash(const Digest& key, std::string_view message) noexcept;

}  // namespace postern::crypto
