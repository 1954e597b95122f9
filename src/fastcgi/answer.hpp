/// answer: what may be sent as an answer, no matter which code made it.
#pragma once

#include <string_view>

namespace postern::fastcgi {

inline constexpr std::string_view kUnavailable =
    "Status: 503 Service Unavailable\r\nCache-Control: no-store\r\n\r\n";

/// The answer itself, or kUnavailable when it is not one: to nginx anything without a status line
/// is a 200, which would open the gate.
constexpr std::string_view safe_answer(std::string_view text) noexcept {
    const bool is_answer =
        text.starts_with("Status: ") && text.find("\r\n\r\n") != std::string_view::npos;
    return is_answer ? text : kUnavailable;
}

}  // namespace postern::fastcgi
