// Values into Config and back to text.
#include "config/value.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <type_traits>
#include <utility>

#include "config/profile_fields.hpp"
#include "config/toml_document.hpp"
#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/config/duration.hpp"

namespace postern::config {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kMaxTextBytes = 1024;

std::string words_of(const Key& key) {
    std::string remedy = "write one of";
    for (const Word& word : key.words) remedy.append(" \"").append(word.word).append("\"");
    return remedy;
}

/// What a value of this kind looks like, for people.
std::string remedy_for(const Key& key) {
    const auto& [least, greatest] = key.bounds;
    switch (key.kind) {
        case Kind::Text:
            return "write a text in quotes";
        case Kind::Number:
            return "write a whole number from " + std::to_string(least) + " to " +
                   std::to_string(greatest);
        case Kind::Duration:
            return "write a number of seconds or a text like \"30m\", from " +
                   to_text(milliseconds{least}) + " to " + to_text(milliseconds{greatest});
        case Kind::Boolean:
            return "write true or false";
        case Kind::TextList:
            return "write a list of texts like [\"www-data\", \"root\"]";
        case Kind::TextMap:
            return "write a table of texts like { en = \"Welcome\", de = \"Willkommen\" }";
        case Kind::FieldList:
            return "write [[profile.field]] with a name, a kind and a label below it";
        case Kind::OctalMode:
            return "write a text of octal digits like \"0660\"";
        case Kind::Choice:
            return words_of(key);
    }
    return {};
}

std::string what_it_is(const Value& value) {
    struct Describe {
        std::string operator()(const std::string&) const { return "is a text"; }
        std::string operator()(const Integer&) const { return "is a number"; }
        std::string operator()(bool) const { return "is true or false"; }
        std::string operator()(const std::vector<std::string>&) const { return "is a list"; }
        std::string operator()(const NamedTexts&) const { return "is a table"; }
        std::string operator()(const Tables&) const { return "is a list of tables"; }
        std::string operator()(const Unfit& unfit) const { return "is " + std::string{unfit.what}; }
    };
    return std::visit(Describe{}, value);
}

Complaint wrong_type(const Key& key, const Value& value) {
    return {what_it_is(value), remedy_for(key)};
}

Complaint malformed(const Key& key, std::string wrong) {
    return {std::move(wrong), remedy_for(key)};
}

bool is_within(const Bounds& bounds, std::int64_t value) noexcept {
    return value >= bounds.least && value <= bounds.greatest;
}

std::optional<Complaint> text_complaint(std::string_view text) {
    if (text.size() > kMaxTextBytes) return Complaint{"is too long", "write at most 1024 bytes"};
    if (!is_utf8(text)) return Complaint{"is not UTF-8", "write it in UTF-8"};
    if (has_control(text))
        return Complaint{"has a control character", "write it without line ends, tabs and NUL"};
    return std::nullopt;
}

std::optional<Complaint> assign_text(const Key& key, const Value& value, Config& config) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return wrong_type(key, value);
    if (auto complaint = text_complaint(*text)) return complaint;
    *std::get<std::string*>(key.target(config)) = *text;
    return std::nullopt;
}

void store_choice(const Target& target, int value) {
    std::visit(
        [value](auto* member) {
            using Member = std::remove_pointer_t<decltype(member)>;
            if constexpr (std::is_enum_v<Member>) *member = static_cast<Member>(value);
        },
        target);
}

int read_choice(const Target& target) {
    return std::visit(
        [](const auto* member) {
            if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(*member)>>)
                return static_cast<int>(*member);
            else
                return -1;  // of no enumerator
        },
        target);
}

std::optional<Complaint> assign_choice(const Key& key, const Value& value, Config& config) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return wrong_type(key, value);
    const auto found = std::ranges::find(key.words, *text, &Word::word);
    if (found == key.words.end()) return malformed(key, "is none of the known words");
    store_choice(key.target(config), found->value);
    return std::nullopt;
}

std::optional<Complaint> assign_list(const Key& key, const Value& value, Config& config) {
    const auto* texts = std::get_if<std::vector<std::string>>(&value);
    if (texts == nullptr) return wrong_type(key, value);
    for (const std::string& text : *texts) {
        if (text.empty()) return malformed(key, "has an empty entry");
        if (auto complaint = text_complaint(text)) return complaint;
    }
    *std::get<std::vector<std::string>*>(key.target(config)) = *texts;
    return std::nullopt;
}

std::optional<Complaint> assign_map(const Key& key, const Value& value, Config& config) {
    const auto* texts = std::get_if<NamedTexts>(&value);
    if (texts == nullptr) return wrong_type(key, value);
    for (const auto& [name, text] : *texts) {
        if (name.empty() || text.empty()) return malformed(key, "has an empty entry");
        for (const std::string& part : {name, text})
            if (auto complaint = text_complaint(part)) return complaint;
    }
    *std::get<NamedTexts*>(key.target(config)) = *texts;
    return std::nullopt;
}

