/// duration: lengths of time as people write them: "30m", "12h", "14d", "250ms".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern::config {

/// A whole number of ms, s, m, h or d. Nothing on anything else, or beyond some thousand years.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The shortest text for it: a number of the largest unit that divides it.
std::string to_text(std::chrono::milliseconds duration);

}  // namespace postern::config
