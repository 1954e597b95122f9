#include "postern/text/catalogue.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

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

void require_likeness(const Texts& texts, const Texts& english, const std::string& path) {
    for (const auto& [key, text] : texts) {
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
        require_likeness(texts, originals, path);
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

std::string Catalogue::text(std::string_view language, std::string_view key,
                            const Values& values) const {
    std::string_view rest = text(language, key);
    std::string filled;
    for (auto at = rest.find("{{"); at != std::string_view::npos; at = rest.find("{{")) {
        const auto end = rest.find("}}", at);
        const auto value = values.find(rest.substr(at + 2, end - at - 2));
        POSTERN_CHECK(value != values.end());
        filled.append(rest.substr(0, at)).append(value->second);
        rest.remove_prefix(end + 2);
    }
    return filled.append(rest);
}

}  // namespace postern::text
