/// Finding: the result of one check of `postern doctor`.
#pragma once

#include <string>
#include <string_view>
#include <utility>

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

    static Finding ok(std::string check, std::string detail) {
        return {std::move(check), Health::Ok, std::move(detail)};
    }
    static Finding warning(std::string check, std::string detail) {
        return {std::move(check), Health::Warning, std::move(detail)};
    }
    static Finding failed(std::string check, std::string detail) {
        return {std::move(check), Health::Failed, std::move(detail)};
    }
};

}  // namespace postern::app
