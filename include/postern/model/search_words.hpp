/// search_words: what a user is found by when an administrator searches. Pure.
///
/// Words are folded: lowercase, without accents and compatibility forms (Unicode NFKD without
/// marks, full case folding), one space for white space, at most kMaxSearchWord code points. A
/// search finds the users that have a word that begins with what was typed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern {

inline constexpr std::size_t kMaxSearchWord = 64;    ///< code points
inline constexpr std::size_t kMostSearchWords = 16;  ///< of a user

/// Empty for what is not UTF-8, or has nothing in it that counts.
std::string fold_for_search(std::string_view text);

/// As they are stored, whether or not they can be read.
struct Searchable {
    std::string_view email{};
    std::string_view username{};
    std::string_view display_name{};
    std::string_view given_name{};
    std::string_view family_name{};
};

/// The address, `@` and its domain, the username, and each name from each of its words on:
/// `anna-lena muller`, `lena muller` and `muller`. Sorted, each once, at most kMostSearchWords.
std::vector<std::string> search_words(const Searchable& user);

/// What somebody searches for, as words are stored.
struct SearchedWord {
    std::string text;
    bool whole = false;  ///< a domain: only words that are exactly this one

    /// Nothing begins with `text` and comes behind this.
    std::string end() const;
};

/// Nothing: nothing is found by it. REQUIRES: `typed` is more than white space.
std::optional<SearchedWord> parse_search(std::string_view typed);

}  // namespace postern
