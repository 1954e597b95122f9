/// Settings: what the configuration says about the pages.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/service/password/password_problem.hpp"

namespace postern::portal {

struct LetterGallery;

struct Settings {
    std::string origin;         ///< of public_url
    std::string base_path;      ///< path of public_url: "" or "/auth"
    std::string language;       ///< used when none of the requested languages is available
    bool mail_enabled = false;  ///< e-mails with links can be sent
    std::chrono::seconds deletion_grace{7 * 86400};  ///< the grace period before a deletion
    /// How long nobody else gets a username that a user has given up.
    std::chrono::seconds username_grace{90 * 86400};
    bool choose_username = true;            ///< false: only administrators give usernames
    service::PasswordNeeds password_needs;  ///< shown beside the field; the service enforces them
    std::optional<TimePoint>
        required_since{};                  ///< from then on every site asks for a second factor
    std::chrono::seconds trust_device{0};  ///< how long a device is trusted; 0: none is
    /// From where the console can be used, see service::admin_network_allows(); empty: from
    /// anywhere.
    std::vector<std::string> admin_networks{};
    /// For the console's page of all pages and e-mails; must outlive the routes. nullptr: it shows
    /// no e-mails.
    const LetterGallery* letters = nullptr;
    /// The page of the API, see draw_reference(). Must outlive the routes: no worker has a copy.
    std::string_view reference{};
};

}  // namespace postern::portal
