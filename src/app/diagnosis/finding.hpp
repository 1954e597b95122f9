/// Finding: the result of one check of `postern status`.
#pragma once

#include <string>
#include <string_view>

namespace postern::app {

enum class Health {
    Ok,
    Warning,  ///< works, and somebody should look at it
    Failed,
};

/// `ok`, `warning`, `failed`
std::string_view to_text(Health health) noexcept;

struct Finding {
    std::string check;  ///< what was looked at: `gate socket`
    Health health;
    std::string detail;  ///< what was found, and what to do about it
};

}  // namespace postern::app
