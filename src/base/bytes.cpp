// Hexadecimal, base64url, percent encoding, and the strict checks of outside text.
#include "postern/base/bytes.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "postern/base/check.hpp"

namespace postern {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kUpperHexDigits = "0123456789ABCDEF";
constexpr std::string_view kBase64UrlDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

unsigned to_byte(char c) noexcept { return static_cast<unsigned char>(c); }
char to_char(unsigned byte) noexcept { return static_cast<char>(static_cast<unsigned char>(byte)); }

char to_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_unreserved(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

int hex_value(char c) noexcept {
    if (is_digit(c)) return c - '0';
    const char lower = to_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

int base64url_value(char c) noexcept {
    const auto at = kBase64UrlDigits.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

bool is_space(char c) noexcept { return c == ' ' || c == '\t'; }

/// The length of the well-formed UTF-8 sequence at the start of `text`, or 0 (Unicode, table 3-7).
std::size_t utf8_sequence_length(std::string_view text) noexcept {
    const unsigned first = to_byte(text[0]);
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4) return 0;
    const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (text.size() < length) return 0;
    // The second byte carries the bounds against overlong forms, surrogates and beyond U+10FFFF.
    const unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (to_byte(text[1]) < low || to_byte(text[1]) > high) return 0;
    for (std::size_t i = 2; i < length; ++i)
        if ((to_byte(text[i]) & 0xC0) != 0x80) return 0;
    return length;
}

}  // namespace

std::string_view as_bytes(const Digest& digest) noexcept {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::optional<Digest> to_digest(std::string_view bytes) noexcept {
    Digest digest;
    if (bytes.size() != digest.size()) return std::nullopt;
    std::transform(bytes.begin(), bytes.end(), digest.begin(),
                   [](char c) { return static_cast<std::uint8_t>(c); });
    return digest;
}

std::string to_hex(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        text += kHexDigits[to_byte(c) >> 4];
        text += kHexDigits[to_byte(c) & 0x0F];
    }
    return text;
}

std::string to_base64url(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    unsigned bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = (bits << 8) | to_byte(c);
        for (count += 8; count >= 6; count -= 6)
            text += kBase64UrlDigits[(bits >> (count - 6)) & 0x3F];
    }
    if (count > 0) text += kBase64UrlDigits[(bits << (6 - count)) & 0x3F];
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        const int value = base64url_value(c);
        if (value < 0) return std::nullopt;
        bits = (bits << 6) | static_cast<unsigned>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += to_char((bits >> count) & 0xFF);
    }
    const unsigned left_over = bits & ((1U << count) - 1);
    if (left_over != 0) return std::nullopt;
    return bytes;
}

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t length = utf8_sequence_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::size_t count_code_points(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (to_byte(c) & 0xC0) != 0x80; }));
}

std::optional<char32_t> take_code_point(std::string_view& text) noexcept {
    POSTERN_CHECK(!text.empty());
    const std::size_t length = utf8_sequence_length(text);
    const std::string_view sequence = text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
    if (length == 0) return std::nullopt;
    // The first byte of a sequence of n > 1 bytes carries 7 - n bits, each further one 6.
    char32_t code_point = to_byte(sequence[0]) & (length == 1 ? 0x7FU : 0x7FU >> length);
    for (const char c : sequence.substr(1)) code_point = (code_point << 6) | (to_byte(c) & 0x3FU);
    return code_point;
}

bool has_control(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return to_byte(c) < 0x20 || to_byte(c) == 0x7F; });
}

std::string to_ascii_lower(std::string_view text) {
    std::string lower{text};
    std::transform(lower.begin(), lower.end(), lower.begin(), to_lower);
    return lower;
}

bool equals_ignoring_ascii_case(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

namespace {

bool is_plain_in_query_value(char c) noexcept {
    return is_unreserved(c) || std::string_view{"/:?@!$()*,="}.find(c) != std::string_view::npos;
}

template <class IsPlain>
std::string percent_encode_others(std::string_view text, IsPlain is_plain) {
    std::string encoded;
    encoded.reserve(text.size() + text.size() / 2);
    for (const char c : text) {
        if (is_plain(c)) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += kUpperHexDigits[to_byte(c) >> 4];
            encoded += kUpperHexDigits[to_byte(c) & 0x0F];
        }
    }
    return encoded;
}

}  // namespace

std::string percent_encode(std::string_view text) {
    return percent_encode_others(text, is_unreserved);
}

std::string percent_encode_link(std::string_view link) {
    return percent_encode_others(link, is_plain_in_query_value);
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += plus_is_space && text[i] == '+' ? ' ' : text[i];
            continue;
        }
        if (text.size() - i < 3) return std::nullopt;
        const int high = hex_value(text[i + 1]);
        const int low = hex_value(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        decoded += to_char(static_cast<unsigned>(high * 16 + low));
        i += 2;
    }
    return decoded;
}

std::optional<std::uint64_t> to_number(std::string_view text) noexcept {
    if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    if (!std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    return number;
}

std::optional<std::uint64_t> to_list_start(std::string_view text) noexcept {
    if (text.empty()) return 0;
    constexpr std::uint64_t kMostNumber = std::numeric_limits<std::int64_t>::max();
    const auto number = to_number(text);
    return number && *number >= 1 && *number <= kMostNumber ? number : std::nullopt;
}

}  // namespace postern
