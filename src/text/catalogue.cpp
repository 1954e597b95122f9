#include "postern/text/catalogue.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/base/file.hpp"
#include "text/placeholders.hpp"

namespace postern::text {

namespace {

using Texts = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view kExtension = ".properties";
constexpr std::string_view kLanguageKey = "language";

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
    throw std::runtime_error{where + ": " + what};
}

/// `de`, `pt-br`: a file's name goes into the pages and is compared with what browsers ask for.
bool is_language_code(std::string_view code) noexcept {
    return code.size() >= 2 && code.size() <= 35 && code.front() != '-' && code.back() != '-' &&
           code.find("--") == std::string_view::npos &&
           code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
               std::string_view::npos;
}

bool is_key(std::string_view key) noexcept {
    return !key.empty() && key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") ==
                               std::string_view::npos;
}

/// Adds what the line says. Where the text ends in `\r`, the file was written on another system.
void read_line(std::string_view line, Texts& texts, const std::string& where) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = trim(line);
    if (line.empty() || line.starts_with('#')) return;
    if (!is_utf8(line)) refuse(where, "is not UTF-8");
    if (has_control(line)) refuse(where, "has a control character");
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) refuse(where, "has no `=`");
    const auto key = trim(line.substr(0, equals));
    const auto text = trim(line.substr(equals + 1));
    if (!is_key(key)) refuse(where, "begins with no key");
    if (!placeholders_of(text)) refuse(where, "has a broken placeholder");
    if (text.find("[[") != std::string_view::npos) refuse(where, "has words within words");
    if (!texts.emplace(key, text).second) refuse(where, "has a key that was there before");
}

Texts read_texts(const std::string& path, std::string_view language) {
    const std::string content = read_nonempty_file(path);
    Texts texts{{std::string{kLanguageKey}, std::string{language}}};
    std::string_view rest = content;
    for (unsigned number = 1; !rest.empty(); ++number) {
        const auto end = std::min(rest.find('\n'), rest.size());
        read_line(rest.substr(0, end), texts, path + ':' + std::to_string(number));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return texts;
}

constexpr std::array kForms{PluralForm::Zero, PluralForm::One,  PluralForm::Two,
                            PluralForm::Few,  PluralForm::Many, PluralForm::Other};

std::string key_of(std::string_view stem, PluralForm form) {
    return std::string{stem}.append(1, '.').append(name_of(form));
}

bool is_plural(const Texts& english, std::string_view stem) {
    return english.contains(key_of(stem, PluralForm::One)) &&
           english.contains(key_of(stem, PluralForm::Other));
}

/// The sentence that the key is a form of.
std::optional<std::string_view> plural_stem(const Texts& english, std::string_view key) {
    const auto dot = key.rfind('.');
    if (dot == std::string_view::npos || !is_plural(english, key.substr(0, dot)))
        return std::nullopt;
    const bool is_form = std::ranges::any_of(
        kForms, [&](PluralForm form) { return key.substr(dot + 1) == name_of(form); });
    return is_form ? std::optional{key.substr(0, dot)} : std::nullopt;
}

/// A form that stands for one number only may leave the number out: "One other device".
std::set<std::string> placeholders_but_count(std::string_view text) {
    auto names = placeholders_of(text).value();
    names.erase("COUNT");
    return names;
}

/// `stem` is a sentence with a number, and the file has a form of it: so it has all, and no other.
void require_forms(const Texts& texts, const std::vector<PluralForm>& wanted, std::string_view stem,
                   const std::string& path) {
    for (const auto form : kForms) {
        const std::string key = key_of(stem, form);
        const bool is_wanted = std::ranges::find(wanted, form) != wanted.end();
        if (is_wanted && !texts.contains(key))
            refuse(path, "has no " + key + "; the language has that plural form");
        if (!is_wanted && texts.contains(key))
            refuse(path, "has the key " + key + "; the language has no such plural form");
    }
}

void require_likeness(const Texts& texts, const Texts& english, std::string_view language,
                      const std::string& path) {
    const auto forms = plural_forms(language);
    for (const auto& [key, text] : texts) {
        if (const auto stem = plural_stem(english, key)) {
            require_forms(texts, forms, *stem, path);
            const auto& original = english.find(key_of(*stem, PluralForm::Other))->second;
            if (placeholders_but_count(text) != placeholders_but_count(original))
                refuse(path, key + " has other placeholders than in English");
            continue;
        }
        const auto original = english.find(key);
        if (original == english.end()) refuse(path, "has the key " + key + ", English has not");
        if (placeholders_of(text) != placeholders_of(original->second))
            refuse(path, key + " has other placeholders than in English");
    }
}

std::map<std::string, std::string> files_in(const std::string& folder) {
    std::map<std::string, std::string> path_of_language;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
        if (entry.path().extension() != kExtension) continue;
        const std::string language = entry.path().stem().string();
        if (!is_language_code(language)) refuse(entry.path().string(), "names no language");
        path_of_language.emplace(language, entry.path().string());
    }
    if (error) refuse(folder, "cannot be read");
    return path_of_language;
}

