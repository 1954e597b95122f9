// Names of hosts: letters, digits, hyphens.
#include "model/host_name.hpp"

#include <algorithm>

namespace postern {

namespace {

constexpr std::size_t kMaxNameBytes = 253;
constexpr std::size_t kMaxLabelBytes = 63;

bool is_ldh(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

bool is_ldh_label(std::string_view label) noexcept {
    return !label.empty() && label.size() <= kMaxLabelBytes && label.front() != '-' &&
           label.back() != '-' && std::all_of(label.begin(), label.end(), is_ldh);
}

}  // namespace

bool is_ldh_name(std::string_view text) noexcept {
    if (text.size() > kMaxNameBytes) return false;
    for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
        if (!is_ldh_label(text.substr(0, dot))) return false;
        text.remove_prefix(dot + 1);
    }
    return is_ldh_label(text);
}

std::string_view last_label(std::string_view name) noexcept {
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

}  // namespace postern
