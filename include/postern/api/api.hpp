/// api: the JSON interface (/api/v1) over the same services as the portal's forms.
///
/// Requests are read strictly: unknown members and wrong types are refused, all wrong fields are
/// named at once. Errors are problem documents (RFC 9457) with stable codes. The OpenAPI document
/// describes exactly the routes that exist; a test compares them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/http/router.hpp"
#include "postern/http/session_cookie.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/account/device_service.hpp"
#include "postern/service/account/mail_link_service.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/service/audit/history_service.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/session/sign_out_service.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"
#include "postern/text/catalogue.hpp"

namespace postern::api {

/// What the handlers act through. Every reference must outlive the routes.
struct Services {
    const service::SignInService& login;
    const service::RegistrationService& registration;
    const service::SessionService& sessions;
    const service::SignOutService& sign_out;
    const service::AccountService& account;
    const service::DeviceService& devices;
    const service::MailLinkService& links;
    const service::HistoryService& history;
    const http::SessionCookies& cookies;
    const text::Catalogue& words;
    /// The language of mails to somebody who sends this Accept-Language header and has chosen none.
    std::function<std::string(std::string_view)> negotiate;
};

struct Settings {
    service::PasswordNeeds password_needs;  ///< named in the error; the service enforces them
    bool mail_enabled;                      ///< without it nothing that goes on by a mail is begun
    std::string openapi;                    ///< the document, see load_openapi()
};

/// The text of `folder`/openapi.json. Throws std::runtime_error when it is missing or no JSON.
std::string load_openapi(const std::string& folder);

std::vector<http::Route> routes(const Services& services, const Settings& settings);

}  // namespace postern::api
