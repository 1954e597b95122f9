/// password_text: the form in which a typed password is hashed.
#pragma once

#include <string_view>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"

namespace postern::crypto {

enum class PasswordTextError { NotUtf8, TooLong };

inline constexpr std::size_t kMaxPasswordBytes = 1024;  ///< as sent, checked before anything else
inline constexpr std::size_t kMaxPasswordCodePoints = 256;  ///< after normalisation

/// NFC (Unicode, UAX #15; asked for by NIST SP 800-63B-4, 3.1.1.2). Nothing is trimmed, folded or
/// cut; NUL inside is kept. Fails on invalid UTF-8 and beyond the limits.
Result<Secret, PasswordTextError> normalize_password(std::string_view typed);

/// The text with all differences of case taken away (Unicode case folding, NFC), for comparing with
/// lists and names; never for hashing. Empty when it is no UTF-8.
Secret fold_case(std::string_view text);

/// How many of these kinds it has: lowercase letters, uppercase letters, digits, anything else.
/// Letters without case are of the last kind. REQUIRES: UTF-8.
unsigned count_classes(std::string_view text);

}  // namespace postern::crypto
