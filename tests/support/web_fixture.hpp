/// web_fixture: portal and API as a browser meets them: the whole pipeline over the memory stores.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "postern/api/api.hpp"
#include "postern/http/pipeline.hpp"
#include "postern/http/session_cookie.hpp"
#include "postern/portal/pages.hpp"
#include "postern/portal/portal.hpp"
#include "postern/service/access/access_request_service.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/account/device_service.hpp"
#include "postern/service/account/mail_link_service.hpp"
#include "postern/service/admin/inspection.hpp"
#include "postern/text/dates.hpp"
#include "support/http_printing.hpp"
#include "support/service_fixture.hpp"

namespace postern::test {

using FormFields = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::string_view kPortalOrigin = "https://auth.example.org";

/// The words of the source tree.
text::Catalogue source_words();

/// The source of each template of a page, partials included, by the name of its file.
std::map<std::string, std::string> template_files();

/// The text of a page in English, partials and words put in.
std::string template_text(const std::string& name);

/// The pages of the source tree, loaded once for all tests.
const portal::Pages& source_pages();

struct WebFixture;

/// A browser without JavaScript: keeps cookies, and sends the token of the form it saw last.
class Browser {
public:
    explicit Browser(WebFixture& web) : web_{web} {}

    /// `path` may have a query.
    http::Response get(std::string_view path);
    /// Fills in and sends a form; adds the token of the last page unless `fields` has one.
    http::Response post(std::string_view path, FormFields fields);
    http::Response send_json(http::Method method, std::string_view path, std::string body = {});
    /// Loads the sign-in page and signs in with kGoodPassword.
    http::Response sign_in(std::string_view email, FormFields more = {});

    bool has_cookie(const std::string& name) const { return cookies.contains(name); }
    bool is_signed_in();

    std::map<std::string, std::string> cookies;
    std::string form_token;
    std::string user_agent =
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    /// Changes a request before it is sent.
    std::function<void(http::Request&)> before_sending;

private:
    http::Request request(http::Method method, std::string_view path) const;
    http::Response send(http::Request request);

    WebFixture& web_;
};

struct WebFixture : ServiceFixture {
    http::SessionCookies cookies{true, "example.org", "auth.example.org"};
    bool ready = true;
    service::Inspection inspection{};  ///< what the application tells administrators
    std::string openapi = R"({"openapi":"3.1.0"})";
    std::string reference = "<!doctype html>";  ///< of make_pipeline(): the page of the API
    service::RegistrationService closed_registration{
        stores.accounts(), passwords, requests, entropy, {.open = false}};
    service::RegistrationService mailing_registration{
        stores.accounts(), passwords, requests, entropy, {.mail_enabled = true}};
    service::LostFactorService mailing_lost_factor{stores.sign_in_steps(), stores.accounts(),
                                                   requests, true,
                                                   service_settings.factor_reset_delay};
    const app::Services* enrolling = &wiring;  ///< of make_pipeline(): where factors are set up
    service::AccessRequestService mailing_access_requests{stores.sites(), stores.access_requests(),
                                                          true};
    const service::AccountService& account = wiring.account;
    const service::DeviceService& devices = wiring.devices;
    const service::MailLinkService& links = wiring.links;
    const service::InvitationService* inviting = &wiring.invitations;  ///< of make_pipeline()
    const service::DutyService* duties = &wiring.duties;               ///< of make_pipeline()
    bool mail_enabled = false;
    std::optional<TimePoint> required_since{};  ///< of make_pipeline()
    std::vector<std::string> admin_networks{};  ///< of make_pipeline(); empty: from anywhere
    http::Pipeline pipeline = make_pipeline(registration);
    Browser browser{*this};

    http::Pipeline make_pipeline(const service::RegistrationService& registrations);
    portal::Services portal_services(const service::RegistrationService& registrations);
    /// `all`: `wiring`, or services that a test wires in another way.
    api::Services api_services(const service::RegistrationService& registrations,
                               app::Services& all);
};

/// True when the text occurs in the body.
bool says(const http::Response& response, std::string_view text);

/// All Set-Cookie headers of this name.
std::vector<std::string> cookies_set(const http::Response& response, std::string_view name);

}  // namespace postern::test
