// TOML by toml++.
#include "config/toml_document.hpp"

#include <algorithm>
#include <utility>

#include "config/toml_parse.hpp"

namespace postern::config {

namespace {

/// Several times what any configuration needs. Dotted keys nest, and toml++ frees what is nested by
/// recursion: an unbounded text could exhaust the stack.
constexpr std::size_t kMaxFileBytes = 32 * 1024;

std::string_view what_it_is(toml::node_type type) noexcept {
    switch (type) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::floating_point:
            return "a number with a fraction";
        case toml::node_type::date:
        case toml::node_type::time:
        case toml::node_type::date_time:
            return "a date or a time";
        case toml::node_type::array:
            return "a list of something else than texts";
        case toml::node_type::none:
        case toml::node_type::string:
        case toml::node_type::integer:
        case toml::node_type::boolean:
            break;
    }
    return "of an unexpected type";
}

Value read_map(const toml::table& table);

TableEntry read_entry(std::string key, const toml::node& node) {
    if (const auto* text = node.as_string()) return {std::move(key), text->get()};
    if (const auto* boolean = node.as_boolean()) return {std::move(key), boolean->get()};
    if (const auto* table = node.as_table()) {
        const auto map = read_map(*table);
        if (const auto* texts = std::get_if<NamedTexts>(&map)) return {std::move(key), *texts};
    }
    if (const auto* array = node.as_array()) {
        std::vector<std::string> texts;
        for (const toml::node& entry : *array)
            if (const auto* text = entry.as_string()) texts.push_back(text->get());
        if (texts.size() == array->size()) return {std::move(key), std::move(texts)};
    }
    return {std::move(key), Unfit{what_it_is(node.type())}};
}

/// Nothing when one of them is no table.
std::optional<Tables> read_tables(const toml::array& array) {
    Tables tables;
    for (const toml::node& node : array) {
        const auto* table = node.as_table();
        if (table == nullptr) return std::nullopt;
        std::vector<TableEntry> entries;
        for (const auto& [key, value] : *table)
            entries.push_back(read_entry(std::string{key.str()}, value));
        tables.push_back(std::move(entries));
    }
    return tables;
}

Value read_array(const toml::array& array) {
    if (!array.empty() && array.front().is_table()) {
        if (auto tables = read_tables(array)) return std::move(*tables);
        return Unfit{what_it_is(toml::node_type::array)};
    }
    std::vector<std::string> texts;
    for (const toml::node& entry : array) {
        const auto* text = entry.as_string();
        if (text == nullptr) return Unfit{what_it_is(toml::node_type::array)};
        texts.push_back(text->get());
    }
    return texts;
}

/// In the order of the file, which toml++ does not keep.
Value read_map(const toml::table& table) {
    using Entry = std::pair<toml::source_position, std::pair<std::string, std::string>>;
    std::vector<Entry> entries;
    for (const auto& [key, node] : table) {
        const auto* text = node.as_string();
        if (text == nullptr) return Unfit{what_it_is(toml::node_type::table)};
        entries.push_back({key.source().begin, {std::string{key.str()}, text->get()}});
    }
    std::ranges::stable_sort(
        entries, [](const Entry& one, const Entry& other) { return one.first < other.first; });
    NamedTexts texts;
    for (auto& entry : entries) texts.push_back(std::move(entry.second));
    return texts;
}

Value read_value(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* boolean = node.as_boolean()) return boolean->get();
    if (const auto* array = node.as_array()) return read_array(*array);
    if (const auto* table = node.as_table()) return read_map(*table);
    if (const auto* integer = node.as_integer())
        return Integer{.value = integer->get(),
                       .is_octal = integer->flags() == toml::value_flags::format_as_octal};
    return Unfit{what_it_is(node.type())};
}

void read_section(std::string_view section, const toml::table& table,
                  std::vector<Setting>& settings) {
    for (const auto& [key, node] : table)
        settings.push_back({.name = std::string{section}.append(".").append(key.str()),
                            .line = line_of(key.source()),
                            .value = read_value(node),
                            .position = Position::InSection});
}

std::vector<Setting> flatten(const toml::table& document) {
    std::vector<Setting> settings;
    for (const auto& [key, node] : document) {
        const auto* table = node.as_table();
        if (table != nullptr && !table->empty()) {
            read_section(key.str(), *table, settings);
            continue;
        }
        const auto position = table != nullptr ? Position::EmptySection : Position::TopLevel;
        settings.push_back({.name = std::string{key.str()},
                            .line = line_of(key.source()),
                            .value = read_value(node),
                            .position = position});
    }
    std::ranges::stable_sort(settings, {}, &Setting::line);
    return settings;
}

}  // namespace

Result<std::vector<Setting>, SyntaxError> read_toml(std::string_view text) {
    const auto document = parse_toml(text, kMaxFileBytes);
    if (!document) return fail(document.error());
    return flatten(*document);
}

Value read_toml_value(std::string_view text) {
    const auto document = parse_toml(std::string{"value = "}.append(text), kMaxFileBytes);
    const auto* node = document ? document->get("value") : nullptr;
    return node != nullptr && document->size() == 1 ? read_value(*node) : Unfit{"not TOML"};
}

}  // namespace postern::config