std::optional<Complaint> assign_fields(const Key& key, const Value& value, Config& config) {
    const auto* tables = std::get_if<Tables>(&value);
    const auto* none = std::get_if<std::vector<std::string>>(&value);
    if (tables == nullptr && (none == nullptr || !none->empty())) return wrong_type(key, value);
    auto fields = read_profile_fields(tables ? *tables : Tables{});
    if (!fields) return fields.error();
    *std::get<std::vector<ProfileField>*>(key.target(config)) = std::move(*fields);
    return std::nullopt;
}

std::optional<Complaint> assign_boolean(const Key& key, const Value& value, Config& config) {
    const auto* boolean = std::get_if<bool>(&value);
    if (boolean == nullptr) return wrong_type(key, value);
    *std::get<bool*>(key.target(config)) = *boolean;
    return std::nullopt;
}

/// REQUIRES: the value fits the member, which the key's bounds see to.
void store_integer(const Target& target, std::int64_t value) {
    if (auto* const* as16 = std::get_if<std::uint16_t*>(&target))
        **as16 = static_cast<std::uint16_t>(value);
    else if (auto* const* as32 = std::get_if<std::uint32_t*>(&target))
        **as32 = static_cast<std::uint32_t>(value);
    else
        *std::get<std::uint64_t*>(target) = static_cast<std::uint64_t>(value);
}

std::int64_t read_integer(const Target& target) {
    if (auto* const* as16 = std::get_if<std::uint16_t*>(&target)) return **as16;
    if (auto* const* as32 = std::get_if<std::uint32_t*>(&target)) return **as32;
    return static_cast<std::int64_t>(*std::get<std::uint64_t*>(target));
}

std::optional<Complaint> assign_number(const Key& key, const Value& value, Config& config) {
    const auto* integer = std::get_if<Integer>(&value);
    if (integer == nullptr) return wrong_type(key, value);
    if (!is_within(key.bounds, integer->value)) return malformed(key, "is out of range");
    store_integer(key.target(config), integer->value);
    return std::nullopt;
}

/// "660", "0660" or "0o660".
std::optional<std::int64_t> parse_mode(std::string_view text) {
    if (text.starts_with("0o")) text.remove_prefix(2);
    if (text.size() == 4 && text.front() == '0') text.remove_prefix(1);
    if (text.size() != 3 || text.find_first_not_of("01234567") != std::string_view::npos)
        return std::nullopt;
    return (text[0] - '0') * 64 + (text[1] - '0') * 8 + (text[2] - '0');
}

std::optional<Complaint> assign_mode(const Key& key, const Value& value, Config& config) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        const auto mode = parse_mode(*text);
        if (!mode) return malformed(key, "is no file mode");
        store_integer(key.target(config), *mode);
        return std::nullopt;
    }
    const auto* integer = std::get_if<Integer>(&value);
    if (integer == nullptr) return wrong_type(key, value);
    // A mode in decimal is nearly always octal digits written without their mark.
    if (!integer->is_octal) return malformed(key, "is a decimal number");
    if (!is_within(key.bounds, integer->value)) return malformed(key, "is no file mode");
    store_integer(key.target(config), integer->value);
    return std::nullopt;
}

std::optional<milliseconds> duration_of(const Value& value) {
    constexpr std::int64_t kMaxSeconds = 1'000'000'000'000;
    if (const auto* text = std::get_if<std::string>(&value)) return parse_duration(*text);
    const auto* integer = std::get_if<Integer>(&value);
    if (integer == nullptr || integer->value < 0 || integer->value > kMaxSeconds)
        return std::nullopt;
    return seconds{integer->value};
}

std::optional<Complaint> assign_duration(const Key& key, const Value& value, Config& config) {
    const bool right_type =
        std::holds_alternative<std::string>(value) || std::holds_alternative<Integer>(value);
    if (!right_type) return wrong_type(key, value);
    const auto duration = duration_of(value);
    if (!duration) return malformed(key, "is no duration");
    if (!is_within(key.bounds, duration->count())) return malformed(key, "is out of range");
    const Target target = key.target(config);
    if (auto* const* fine = std::get_if<milliseconds*>(&target)) {
        **fine = *duration;
        return std::nullopt;
    }
    const auto whole = std::chrono::floor<seconds>(*duration);
    if (whole != *duration) return malformed(key, "is not a whole number of seconds");
    *std::get<seconds*>(target) = whole;
    return std::nullopt;
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> entries;
    if (trim(text).empty()) return entries;
    for (;;) {
        const auto comma = text.find(',');
        entries.emplace_back(trim(text.substr(0, comma)));
        if (comma == std::string_view::npos) return entries;
        text.remove_prefix(comma + 1);
    }
}

