#include "portal/account/routes.hpp"

#include "portal/account/handlers.hpp"
#include "portal/page/rows.hpp"

namespace postern::portal::account {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const auto& c = context;
    const auto& s = services;
    return {
        page("/account", signed_in(c, get_account, s)),
        form("/account/verification", signed_in(c, post_verification, s)),
        page("/account/profile", signed_in(c, get_profile)),
        form("/account/profile", signed_in(c, post_profile, s)),
        page("/account/email", signed_in(c, get_change_email)),
        form("/account/email", signed_in(c, post_change_email, s)),
        page("/account/password", signed_in(c, get_change_password)),
        form("/account/password", signed_in(c, post_change_password, s)),
        page("/account/sessions", signed_in(c, get_sessions, s)),
        page("/account/sessions/end", signed_in(c, get_end_sessions, s)),
        form("/account/sessions/end", signed_in(c, post_end_sessions, s)),
        page("/account/history", signed_in(c, get_history, s)),
        page("/account/delete", signed_in(c, get_delete_account)),
        form("/account/delete", signed_in(c, post_delete_account, s)),
    };
}

}  // namespace postern::portal::account
