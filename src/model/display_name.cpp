// Names of people: any script, one line, nothing that lies about what is on screen.
#include "postern/model/display_name.hpp"

#include "postern/base/bytes.hpp"

namespace postern {

namespace {

/// White space that may stand at the ends of pasted text, and the characters without width that
/// would make an empty name look like one.
bool is_blank(char32_t c) noexcept {
    return c == ' ' || c == '\t' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200B) ||
           c == 0x202F || c == 0x205F || c == 0x2060 || c == 0x3000 || c == 0xFEFF;
}

bool is_forbidden(char32_t c) noexcept {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    const bool separator = c == 0x2028 || c == 0x2029;
    const bool override = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return control || separator || override;
}

/// `text` without blanks at both ends, cut at character borders. REQUIRES: is_utf8(text).
std::string_view without_blank_ends(std::string_view text) noexcept {
    std::size_t begin = text.size();
    std::size_t end = text.size();
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t at = text.size() - rest.size();
        const auto code_point = take_code_point(rest);
        if (!code_point || is_blank(*code_point)) continue;
        begin = begin == text.size() ? at : begin;
        end = text.size() - rest.size();
    }
    return text.substr(begin, end - begin);
}

}  // namespace

std::optional<DisplayName> DisplayName::parse(std::string_view text) {
    if (!is_utf8(text)) return std::nullopt;
    text = without_blank_ends(text);
    if (text.empty() || count_code_points(text) > kMaxCodePoints) return std::nullopt;
    for (std::string_view rest = text; !rest.empty();) {
        const auto code_point = take_code_point(rest);
        if (!code_point || is_forbidden(*code_point)) return std::nullopt;
    }
    return DisplayName{std::string{text}};
}

}  // namespace postern
