/// names: what groups, permissions, roles and grants have in common when they are typed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/base/clock.hpp"

namespace postern::service {

/// The description as it is stored; empty stays empty. Nothing when it is not allowed.
std::optional<std::string> description_of(std::string_view typed);

/// Whether something can expire then: in the future, and in a year of four digits.
bool is_expiry(const std::optional<TimePoint>& expires_at, TimePoint now) noexcept;

}  // namespace postern::service
