/// bytes: hexadecimal and base64url, and the strict checks of outside text.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern {

/// A SHA-256 digest.
using Digest = std::array<std::uint8_t, 32>;

/// The digest's bytes as a view; good as long as `digest` lives.
std::string_view as_bytes(const Digest& digest) noexcept;

/// The digest whose bytes these are, or nothing when `bytes` is not exactly 32 bytes long.
std::optional<Digest> to_digest(std::string_view bytes) noexcept;

/// Lowercase hexadecimal.
std::string to_hex(std::string_view bytes);

/// base64url without padding (RFC 4648, section 5).
std::string to_base64url(std::string_view bytes);

/// The bytes that `text` encodes. Nothing when it has padding, white space, a foreign character, or
/// left-over bits that are not zero: one text for one value.
std::optional<std::string> from_base64url(std::string_view text);

/// True when `text` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most
/// U+10FFFF).
bool is_utf8(std::string_view text) noexcept;

/// The number of code points. REQUIRES: is_utf8(text).
std::size_t count_code_points(std::string_view text) noexcept;

/// Takes the first character off `text`. Nothing when the bytes there are not well-formed UTF-8;
/// then one byte is taken. REQUIRES: !text.empty().
std::optional<char32_t> take_code_point(std::string_view& text) noexcept;

/// True when `text` has a C0 control (NUL, CR, LF, TAB ... U+001F) or DEL.
bool has_control(std::string_view text) noexcept;

/// ASCII letters to lowercase; every other byte unchanged.
std::string to_ascii_lower(std::string_view text);

/// Equal, ASCII letters compared without case.
bool equals_ignoring_ascii_case(std::string_view a, std::string_view b) noexcept;

/// Without the spaces and tabs at both ends (RFC 9110 OWS).
std::string_view trim(std::string_view text) noexcept;

/// Percent-encodes everything but the unreserved characters (RFC 3986, section 2.3).
std::string percent_encode(std::string_view text);

/// Percent-encodes a link so that it can stand as one value of a query. Keeps the characters that
/// are allowed there (RFC 3986, section 3.4) except form separators (`&`, `;`, `+`), quotes and
/// `%`: a link of 8 KiB stays about that long, and readable.
std::string percent_encode_link(std::string_view link);

/// Decodes %XX once, and + to space when `plus_is_space`. Nothing on a broken escape.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// A decimal number without sign, space or leading zero noise. Nothing on anything else or
/// overflow.
std::optional<std::uint64_t> to_number(std::string_view text) noexcept;

/// Where a list goes on that is in the order of its rows' numbers: after the row of this number; 0,
/// the start, for an empty text. Nothing for a text that is the number of no row (1 to 2^63 - 1).
std::optional<std::uint64_t> to_list_start(std::string_view text) noexcept;

}  // namespace postern
