/// crypt_format: the hashes of crypt(3) that are verified here, see crypt(5).
#pragma once

#include <optional>
#include <string_view>

#include "postern/crypto/password/imported_hash.hpp"

namespace postern::crypto {

/// True when `text` begins like one of them, refused ones included.
bool is_crypt_format(std::string_view text);

/// Why it is not verified; nothing when it is. REQUIRES: is_crypt_format().
/// True when all characters are digits of crypt(3)'s base 64, and the value of one that is.
bool are_crypt_digits(std::string_view text);
std::uint32_t crypt_digit_value(char digit);

std::optional<HashRefusal> crypt_refusal_of(std::string_view text);

}  // namespace postern::crypto
