// Names of groups, roles, resources and actions, and what a permission covers.
#include "postern/model/group.hpp"

#include <algorithm>

namespace postern {

namespace {

constexpr std::size_t kMaxNameBytes = 63;
constexpr std::size_t kMaxResourceBytes = 100;
constexpr std::string_view kEverything = "*";
constexpr std::string_view kAllBelow = "/*";

bool is_lower_alphanumeric(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_name_character(char c) noexcept {
    return is_lower_alphanumeric(c) || c == '.' || c == '_' || c == '-';
}

bool is_name(std::string_view text) noexcept {
    return !text.empty() && text.size() <= kMaxNameBytes && is_lower_alphanumeric(text.front()) &&
           std::ranges::all_of(text, is_name_character);
}

/// A whole segment below the part of `pattern` before its star.
bool is_below(std::string_view resource, std::string_view pattern) noexcept {
    const std::string_view folder = pattern.substr(0, pattern.size() - 1);
    return resource.size() > folder.size() && resource.starts_with(folder);
}

}  // namespace

bool is_group_name(std::string_view text) noexcept { return is_name(text); }

bool is_role_name(std::string_view text) noexcept { return is_name(text); }

bool is_resource(std::string_view text) noexcept {
    if (text == kEverything) return true;
    if (text.size() > kMaxResourceBytes) return false;
    if (text.ends_with(kAllBelow)) text.remove_suffix(kAllBelow.size());
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return is_name_character(c) || c == '/'; });
}

bool is_action(std::string_view text) noexcept {
    if (text == kEverything) return true;
    return !text.empty() && text.size() <= kMaxNameBytes &&
           std::ranges::all_of(text, is_name_character);
}

bool Permission::covers(std::string_view asked_resource,
                        std::string_view asked_action) const noexcept {
    if (action != kEverything && action != asked_action) return false;
    if (resource == kEverything || resource == asked_resource) return true;
    return resource.ends_with(kAllBelow) && is_below(asked_resource, resource);
}

}  // namespace postern
