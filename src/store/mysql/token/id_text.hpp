/// id_text: whether a text from a token can be compared with a column that is ascii.
///
/// The server answers any other text with an error instead of "not found".
#pragma once

#include <algorithm>
#include <string_view>

namespace postern::store::mysql {

/// Of this length, in the alphabet of base64url.
inline bool is_id_text(std::string_view text, std::size_t length) noexcept {
    return text.size() == length && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '-' || c == '_';
           });
}

/// As SigningKeyRow::kid.
inline bool is_kid(std::string_view text) noexcept { return is_id_text(text, 43); }
/// As the `jti` of an access token.
inline bool is_token_id(std::string_view text) noexcept { return is_id_text(text, 32); }

}  // namespace postern::store::mysql
