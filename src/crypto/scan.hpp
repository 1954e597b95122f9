/// scan: takes a text apart from its front; for the formats of stored hashes.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "postern/base/bytes.hpp"

namespace postern::crypto {

inline bool take(std::string_view& text, std::string_view prefix) noexcept {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// What stands before the next `end`, which is taken too; nothing when there is no `end`.
inline std::optional<std::string_view> take_until(std::string_view& text, char end) noexcept {
    const auto at = text.find(end);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view before = text.substr(0, at);
    text.remove_prefix(at + 1);
    return before;
}

/// Digits up to `end`, which is taken too.
inline bool take_number(std::string_view& text, char end, std::uint32_t& number) noexcept {
    const auto digits = take_until(text, end);
    const auto value = digits ? to_number(*digits) : std::nullopt;
    if (!value || *value > std::numeric_limits<std::uint32_t>::max()) return false;
    number = static_cast<std::uint32_t>(*value);
    return true;
}

}  // namespace postern::crypto
