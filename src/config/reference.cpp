#include "postern/config/reference.hpp"

#include <chrono>
#include <string_view>
#include <utility>

#include "config/keys.hpp"
#include "config/value.hpp"
#include "postern/config/duration.hpp"

namespace postern::config {

namespace {

std::string_view name_of(Kind kind) noexcept {
    switch (kind) {
        case Kind::Text:
            return "text";
        case Kind::Number:
            return "number";
        case Kind::Duration:
            return "duration";
        case Kind::Boolean:
            return "boolean";
        case Kind::TextList:
            return "list of texts";
        case Kind::TextMap:
            return "table of texts";
        case Kind::FieldList:
            return "list of fields";
        case Kind::OctalMode:
            return "octal mode";
        case Kind::Choice:
            return "choice";
    }
    return {};
}

std::string words_of(const Key& key) {
    std::string words = "one of ";
    for (const Word& word : key.words)
        words.append(&word == key.words.data() ? "" : ", ").append(word.word);
    return words;
}

std::string range_of(const Key& key) {
    if (key.kind == Kind::Choice) return words_of(key);
    const auto& [least, greatest] = key.bounds;
    if (key.kind == Kind::Number) return std::to_string(least) + " to " + std::to_string(greatest);
    if (key.kind != Kind::Duration) return {};
    return to_text(std::chrono::milliseconds{least}) + " to " +
           to_text(std::chrono::milliseconds{greatest});
}

}  // namespace

std::vector<KeyInfo> all_keys() {
    const Config defaults;
    std::vector<KeyInfo> infos;
    for (const Key& key : keys()) {
        std::string fallback = render(key, defaults);
        infos.push_back({.key = std::string{key.name},
                         .type = std::string{name_of(key.kind)},
                         .range = range_of(key),
                         .fallback = fallback == "\"\"" ? "" : std::move(fallback),
                         .variable = environment_name(key),
                         .doc = std::string{key.doc}});
    }
    return infos;
}

}  // namespace postern::config
