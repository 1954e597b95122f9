/// Context: what every handler of the portal has, and what it asks of a request.
///
/// Copied into each handler: references and settings only.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "portal/page/views.hpp"
#include "postern/portal/portal.hpp"

namespace postern::portal {

/// A form's token, and the cookie that must go out with the page when it is bound to a new one.
struct FormBinding {
    std::string token;
    std::optional<http::Cookie> new_cookie;
};

struct Context {
    Services services;
    const Pages& pages;
    Settings settings;

    /// The language of the pages for this request: what the user has chosen, when there is one
    /// and he did, else what his browser asks for, else the configured one.
    std::string language_of(const http::Request& request, const User* user = nullptr) const;

    Frame frame(const http::Request& request, const User* user = nullptr) const {
        return {settings.base_path, language_of(request, user)};
    }

    /// Who asks, and the language in which mails to him are written.
    service::Client client_of(const http::Request& request, const User* user = nullptr) const;

    /// To a page of the portal: `/account` -> base path + it.
    http::Response redirect_to(std::string_view page) const {
        return http::Response::redirect(settings.base_path + std::string{page});
    }

    /// The value of the session cookie; empty when there is none or more than one.
    std::string_view session_token(const http::Request& request) const {
        return request.cookie(services.cookies.session_name()).value.value_or(std::string_view{});
    }

    /// The live session that the request belongs to. At most two round trips.
    std::optional<SessionWithUser> find_session(const http::Request& request) const {
        return services.sessions.find(session_token(request), request.received);
    }

    /// `5 minutes`: how long somebody has to wait, in the language of his page.
    std::string wait_text(const Frame& frame, std::chrono::seconds wait) const;

    /// Where the visitor wants to go afterwards, if he may; empty for everything that is not
    /// allowed: a refused link is as if it had not been there.
    ReturnTo return_to(std::string_view link) const;

    /// The page for an error that no form of ours can cause.
    http::Response error_page(http::PipelineError error, const http::Request& request) const;
};

/// The token for the forms of a page. It is bound to the session cookie's value when one came
/// along, even of a session that has ended, else to the form cookie; form_token_ok() reads the
/// same.
FormBinding bind_form(const Context& context, const http::Request& request);

/// True when the form's token was made for this browser's cookie. Costs no round trip.
bool form_token_ok(const http::SessionCookies& cookies, const http::Request& request,
                   const http::Form& form);

/// The page with the cookie that its form needs.
http::Response with_form_cookie(http::Response page, const FormBinding& binding);

/// The page, for somebody who must wait: with the status and the header that say so to programs.
http::Response with_retry_after(http::Response page, std::chrono::seconds wait);

/// The page at an address that holds a token: the address is told to nobody, not even to our own
/// web server's log. Its forms still say that they come from this origin, as they would not under
/// no-referrer (Fetch, 3.2), so that browsers without Sec-Fetch-Site can send them.
http::Response with_secret_address(http::Response page);

/// The answer to whoever has just ended the session that he was using.
http::Response signed_out(const Context& context);

/// A handler that needs a signed-in user takes a session; this makes a route handler of it.
/// Without a live session the visitor is sent to /login and the handler does not run.
template <class SignedInHandler>
http::Handler signed_in(Context context, SignedInHandler handler) {
    return [context = std::move(context), handler = std::move(handler)](const http::Request& r) {
        const auto session = context.find_session(r);
        return session ? handler(r, *session) : context.redirect_to("/login");
    };
}

}  // namespace postern::portal
