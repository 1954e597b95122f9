/// Context: what every page needs, whichever room it is in, and what it asks about a request.
///
/// References and settings only: each route row holds a copy. A service that only some pages need
/// belongs in their room's Services instead.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "portal/page/frame.hpp"
#include "postern/http/pipeline.hpp"
#include "postern/http/session_cookie.hpp"
#include "postern/model/session.hpp"
#include "postern/portal/pages.hpp"
#include "postern/portal/settings.hpp"
#include "postern/service/audit/client.hpp"

namespace postern {
class Entropy;
}

namespace postern::service {
class DutyService;
class SessionService;
}  // namespace postern::service

namespace postern::portal {

struct Context {
    const Pages& pages;
    const service::SessionService& sessions;
    const http::SessionCookies& cookies;
    Entropy& entropy;
    const Settings& settings;
    std::shared_ptr<const Settings> kept_settings;  ///< one for all rows
    const service::DutyService* duties = nullptr;   ///< null: nothing is asked of users

    /// The language of the pages for this request: `?lang=`, else the user's own choice, else the
    /// one that the visitor chose before, else what the browser asks for, else the configured one.
    std::string language_of(const http::Request& request, const User* user = nullptr) const;

    Frame frame(const http::Request& request, const User* user = nullptr) const;

    /// The answer with the cookie that keeps the language, if the request chooses one: `?lang=`.
    http::Response with_language_choice(http::Response page, const http::Request& request) const;

    /// Who asks, and the language of e-mails to them.
    service::Client client_of(const http::Request& request, const User* user = nullptr) const;

    /// To a page of the portal: `/account` -> base path + it.
    http::Response redirect_to(std::string_view page) const {
        return http::Response::redirect(settings.base_path + std::string{page});
    }

    /// The value of the session cookie; empty when there is none or more than one.
    std::string_view session_token(const http::Request& request) const;

    /// The value of the cookie of a sign-in that waits for its second factor; empty when there is
    /// none or more than one.
    std::string_view sign_in_token(const http::Request& request) const;

    /// The live session that the request belongs to. At most two round trips.
    std::optional<SessionWithUser> find_session(const http::Request& request) const;

    /// `5 minutes`: how long the visitor must wait, in the language of the page.
    std::string wait_text(const Frame& frame, std::chrono::seconds wait) const;

    /// The page for an error that no form of ours can cause.
    http::Response error_page(http::PipelineError error, const http::Request& request) const;
};

}  // namespace postern::portal
