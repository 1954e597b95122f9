// What a user is found by: folded words, and names from each of their words on.
#include "postern/model/search_words.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/model/email_address.hpp"

namespace postern {

namespace {

std::string normalized(std::string_view text) {
    constexpr auto kOptions =
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                       UTF8PROC_CASEFOLD | UTF8PROC_IGNORE | UTF8PROC_STRIPMARK);
    utf8proc_uint8_t* found = nullptr;
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &found, kOptions);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner{found, &std::free};
    if (length < 0) return {};
    return {reinterpret_cast<const char*>(found), static_cast<std::size_t>(length)};
}

utf8proc_category_t category_of(char32_t c) noexcept {
    return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

/// White space and controls.
bool is_blank(char32_t c) noexcept {
    const auto category = category_of(c);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP || category == UTF8PROC_CATEGORY_CC;
}

/// Their categories are one behind the other.
bool is_letter_or_digit(char32_t c) noexcept {
    const auto category = category_of(c);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

/// At most kMaxSearchWord code points, without a space at the end: the database would not tell
/// words apart that differ only in that. REQUIRES: is_utf8(text).
std::string cut(std::string_view text) {
    std::string_view rest = text;
    for (std::size_t count = 0; count < kMaxSearchWord && !rest.empty(); ++count)
        take_code_point(rest);
    std::string word{text.substr(0, text.size() - rest.size())};
    while (word.ends_with(' ')) word.pop_back();
    return word;
}

/// In full length. Normalized text is UTF-8 again.
std::string folded(std::string_view text) {
    if (!is_utf8(text)) return {};
    const std::string whole = normalized(text);
    std::string result;
    bool owes_space = false;
    for (std::string_view rest = whole; !rest.empty();) {
        const std::string_view before = rest;
        const auto c = take_code_point(rest);
        if (!c) return {};
        if (is_blank(*c)) {
            owes_space = !result.empty();
            continue;
        }
        if (owes_space) result += ' ';
        owes_space = false;
        result += before.substr(0, before.size() - rest.size());
    }
    return result;
}

/// From each of its words on.
void add_name(std::set<std::string>& words, std::string_view name) {
    const std::string whole = folded(name);
    words.insert(cut(whole));
    bool inside = false;
    for (std::string_view rest = whole; !rest.empty();) {
        const std::string_view before = rest;
        const auto c = take_code_point(rest);
        const bool counts = c && is_letter_or_digit(*c);
        if (counts && !inside) words.insert(cut(before));
        inside = counts;
    }
}

}  // namespace

std::string fold_for_search(std::string_view text) { return cut(folded(text)); }

std::vector<std::string> search_words(const Searchable& user) {
    // What is least to be missed comes first: of very long names some words may not fit.
    std::vector<std::string> found;
    std::set<std::string> seen{std::string{}};
    const auto add = [&](const std::string& word) {
        if (found.size() < kMostSearchWords && seen.insert(word).second) found.push_back(word);
    };
    add(fold_for_search(user.email));
    if (const auto at = user.email.rfind('@'); at != std::string_view::npos)
        add(fold_for_search(user.email.substr(at)));
    add(fold_for_search(user.username));
    for (const std::string_view name : {user.family_name, user.given_name, user.display_name}) {
        std::set<std::string> words;
        add_name(words, name);
        for (const std::string& word : words) add(word);
    }
    std::ranges::sort(found);
    return found;
}

std::string SearchedWord::end() const { return whole ? text : text + "\xF4\x8F\xBF\xBF"; }

std::optional<SearchedWord> parse_search(std::string_view typed) {
    typed = trim(typed);
    const bool is_domain = typed.starts_with('@');
    // A domain may be typed in any script, and is stored in ASCII.
    if (is_domain) {
        if (const auto address = EmailAddress::parse("x" + std::string{typed}))
            return SearchedWord{fold_for_search(address->text().substr(1)), true};
    } else if (const auto address = EmailAddress::parse(typed)) {
        return SearchedWord{fold_for_search(address->text())};
    }
    std::string text = fold_for_search(typed);
    if (text.empty()) return std::nullopt;
    return SearchedWord{std::move(text), is_domain};
}

}  // namespace postern
