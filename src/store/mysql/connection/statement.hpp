/// statement: an SQL statement with its name, and how texts of statements are put together.
///
/// Statements are constants in the files <x>_statements.hpp beside the store that sends them. What
/// several have in common is joined at compile time: nothing builds SQL while the program runs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace postern::store::mysql {

struct Statement {
    std::string_view name;  ///< as it appears in logs
    std::string_view text;
};

/// A string literal as a value that templates can take. `Size` counts the NUL at its end.
template <std::size_t Size>
struct Text {
    char chars[Size]{};

    constexpr Text() = default;
    constexpr Text(const char (&literal)[Size]) { std::copy_n(literal, Size, chars); }
    constexpr std::string_view view() const { return {chars, Size - 1}; }
    constexpr operator std::string_view() const { return view(); }
};

namespace detail {

template <std::size_t Size>
consteval Text<Size> concatenate(auto... parts) {
    Text<Size> whole;
    char* end = whole.chars;
    ((end = std::copy_n(parts.chars, parts.view().size(), end)), ...);
    return whole;
}

template <std::size_t Size>
consteval Text<Size> repeat(std::size_t count, auto part, auto separator) {
    Text<Size> whole;
    char* end = whole.chars;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) end = std::copy_n(separator.chars, separator.view().size(), end);
        end = std::copy_n(part.chars, part.view().size(), end);
    }
    return whole;
}

}  // namespace detail

/// The parts one after the other: `joined<"a", "b", kRest>`.
template <Text... Parts>
inline constexpr auto joined = detail::concatenate<(Parts.view().size() + ... + 1)>(Parts...);

/// `repeated<3, "?", ", ">`: `?, ?, ?`.
template <std::size_t Count, Text Part, Text Separator>
inline constexpr auto repeated =
    detail::repeat<Count * Part.view().size() + (Count - 1) * Separator.view().size() + 1>(
        Count, Part, Separator);

}  // namespace postern::store::mysql
