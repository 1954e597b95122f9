/// AccessRequestService: users ask the contact of a site for access, by e-mail.
///
/// Once a day for each user and site, on all hosts together; every request is in the audit log.
/// Throws store::StoreError.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/result.hpp"
#include "postern/model/site.hpp"
#include "postern/model/user.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/store/access_request_store.hpp"
#include "postern/store/site_store.hpp"

namespace postern::service {

inline constexpr std::chrono::hours kAccessRequestPause{24};
inline constexpr std::size_t kMaxAccessMessageCodePoints = 500;
/// Of the path that the e-mail names; the rest is cut off.
inline constexpr std::size_t kMaxAccessPathBytes = 200;

/// What a user asks for, as typed.
struct AccessWish {
    std::string_view site;       ///< its name
    std::string_view path{};     ///< that was refused; may be empty
    std::string_view message{};  ///< several lines; may be empty
};

enum class AccessRequestError {
    NoSuchSite,
    NoContact,   ///< the site has none, or this server sends no e-mail
    BadMessage,  ///< too long, or it has characters that show nothing or mislead
    AskedAlready,
};

class AccessRequestService {
public:
    /// Every reference must outlive *this.
    AccessRequestService(store::SiteStore& sites, store::AccessRequestStore& requests,
                         bool mail_enabled);

    std::optional<Site> find_site(std::string_view name) const;
    /// Whether people can ask for access to the site.
    bool can_be_asked_for(const Site& site) const noexcept;

    Result<void, AccessRequestError> ask(const User& user, const AccessWish& wish,
                                         const Client& client, TimePoint now) const;

private:
    store::SiteStore& sites_;
    store::AccessRequestStore& requests_;
    bool mail_enabled_;
};

/// The lines of a message, each fit to be quoted: no control character, nothing that turns the
/// direction of writing. Empty lines at both ends are left out. Nothing for a message that is too
/// long or has such characters.
std::optional<std::string> quotable(std::string_view message);

/// `path` without query and fragment, percent-encoded where it is not printable ASCII, cut to
/// kMaxAccessPathBytes.
std::string quotable_path(std::string_view path);

}  // namespace postern::service
