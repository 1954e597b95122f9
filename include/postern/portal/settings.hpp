/// Settings: what the configuration says about the pages.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/clock.hpp"
#include "postern/service/password/password_problem.hpp"

namespace postern::portal {

struct Settings {
    std::string origin;         ///< of public_url
    std::string base_path;      ///< path of public_url: "" or "/auth"
    std::string language;       ///< used when none of the requested languages is available
    bool mail_enabled = false;  ///< e-mails with links can be sent
    std::chrono::seconds deletion_grace{7 * 86400};  ///< the grace period before a deletion
    service::PasswordNeeds password_needs;  ///< shown beside the field; the service enforces them
    std::optional<TimePoint>
        required_since{};                  ///< from then on every site asks for a second factor
    std::chrono::seconds trust_device{0};  ///< how long a device is trusted; 0: none is
    /// The page of the API, see draw_reference(). Must outlive the routes: no worker has a copy.
    std::string_view reference{};
};

}  // namespace postern::portal
