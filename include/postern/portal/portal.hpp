/// portal: the pages and forms that people see, as rows for the router.
///
/// Works without JavaScript. Holds no state: who somebody is comes from the session cookie, what
/// may be done from the services. A form's token is bound to the session's token, or, for visitors
/// who are not signed in, to a cookie of its own.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/http/pipeline.hpp"
#include "postern/http/router.hpp"
#include "postern/http/session_cookie.hpp"
#include "postern/portal/pages.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/account/device_service.hpp"
#include "postern/service/account/mail_link_service.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/service/audit/history_service.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/session/sign_out_service.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"
#include "postern/service/site/site_service.hpp"
#include "postern/service/throttle/request_throttle.hpp"

namespace postern::portal {

/// What the pages act through. Every reference must outlive routes and hooks made from it.
struct Services {
    const service::SignInService& login;
    const service::RegistrationService& registration;
    const service::MailLinkService& links;
    const service::SessionService& sessions;
    const service::SignOutService& sign_out;
    const service::SiteService& sites;
    const service::AccountService& account;
    const service::DeviceService& devices;
    const service::HistoryService& history;
    const service::PasswordService& passwords;
    const service::RequestThrottle& requests;
    const http::SessionCookies& cookies;
    Entropy& entropy;
};

struct Settings {
    std::string base_path;                           ///< path of public_url: "" or "/auth"
    std::string language;                            ///< for whoever asks for none that is there
    bool mail_enabled = false;                       ///< links can be sent
    std::chrono::seconds deletion_grace{7 * 86400};  ///< before an account is gone for good
    service::PasswordNeeds password_needs;  ///< shown beside the field; the service enforces them
    std::function<bool()> is_ready{};  ///< answers /health/ready; may ask the database; not empty
};

/// The rows of the portal, static files and health included. `pages` must outlive them.
std::vector<http::Route> routes(const Services& services, const Pages& pages,
                                const Settings& settings);

/// The pipeline's hooks for error pages and form tokens; `is_unavailable` is left to the caller.
http::PipelineHooks hooks(const Services& services, const Pages& pages, const Settings& settings);

}  // namespace postern::portal
