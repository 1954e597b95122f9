#include "portal/sign_in/routes.hpp"

#include "portal/page/rows.hpp"
#include "portal/sign_in/handlers.hpp"

namespace postern::portal::sign_in {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const auto& c = context;
    const auto& s = services;
    return {
        page("/", anyone(c, get_start)),
        page("/login", anyone(c, get_sign_in, s)),
        form("/login", anyone(c, post_sign_in, s)),
        page("/register", anyone(c, get_register, s)),
        form("/register", anyone(c, post_register, s)),
        form("/password-check", anyone(c, post_password_check, s)),
        page("/logout", signed_in(c, get_sign_out)),
        form("/logout", anyone(c, post_sign_out, s)),
    };
}

}  // namespace postern::portal::sign_in