Value number_or_text(std::string_view text) {
    const auto number = to_number(text);
    if (!number || !std::in_range<std::int64_t>(*number)) return std::string{text};
    return Integer{.value = static_cast<std::int64_t>(*number)};
}

Value boolean_or_text(std::string_view text) {
    if (text == "true") return true;
    if (text == "false") return false;
    return std::string{text};
}

std::string quoted(std::string_view text) {
    std::string result{'"'};
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    result += '"';
    return result;
}

std::string render_list(const std::vector<std::string>& texts) {
    std::string result{'['};
    for (const std::string& text : texts) {
        if (result.size() > 1) result += ", ";
        result += quoted(text);
    }
    result += ']';
    return result;
}

/// As a key of TOML, which needs quotes unless it is bare.
std::string rendered_name(std::string_view name) {
    const bool is_bare = !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
    return is_bare ? std::string{name} : quoted(name);
}

std::string render_map(const NamedTexts& texts) {
    if (texts.empty()) return "{}";
    std::string result;
    for (const auto& [name, text] : texts)
        result.append(result.empty() ? "{ " : ", ")
            .append(rendered_name(name))
            .append(" = ")
            .append(quoted(text));
    return result + " }";
}

std::string render_field(const ProfileField& field) {
    NamedTexts labels;
    for (const auto& [language, label] : field.labels) labels.emplace_back(language, label);
    std::string text = "{ name = " + quoted(field.name) +
                       ", kind = " + quoted(to_text(field.kind)) +
                       ", label = " + render_map(labels);
    if (!field.choices.empty()) text += ", choices = " + render_list(field.choices);
    if (field.required) text += ", required = true";
    if (!field.sites.empty()) text += ", sites = " + render_list(field.sites);
    return text + " }";
}

std::string render_fields(const std::vector<ProfileField>& fields) {
    std::string text{'['};
    for (const ProfileField& field : fields)
        text.append(text.size() > 1 ? ", " : "").append(render_field(field));
    return text + ']';
}

std::string render_mode(std::int64_t mode) {
    std::array<char, 8> digits{};
    std::snprintf(digits.data(), digits.size(), "\"%04o\"", static_cast<unsigned>(mode) & 0777U);
    return digits.data();
}

std::string render_choice(const Key& key, const Target& target) {
    const auto word = std::ranges::find(key.words, read_choice(target), &Word::value);
    POSTERN_CHECK(word != key.words.end());  // the table names every enumerator
    return quoted(word->word);
}

std::string render_duration(const Target& target) {
    if (auto* const* fine = std::get_if<milliseconds*>(&target)) return quoted(to_text(**fine));
    return quoted(to_text(*std::get<seconds*>(target)));
}

}  // namespace

Value from_environment(Kind kind, std::string_view text) {
    switch (kind) {
        case Kind::Text:
        case Kind::OctalMode:
        case Kind::Choice:
            return std::string{text};
        case Kind::Number:
        case Kind::Duration:
            return number_or_text(text);
        case Kind::Boolean:
            return boolean_or_text(text);
        case Kind::TextList:
            return split_list(text);
        case Kind::TextMap:
        case Kind::FieldList:
            return read_toml_value(text);
    }
    return Unfit{"of no known kind"};
}

std::optional<Complaint> assign(const Key& key, const Value& value, Config& config) {
    switch (key.kind) {
        case Kind::Text:
            return assign_text(key, value, config);
        case Kind::Number:
            return assign_number(key, value, config);
        case Kind::Duration:
            return assign_duration(key, value, config);
        case Kind::Boolean:
            return assign_boolean(key, value, config);
        case Kind::TextList:
            return assign_list(key, value, config);
        case Kind::TextMap:
            return assign_map(key, value, config);
        case Kind::FieldList:
            return assign_fields(key, value, config);
        case Kind::OctalMode:
            return assign_mode(key, value, config);
        case Kind::Choice:
            return assign_choice(key, value, config);
    }
    return Complaint{"is of no known kind", "report this as a bug"};
}

std::string render(const Key& key, const Config& config) {
    Config copy = config;  // the table points into a Config that may be written
    const Target target = key.target(copy);
    switch (key.kind) {
        case Kind::Text:
            return quoted(*std::get<std::string*>(target));
        case Kind::Number:
            return std::to_string(read_integer(target));
        case Kind::Duration:
            return render_duration(target);
        case Kind::Boolean:
            return *std::get<bool*>(target) ? "true" : "false";
        case Kind::TextList:
            return render_list(*std::get<std::vector<std::string>*>(target));
        case Kind::TextMap:
            return render_map(*std::get<NamedTexts*>(target));
        case Kind::FieldList:
            return render_fields(*std::get<std::vector<ProfileField>*>(target));
        case Kind::OctalMode:
            return render_mode(read_integer(target));
        case Kind::Choice:
            return render_choice(key, target);
    }
    return {};
}

}  // namespace postern::config
