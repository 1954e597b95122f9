/// token: the characters that HTTP names are made of (RFC 9110, section 5.6.2).
#pragma once

#include <algorithm>
#include <string_view>

namespace postern::http {

constexpr bool is_ascii_alphanumeric(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

inline constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";

/// True when `text` is a token: header and cookie names are.
constexpr bool is_token(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return is_ascii_alphanumeric(c) || kTokenMarks.find(c) != std::string_view::npos;
    });
}

/// True when `text` has printable ASCII without space only, and is not empty.
constexpr bool is_visible_ascii(std::string_view text) noexcept {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '!' && c <= '~'; });
}

}  // namespace postern::http
