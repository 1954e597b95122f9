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

Value read_array(const toml::array& array) {
    std::vector<std::string> texts;
    for (const toml::node& entry : array) {
        const auto* text = entry.as_string();
        if (text == nullptr) return Unfit{what_it_is(toml::node_type::array)};
        texts.push_back(text->get());
    }
    return texts;
}

Value read_value(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* boolean = node.as_boolean()) return boolean->get();
    if (const auto* array = node.as_array()) return read_array(*array);
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

}  // namespace postern::config
