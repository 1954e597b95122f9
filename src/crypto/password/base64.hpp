/// base64: the spellings of bytes that formats of password hashes use, by libsodium.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern::crypto {

/// RFC 4648, section 4, without padding. Nothing for any other character or length.
std::optional<std::string> from_plain_base64(std::string_view text);
/// The same with its padding.
std::optional<std::string> from_padded_base64(std::string_view text);
/// Passlib's: `.` in the place of `+`, no padding.
std::optional<std::string> from_adapted_base64(std::string_view text);
/// Hexadecimal in either case.
std::optional<std::string> from_hex(std::string_view text);

std::string to_plain_base64(std::string_view bytes);
std::string to_adapted_base64(std::string_view bytes);

}  // namespace postern::crypto
