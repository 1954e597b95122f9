#include "portal/page/form_token.hpp"

#include <string_view>

#include "postern/service/session/form_tokens.hpp"

namespace postern::portal {

namespace {

constexpr std::string_view kFormTokenField = "form_token";

/// The form cookie is as long as a token; a shorter one was not made here.
std::string_view secret_in(const http::CookieLookup& cookie) {
    return cookie.value && cookie.value->size() == service::kFormCookieLength ? *cookie.value
                                                                              : std::string_view{};
}

/// What the browser has and another site does not know; empty when it has nothing yet.
std::string_view form_secret(const http::SessionCookies& cookies, const http::Request& request) {
    const auto session = secret_in(cookies.find_session(request.cookies));
    return session.empty() ? secret_in(request.cookie(cookies.form_name())) : session;
}

}  // namespace

FormBinding bind_form(const Context& context, const http::Request& request) {
    const auto secret = form_secret(context.cookies, request);
    if (!secret.empty()) return {service::make_form_token(secret, context.entropy), std::nullopt};
    const std::string fresh = service::make_form_cookie_value(context.entropy);
    return {service::make_form_token(fresh, context.entropy), context.cookies.form(fresh)};
}

bool form_token_ok(const http::SessionCookies& cookies, const http::Request& request,
                   const http::Form& form) {
    return service::form_token_fits(form.get(kFormTokenField), form_secret(cookies, request));
}

bool open_form_token_ok(const http::SessionCookies& cookies, const http::Request& request,
                        const http::Form& form) {
    const auto session = secret_in(cookies.find_session(request.cookies));
    const auto secret = secret_in(request.cookie(cookies.form_name()));
    const auto token = form.get(kFormTokenField);
    if (service::form_token_fits(token, session) || service::form_token_fits(token, secret))
        return true;
    const bool from_our_page = request.sec_fetch_site != "none";
    return from_our_page && token.size() == service::kFormTokenLength &&
           !(session.empty() && secret.empty());
}

http::Response with_form_cookie(http::Response page, const FormBinding& binding) {
    if (!binding.new_cookie) return page;
    return std::move(page).with(*binding.new_cookie);
}

}  // namespace postern::portal
