/// odd_path: can this path be read in more than one way?
///
/// nginx decodes a path, and resolves its dots and doubled slashes, before anybody compares it with
/// a rule; the application behind nginx often gets the path as the client sent it, and reads it by
/// its own rules. Where the two could differ, nobody knows what is being asked for. The kinds are
/// those of the bypasses that other products had; docs/rules.md lists them.
#pragma once

#include <cstddef>
#include <string_view>

namespace postern::access {

enum class OddPath {
    None,
    NotAPath,       ///< does not begin with a slash, is empty or too long
    EncodedSlash,   ///< %2f or %5c as sent
    DoubleEncoded,  ///< a percent sign is left after decoding
    Parameter,      ///< `;`, which some servers cut off
    Backslash,      ///< which some servers take for a slash
    Query,          ///< `?` or `#` within the path, from %3f or %23
    Control,        ///< a control character, or DEL
    DotSegment,     ///< `.` or `..`, plain or encoded, in what was sent or is left
    DoubledSlash,   ///< in what was sent or is left
    TrailingDot,    ///< a segment that ends in a dot or a space, which Windows drops
    Unicode,        ///< not UTF-8, overlong, or not in normal form C
    BadEscape,      ///< a percent sign that no two hex digits follow, as sent
};

/// `encoded_slash` and so on, for logs and people; empty for None.
std::string_view to_text(OddPath kind) noexcept;

/// Of a path, as normalised and as sent: what nginx takes at most, unless it is told otherwise
/// (large_client_header_buffers).
inline constexpr std::size_t kMaxPathBytes = 8192;

/// The first kind found, in this order of looking: nothing about `uri` itself is trusted. `uri`:
/// the path as nginx normalised it; `raw`: as the client sent it, with or without a query; empty:
/// not known, which is no reason to call it odd. Pure, allocates nothing for ASCII.
OddPath odd_path(std::string_view uri, std::string_view raw) noexcept;

}  // namespace postern::access
