/// placeholders: the `{{NAME}}` in texts of the catalogue.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace postern::text {

/// True for what is allowed between `{{` and `}}`: uppercase letters and underscores.
bool is_placeholder_name(std::string_view name) noexcept;

/// The names of all placeholders. Nothing when braces stand there in any other way.
std::optional<std::set<std::string>> placeholders_of(std::string_view text);

}  // namespace postern::text
