#include "postern/text/catalogue.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
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
/// Where each key stands: `/etc/postern/share/messages/de.properties:12`.
using Places = std::map<std::string, std::string, std::less<>>;

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
void read_line(std::string_view line, Texts& texts, Places& places, const std::string& where) {
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
    places.insert_or_assign(std::string{key}, where);
}

/// Only what the file says, without the code of its language.
Texts read_own_texts(const std::string& path, Places& places) {
    const std::string content = read_nonempty_file(path);
    Texts texts;
    std::string_view rest = content;
    for (unsigned number = 1; !rest.empty(); ++number) {
        const auto end = std::min(rest.find('\n'), rest.size());
        read_line(rest.substr(0, end), texts, places, path + ':' + std::to_string(number));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (const auto own = places.find(kLanguageKey); own != places.end())
        refuse(own->second, "has a key that was there before: the file's name is the language");
    return texts;
}

Texts read_texts(const std::string& path, std::string_view language, Places& places) {
    Texts texts = read_own_texts(path, places);
    texts.emplace(kLanguageKey, language);
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
                      const std::string& whole, const Places& places) {
    const auto forms = plural_forms(language);
    for (const auto& [key, text] : texts) {
        const auto found = places.find(key);
        const std::string& path = found == places.end() ? whole : found->second;
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

/// The English text whose placeholders the text must have; nullptr: there is no such key.
const std::string* original_of(const Texts& english, std::string_view key) {
    const auto stem = plural_stem(english, key);
    const auto found = english.find(stem ? key_of(*stem, PluralForm::Other) : std::string{key});
    return found == english.end() ? nullptr : &found->second;
}

/// Lays what a file of the overlay says over the texts. `english`: as installed.
void lay_over(Texts& texts, const Texts& own, const Texts& english, bool is_english,
              const Places& places, std::vector<std::string>& notes) {
    for (const auto& [key, text] : own) {
        const std::string& where = places.find(key)->second;
        const auto* original = original_of(english, key);
        if (original == nullptr && !key.starts_with(kFreeKeys)) {
            notes.push_back(where + ": no page uses the key " + key + ", so it does nothing");
            continue;
        }
        // English is what the other languages are compared with: it is compared with itself.
        if (is_english && original != nullptr &&
            placeholders_but_count(text) != placeholders_but_count(*original))
            refuse(where, key + " has other placeholders than the installed text");
        if (is_english && original == nullptr && text.find("{{") != std::string::npos)
            refuse(where, key + " has a placeholder, and there is no value for it");
        texts.insert_or_assign(key, text);
    }
}

/// What the language of the overlay lacks, as one line.
std::optional<std::string> note_of_missing(const Texts& texts, const Texts& english,
                                           const std::string& path) {
    constexpr std::size_t kNamed = 5;
    std::set<std::string> missing;
    for (const auto& [key, text] : english) {
        const auto stem = plural_stem(english, key);
        const std::string name{stem.value_or(key)};
        const bool has =
            stem ? std::ranges::any_of(
                       kForms, [&](PluralForm form) { return texts.contains(key_of(*stem, form)); })
                 : texts.contains(key);
        if (!has) missing.insert(name);
    }
    if (missing.empty()) return std::nullopt;
    std::string note = path + ": lacks " + std::to_string(missing.size()) + " of " +
                       std::to_string(english.size()) + " texts, which are English then: ";
    std::size_t named = 0;
    for (const auto& key : missing) {
        if (named == kNamed) return note + " ...";
        note.append(named++ == 0 ? "" : ", ").append(key);
    }
    return note;
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

Catalogue Catalogue::load(const std::string& folder, const std::string& overlay,
                          std::vector<std::string>* notes) {
    const auto files = files_in(folder);
    std::error_code error;
    const bool has_overlay = !overlay.empty() && std::filesystem::is_directory(overlay, error);
    const auto own_files = has_overlay ? files_in(overlay) : std::map<std::string, std::string>{};
    std::vector<std::string> found_notes;
    const auto english = files.find(std::string{kFallbackLanguage});
    if (english == files.end()) refuse(folder, "has no en.properties");
    Places english_places;
    const Texts installed = read_texts(english->second, kFallbackLanguage, english_places);
    // Reads a language's file of the overlay over what it has so far.
    const auto add_own = [&](const std::string& language, Texts& texts, Places& places) {
        const auto own_file = own_files.find(language);
        if (own_file == own_files.end()) return;
        const Texts own = read_own_texts(own_file->second, places);
        lay_over(texts, own, installed, language == kFallbackLanguage, places, found_notes);
    };
    Catalogue catalogue;
    catalogue.languages_.emplace_back(kFallbackLanguage);
    Texts& originals = catalogue.texts_.emplace(kFallbackLanguage, installed).first->second;
    add_own(std::string{kFallbackLanguage}, originals, english_places);

    std::set<std::string> languages;
    for (const auto* found : {&files, &own_files})
        for (const auto& [language, path] : *found)
            if (language != kFallbackLanguage) languages.insert(language);
    for (const auto& language : languages) {
        Places places;
        const auto file = files.find(language);
        const auto& path = file == files.end() ? own_files.find(language)->second : file->second;
        Texts texts = file == files.end() ? Texts{{std::string{kLanguageKey}, language}}
                                          : read_texts(path, language, places);
        add_own(language, texts, places);
        std::erase_if(texts, [&](const auto& text) {  // only the overlay may have such a key
            return text.first.starts_with(kFreeKeys) && !originals.contains(text.first);
        });
        require_likeness(texts, originals, language, path, places);
        if (file == files.end()) {
            if (!texts.contains("language.name"))
                refuse(path, "has no language.name, the name of the language in itself");
            if (auto note = note_of_missing(texts, originals, path))
                found_notes.push_back(std::move(*note));
        }
        catalogue.languages_.push_back(language);
        catalogue.texts_.emplace(language, std::move(texts));
    }
    if (notes) std::ranges::move(found_notes, std::back_inserter(*notes));
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
