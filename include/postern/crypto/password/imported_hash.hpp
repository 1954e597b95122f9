/// imported_hash: which password hashes of other systems are taken over.
#pragma once

#include <optional>
#include <string_view>

namespace postern::crypto {

enum class HashRefusal {
    Unknown,    ///< no format that is known here
    Malformed,  ///< a known format, but cut or damaged
    Weak,       ///< DES, MD5, SHA-1: the person has to set a new password
    TooCostly,  ///< asks for more time or memory than one sign-in may take
};

/// Why this hash cannot be taken over; nothing when AnyPasswordHasher verifies it.
std::optional<HashRefusal> refusal_of(std::string_view hash);

/// Stands in the place of a hash for somebody who has no password yet; fits no password.
inline constexpr std::string_view kNoPassword = "!";

}  // namespace postern::crypto
