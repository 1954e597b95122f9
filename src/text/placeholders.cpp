#include "text/placeholders.hpp"

namespace postern::text {

namespace {

bool has_braces(std::string_view text) noexcept {
    return text.find("{{") != std::string_view::npos || text.find("}}") != std::string_view::npos;
}

}  // namespace

bool is_placeholder_name(std::string_view name) noexcept {
    return !name.empty() &&
           name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == std::string_view::npos;
}

std::optional<std::set<std::string>> placeholders_of(std::string_view text) {
    std::set<std::string> names;
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{")) {
        const auto end = text.find("}}", at);
        if (end == std::string_view::npos || has_braces(text.substr(0, at))) return std::nullopt;
        const auto name = text.substr(at + 2, end - at - 2);
        if (!is_placeholder_name(name)) return std::nullopt;
        names.emplace(name);
        text.remove_prefix(end + 2);
        // `{{NAME}}}` is none: whether a brace belongs to the marker must not be a question.
        if (text.starts_with('}')) return std::nullopt;
    }
    if (has_braces(text)) return std::nullopt;
    return names;
}

}  // namespace postern::text
