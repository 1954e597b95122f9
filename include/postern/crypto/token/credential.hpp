/// credential: the digests by which caches and revocations know credentials other than cookies.
///
/// Each kind has a domain of its own: no text of one kind is ever found as one of another.
#pragma once

#include <string_view>

#include "postern/base/bytes.hpp"

namespace postern::crypto {

/// Under which a personal token is stored, cached and revoked: SHA-256("postern.personal" 00 text).
Digest personal_token_digest(std::string_view text);
/// Under which a verified access token is cached: SHA-256("postern.access" 00 text).
Digest access_token_digest(std::string_view text);
/// Under which the end of a family is told: SHA-256("postern.family" 00 public id).
Digest family_digest(std::string_view public_id);
/// Under which the end of one access token is told: SHA-256("postern.jti" 00 id).
Digest token_id_digest(std::string_view id);
/// Under which a verified password of HTTP Basic is cached: HMAC-SHA256(key, "postern.basic" 00
/// site 00 length of user 00 user length of password 00 password), lengths in decimal.
Digest basic_digest(std::string_view key, std::string_view site, std::string_view user,
                    std::string_view password);

}  // namespace postern::crypto
