/// Catalogue: the words of pages and e-mails, in each language.
///
/// One file for each language, `messages/en.properties`: lines `key = text`, UTF-8, `#` comments. A
/// third language is one more file. English is complete; what another file lacks is taken from
/// there. Texts are plain text in which `{{NAME}}` stands for a value; no markup. The key
/// `language` is there by itself: the code of the language. Loaded by the master before it forks;
/// immutable.
///
/// A sentence with a number has a line for each plural form of the language: `KEY.one`, `KEY.few`,
/// ... `KEY.other` (plural.hpp), with `{{COUNT}}` for the number. English has `KEY.one` and
/// `KEY.other`; that is what makes KEY such a sentence.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "postern/text/plural.hpp"

namespace postern::text {

inline constexpr std::string_view kFallbackLanguage = "en";
/// Titles of links that only the administrator knows.
inline constexpr std::string_view kFreeKeys = "brand.link.";

class Catalogue {
public:
    using Values = std::map<std::string, std::string, std::less<>>;

    /// Reads all files of `folder`. Throws std::runtime_error, naming file and line, when one is
    /// unreadable or broken, when English is missing, or a file has a key that English has not or
    /// other placeholders than English, or lacks a plural form of its language.
    ///
    /// Files of `overlay`, which need not exist, have the words that an administrator has changed,
    /// and further languages. They are refused for the same reasons, but for a key that English has
    /// not: it does nothing, and `notes` gets a line. English there may add keys that begin with
    /// kFreeKeys. A further language needs `language.name`; `notes` says what else it lacks.
    static Catalogue load(const std::string& folder, const std::string& overlay = {},
                          std::vector<std::string>* notes = nullptr);

    /// `en` first, the others sorted.
    const std::vector<std::string>& languages() const noexcept { return languages_; }
    bool has(std::string_view language) const noexcept;

    /// The text. `language` need not exist: English then. REQUIRES: English has the key.
    const std::string& text(std::string_view language, std::string_view key) const;
    bool has_key(std::string_view key) const noexcept;

    /// The keys that the language's own file has, `language` included, sorted; for tests.
    std::vector<std::string> keys_of(std::string_view language) const;

    /// The text with `values` put in, as they are: for plain text only. REQUIRES: `values` has all
    /// that the text names.
    std::string text(std::string_view language, std::string_view key, const Values& values) const;

    /// Whether `key` is a sentence with a number.
    bool has_plural(std::string_view key) const noexcept;

    /// The lines of a sentence with a number, and whose they are: the language's own, or English.
    struct Plural {
        std::string_view language;
        std::map<PluralForm, std::string> texts;
    };
    /// REQUIRES: has_plural(key).
    Plural plural(std::string_view language, std::string_view key) const;

    /// The sentence in the form for `count`, which is also the value of COUNT. REQUIRES:
    /// has_plural(key), and `values` has all else that the text names.
    std::string counted(std::string_view language, std::string_view key, std::uint64_t count,
                        Values values = {}) const;

    /// The language for somebody who sends this Accept-Language header (RFC 9110, 12.5.4): the one
    /// preferred by them among those available, `fallback` when none is. A region is ignored
    /// (`de-AT` -> `de`). What is not well-formed in the header is as if it were not there.
    std::string negotiate(std::string_view accept_language, std::string_view fallback) const;

private:
    using Texts = std::map<std::string, std::string, std::less<>>;
    std::map<std::string, Texts, std::less<>> texts_;
    std::vector<std::string> languages_;
};

}  // namespace postern::text
