/// base32: bytes as text that people can type (RFC 4648, section 6), for the keys of authenticator
/// apps.
#pragma once

#include <optional>
#include <string_view>

#include "postern/base/secret.hpp"

namespace postern::crypto {

/// Uppercase, without padding. Not in constant time: for showing a key, not for comparing one.
Secret to_base32(std::string_view bytes);

/// The bytes that `text` encodes. Nothing when it has padding, a lowercase letter, a foreign
/// character, an impossible length, or left-over bits that are not zero: one text for one value.
std::optional<Secret> from_base32(std::string_view text);

}  // namespace postern::crypto
