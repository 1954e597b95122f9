/// Glob: a pattern of paths.
///
/// `/admin` is that path alone; `*` is any run of bytes within a segment, and not empty where it is
/// all of it: `/admin/*`, `/img/*.png`; `**` is a whole segment of the pattern and zero or more of
/// the path: `/admin/**` is everything below /admin, /admin/ and /admin itself. A path matches as a
/// whole, byte by byte. Matching takes at most as many steps as the bytes of path and pattern
/// multiplied, never more, and allocates nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"

namespace postern::access {

/// ASCII letters become lowercase; every other byte stays.
constexpr char folded(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

class Glob {
public:
    /// `fold_case`: of ASCII letters. What is wrong, in words, else: a pattern that no path can
    /// match whose meaning is certain is refused as well (access/odd_path).
    static Result<Glob, std::string> parse(std::string_view text, bool fold_case);

    bool matches(std::string_view path) const noexcept;

    /// The segments before the first with a star, with their slashes, folded as the pattern is:
    /// every path that matches begins with it, and goes on with a slash or not at all. Empty: none.
    const std::string& literal_prefix() const noexcept { return literal_prefix_; }

private:
    /// The text between stars, in order. One piece: no star.
    struct Segment {
        std::vector<std::string> pieces;

        bool is_literal() const noexcept { return pieces.size() == 1; }
        bool matches(std::string_view text, bool fold_case) const noexcept;
    };
    /// Segments without a `**` between them.
    using Run = std::vector<Segment>;

    static Segment split(std::string_view segment);
    bool take(const Run& run, std::string_view& rest) const noexcept;
    bool ends_with(const Run& run, std::string_view rest) const noexcept;

    bool fold_case_ = false;
    std::string literal_prefix_{};
    // What is behind the prefix, with a `**` between any two; at least one, each may be empty.
    std::vector<Run> runs_{};
};

}  // namespace postern::access
