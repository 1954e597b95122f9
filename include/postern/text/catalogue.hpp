/// Catalogue: the words of pages and e-mails, in each language.
///
/// One file for each language, `messages/en.properties`: lines `key = text`, UTF-8, `#` comments. A
/// third language is one more file. English is complete; what another file lacks is taken from
/// there. Texts are plain text in which `{{NAME}}` stands for a value; no markup. The key
/// `language` is there by itself: the code of the language. Loaded by the master before it forks;
/// immutable.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace postern::text {

inline constexpr std::string_view kFallbackLanguage = "en";

class Catalogue {
public:
    using Values = std::map<std::string, std::string, std::less<>>;

    /// Reads all files of `folder`. Throws std::runtime_error, naming file and line, when one is
    /// unreadable or broken, when English is missing, or a file has a key that English has not or
    /// other placeholders than English.
    static Catalogue load(const std::string& folder);

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
