/// rows: route rows of pages and forms, and handlers made from functions.
///
/// A handler is a function of the context, what it acts through, and the request:
///
///     http::Response get_link(const Context&, const Services&, MailTokenKind, const
///     http::Request&); page("/verify-email", anyone(context, get_link, services,
///     MailTokenKind::VerifyEmail))
///
/// One that needs a signed-in user also takes a session, and only signed_in() can give it one.
#pragma once

#include <string>
#include <utility>

#include "portal/page/context.hpp"
#include "portal/page/duty_first.hpp"
#include "portal/page/return_to.hpp"
#include "postern/http/router.hpp"

namespace postern::portal {

/// GET of a page; changes nothing.
inline http::Route page(std::string path, http::Handler handler) {
    return {http::Method::Get, std::move(path), http::Guard::None, http::ErrorFormat::Page,
            std::move(handler)};
}

/// GET of an address that redirects to `to`, whether the visitor is signed in or not.
inline http::Route moved(const Context& context, std::string path, std::string to) {
    return page(std::move(path), [context, to = std::move(to)](const http::Request&) {
        return context.redirect_to(to);
    });
}

/// POST of a form with a form token.
inline http::Route form(std::string path, http::Handler handler) {
    return {http::Method::Post, std::move(path), http::Guard::Form, http::ErrorFormat::Page,
            std::move(handler)};
}

/// The same for a form that acts for no session. `on_stale` draws it again when the browser has
/// lost the cookie that its token belongs to.
inline http::Route open_form(std::string path, http::Handler handler, http::Handler on_stale = {}) {
    return {.method = http::Method::Post,
            .path = std::move(path),
            .guard = http::Guard::OpenForm,
            .error_format = http::ErrorFormat::Page,
            .handler = std::move(handler),
            .on_stale = std::move(on_stale)};
}

/// A handler for everyone, signed in or not. `with`: what it takes after the context, copied.
template <class Function, class... With>
http::Handler anyone(const Context& context, Function* handler, With... with) {
    return [context, handler, with...](const http::Request& request) {
        return context.with_language_choice(handler(context, with..., request), request);
    };
}

/// A handler for signed-in users. Without a live session it does not run and the visitor is sent to
/// the sign-in page, and from there back; so are those who have something to do first.
template <class Function, class... With>
http::Handler signed_in(const Context& context, Function* handler, With... with) {
    return [context, handler, with...](const http::Request& request) {
        const auto session = context.find_session(request);
        if (!session) return context.redirect_to(sign_in_page_for(context, request));
        if (const auto first = duty_first(context, request, *session))
            return context.redirect_to(*first);
        return context.with_language_choice(handler(context, with..., request, *session), request);
    };
}

/// A form of signed-in users, on the page of the same path. A visitor whose session has ended, even
/// if its cookie has gone as well, is sent to the sign-in page, and from there back to the page.
template <class Function, class... With>
http::Route signed_in_form(const Context& context, std::string path, Function* handler,
                           With... with) {
    auto row = form(std::move(path), signed_in(context, handler, with...));
    row.on_stale = [context](const http::Request& request) {
        return context.find_session(request)
                   ? context.error_page(http::PipelineError::StaleForm, request)
                   : context.redirect_to(sign_in_page_for(context, request));
    };
    return row;
}

}  // namespace postern::portal
