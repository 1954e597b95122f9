#include "portal/sign_in/routes.hpp"

#include "portal/page/rows.hpp"
#include "portal/page/templates.hpp"
#include "portal/sign_in/handlers.hpp"
#include "portal/sign_in/views.hpp"

namespace postern::portal::sign_in {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const auto& c = context;
    const auto& s = services;
    auto sign_out = form("/logout", anyone(c, post_sign_out, s));
    sign_out.on_stale = anyone(c, stale_sign_out);
    return {
        page("/", anyone(c, get_start)),
        // W3C, A Well-Known URL for Changing Passwords
        moved(c, "/.well-known/change-password", "/account/password"),
        moved(c, "/favicon.ico", "/static/favicon.svg"),
        // Where iOS looks first.
        moved(c, "/apple-touch-icon.png", "/static/touch-icon.png"),
        page("/account/", anyone(c, get_without_slash)),
        page("/login/", anyone(c, get_without_slash)),
        page("/register/", anyone(c, get_without_slash)),
        page("/login", anyone(c, get_sign_in, s)),
        open_form("/login", anyone(c, post_sign_in, s), anyone(c, stale_sign_in, s)),
        moved(c, "/login/passkey", "/login"),
        open_form("/login/passkey", anyone(c, post_passkey_sign_in, s),
                  anyone(c, stale_passkey_sign_in, s)),
        page("/register", anyone(c, get_register, s)),
        open_form("/register", anyone(c, post_register, s), anyone(c, stale_register, s)),
        open_form("/password-check", anyone(c, post_password_check, s)),
        page("/logout", anyone(c, get_sign_out, s)),
        std::move(sign_out),
    };
}

std::vector<std::string> templates() {
    return templates_of<SignInView, RegisterView, RegisterClosedView, SignOutView>();
}

}  // namespace postern::portal::sign_in
