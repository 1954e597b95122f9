/// imported_hash: which password hashes of other systems can be imported.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/base/result.hpp"

namespace postern::crypto {

enum class HashRefusal {
    Unknown,    ///< no format that is known here
    Malformed,  ///< a known format, but cut or damaged
    Weak,       ///< DES, MD5, SHA-1: the person has to set a new password
    TooCostly,  ///< asks for more time or memory than one sign-in may take
};

/// The hash in the form in which it is stored and AnyPasswordHasher verifies it, out of the form in
/// which another system wrote it: in a wrapper such as `{BLF-CRYPT}` or `3|`, as the JSON of
/// Keycloak, the blob of ASP.NET, the columns of MediaWiki and Better Auth, with blanks around it.
Result<std::string, HashRefusal> import_hash(std::string_view text);

/// Why AnyPasswordHasher can't verify this stored hash; nothing when it can.
std::optional<HashRefusal> refusal_of(std::string_view hash);

/// Stands in the place of a hash for somebody who has no password; fits no password.
inline constexpr std::string_view kNoPassword = "!";

}  // namespace postern::crypto
