// Any script, one line, nothing that lies about what is on screen.
#include "postern/model/one_line.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "postern/base/bytes.hpp"
#include "postern/base/code_points.hpp"

namespace postern {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

/// Draw nothing by themselves although their category says otherwise: code points that are reserved
/// as ignorable (Unicode 15, DerivedCoreProperties.txt), the blank of Braille, the null notehead
/// and the object replacement character.
constexpr std::array<Range, 6> kInvisible{{{0x2065, 0x2065},
                                           {0x2800, 0x2800},
                                           {0xFFF0, 0xFFF8},
                                           {0xFFFC, 0xFFFC},
                                           {0x1D159, 0x1D159},
                                           {0xE0000, 0xE0FFF}}};

/// Needs a letter before it: joiners, variation selectors, combining marks. Default ignorable code
/// points are among them, some of which count as letters (the Hangul fillers).
bool is_invisible(char32_t c) noexcept {
    const auto* property = utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
    const auto category = property->category;
    return property->ignorable || category == UTF8PROC_CATEGORY_MN ||
           category == UTF8PROC_CATEGORY_ME || category == UTF8PROC_CATEGORY_CF ||
           category == UTF8PROC_CATEGORY_CO ||
           std::any_of(kInvisible.begin(), kInvisible.end(),
                       [c](const Range& range) { return c >= range.first && c <= range.last; });
}

/// Of invisible characters and marks in a row: an emoji of a family has one joiner at a time, the
/// flag of Scotland six tags, and no script stacks more marks on a letter.
constexpr std::size_t kMostMarks = 8;

/// White space that may stand at the ends of pasted text, and what has no width beside it.
bool is_blank(char32_t c) noexcept {
    return c == ' ' || c == '\t' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200B) ||
           c == 0x202F || c == 0x205F || c == 0x2060 || c == 0x3000 || c == 0xFEFF;
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

std::optional<std::string> one_line(std::string_view text, std::size_t max_code_points) {
    if (!is_utf8(text)) return std::nullopt;
    text = without_blank_ends(text);
    if (text.empty() || count_code_points(text) > max_code_points) return std::nullopt;
    bool shows_something = false;
    std::size_t marks = 0;  // in a row
    for (std::string_view rest = text; !rest.empty();) {
        const auto code_point = take_code_point(rest);
        if (!code_point || is_misleading(*code_point)) return std::nullopt;
        const bool invisible = is_invisible(*code_point);
        shows_something |= !is_blank(*code_point) && !invisible;
        marks = invisible ? marks + 1 : 0;
        if (marks > kMostMarks) return std::nullopt;
    }
    if (!shows_something) return std::nullopt;
    return std::string{text};
}

bool is_nfc(std::string_view text) noexcept {
    if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        return true;
    if (!is_utf8(text)) return false;
    utf8proc_uint8_t* found = nullptr;
    const auto length =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                     static_cast<utf8proc_ssize_t>(text.size()), &found,
                     static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner{found, &std::free};
    return length >= 0 && text == std::string_view{reinterpret_cast<const char*>(found),
                                                   static_cast<std::size_t>(length)};
}

}  // namespace postern
