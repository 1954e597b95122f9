/// form_token: the token of each form, bound to the browser's session or form cookie.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "portal/page/context.hpp"
#include "postern/http/content_security_policy.hpp"
#include "postern/http/form.hpp"

namespace postern::portal {

/// A form's token, and the cookie that must go out with the page when it is bound to a new one.
struct FormBinding {
    std::string token;
    std::optional<http::Cookie> new_cookie;
};

/// The token for the forms of a page. It is bound to the value of the session cookie when the
/// browser sent one, even of a session that has ended, else to the form cookie; form_token_ok()
/// reads the same.
FormBinding bind_form(const Context& context, const http::Request& request);

/// True when the form's token was made for this browser's cookie. Costs no round trip.
bool form_token_ok(const http::SessionCookies& cookies, const http::Request& request,
                   const http::Form& form);

/// The same for a form that acts for no session (Guard::OpenForm). Its cookie may have been
/// replaced meanwhile, by a page that was opened at the same time or by a sign-in in another
/// window. Then it is enough that the browser has a cookie of ours and says that a page of ours
/// sent the form: the pipeline has refused every other origin before.
bool open_form_token_ok(const http::SessionCookies& cookies, const http::Request& request,
                        const http::Form& form);

/// The page with the cookie that its form needs.
http::Response with_form_cookie(http::Response page, const FormBinding& binding);

/// A page with a form that visitors need no session for: sets its `form_token`.
template <class View>
http::Response draw_form(const Context& context, const http::Request& request, http::Status status,
                         View view) {
    auto binding = bind_form(context, request);
    view.form_token = std::move(binding.token);
    return with_form_cookie(context.pages.draw(status, view), binding);
}

/// The same for a form behind which the way leads on: its `return_to` may be a site.
template <class View>
http::Response draw_onward_form(const Context& context, const http::Request& request,
                                http::Status status, View view) {
    const bool leads_to_site = view.return_to.is_site();
    auto page = draw_form(context, request, status, std::move(view));
    if (leads_to_site)
        page.add("Content-Security-Policy", http::content_security_policy(http::FormsLead::Onward));
    return page;
}

}  // namespace postern::portal
