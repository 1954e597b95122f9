/// derive: HKDF-SHA256 (RFC 5869) and AES-256-GCM (NIST SP 800-38D), by OpenSSL.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/secret.hpp"

namespace postern::crypto {

inline constexpr std::size_t kNonceBytes = 12;
inline constexpr std::size_t kTagBytes = 16;

/// `size` bytes out of `key`, without salt (RFC 5869, section 3.1: the key is random).
Secret hkdf_sha256(std::string_view key, std::string_view info, std::size_t size);

/// Ciphertext and tag.
std::string encrypt(const Secret& key, std::string_view nonce, std::string_view additional,
                    std::string_view plaintext);

/// Nothing when the tag does not fit; no byte of the plaintext is seen then.
/// REQUIRES: sealed.size() >= kTagBytes.
std::optional<Secret> decrypt(const Secret& key, std::string_view nonce,
                              std::string_view additional, std::string_view sealed);

}  // namespace postern::crypto
