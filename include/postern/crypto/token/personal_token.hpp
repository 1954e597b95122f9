/// personal_token: the text of a personal token, which secret scanners and people recognise.
///
/// `pst_`, 43 characters of base62 (32 random bytes as one number, padded with zeros), and 6 of the
/// CRC-32 over those 43. The alphabet is 0-9A-Za-z. Scanners find it by `\bpst_[0-9A-Za-z]{49}\b`.
/// The checksum refuses typing errors without a look-up and proves nothing.
#pragma once

#include <cstddef>
#include <string_view>

#include "postern/base/entropy.hpp"
#include "postern/base/secret.hpp"

namespace postern::crypto {

inline constexpr std::string_view kPersonalTokenPrefix = "pst_";
inline constexpr std::size_t kPersonalTokenLength = 53;

Secret make_personal_token(Entropy& entropy);
/// The token of these random bytes. REQUIRES: bytes.size() == 32.
Secret to_personal_token(std::string_view bytes);

/// Whether `text` has the form and the checksum of one.
bool is_personal_token(std::string_view text) noexcept;

}  // namespace postern::crypto