/// The text with the values put in. REQUIRES: `values` has all that it names.
std::string filled(std::string_view text, const Catalogue::Values& values) {
    std::string whole;
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{")) {
        const auto end = text.find("}}", at);
        const auto value = values.find(text.substr(at + 2, end - at - 2));
        POSTERN_CHECK(value != values.end());
        whole.append(text.substr(0, at)).append(value->second);
        text.remove_prefix(end + 2);
    }
    return whole.append(text);
}

}  // namespace

Catalogue Catalogue::load(const std::string& folder) {
    const auto files = files_in(folder);
    const auto english = files.find(std::string{kFallbackLanguage});
    if (english == files.end()) refuse(folder, "has no en.properties");
    Catalogue catalogue;
    catalogue.languages_.emplace_back(kFallbackLanguage);
    const auto& originals =
        catalogue.texts_.emplace(kFallbackLanguage, read_texts(english->second, kFallbackLanguage))
            .first->second;
    for (const auto& [language, path] : files) {
        if (language == kFallbackLanguage) continue;
        Texts texts = read_texts(path, language);
        require_likeness(texts, originals, language, path);
        catalogue.languages_.push_back(language);
        catalogue.texts_.emplace(language, std::move(texts));
    }
    return catalogue;
}

bool Catalogue::has(std::string_view language) const noexcept { return texts_.contains(language); }

bool Catalogue::has_key(std::string_view key) const noexcept {
    return texts_.find(kFallbackLanguage)->second.contains(key);
}

std::vector<std::string> Catalogue::keys_of(std::string_view language) const {
    std::vector<std::string> keys;
    const auto texts = texts_.find(language);
    if (texts == texts_.end()) return keys;
    for (const auto& [key, text] : texts->second) keys.push_back(key);
    return keys;
}

const std::string& Catalogue::text(std::string_view language, std::string_view key) const {
    for (const auto one : {language, kFallbackLanguage}) {
        const auto texts = texts_.find(one);
        if (texts == texts_.end()) continue;
        const auto found = texts->second.find(key);
        if (found != texts->second.end()) return found->second;
    }
    check_failed("English has the key", __FILE__, __LINE__);
}

bool Catalogue::has_plural(std::string_view key) const noexcept {
    return is_plural(texts_.find(kFallbackLanguage)->second, key);
}

Catalogue::Plural Catalogue::plural(std::string_view language, std::string_view key) const {
    const auto own = texts_.find(language);
    const bool is_own =
        own != texts_.end() && own->second.contains(key_of(key, plural_form(language, 1)));
    const auto& [code, texts] = is_own ? *own : *texts_.find(kFallbackLanguage);
    Plural found{code, {}};
    for (const auto form : plural_forms(code)) {
        const auto line = texts.find(key_of(key, form));
        POSTERN_CHECK(line != texts.end());
        found.texts.emplace(form, line->second);
    }
    return found;
}

std::string Catalogue::counted(std::string_view language, std::string_view key, std::uint64_t count,
                               Values values) const {
    const auto lines = plural(language, key);
    values.emplace("COUNT", std::to_string(count));
    return filled(lines.texts.at(plural_form(lines.language, count)), values);
}

std::string Catalogue::text(std::string_view language, std::string_view key,
                            const Values& values) const {
    return filled(text(language, key), values);
}

}  // namespace postern::text
