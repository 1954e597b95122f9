#include "portal/account/routes.hpp"

#include "portal/account/change_views.hpp"
#include "portal/account/handlers.hpp"
#include "portal/account/views.hpp"
#include "portal/page/guarded.hpp"
#include "portal/page/rows.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::account {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const auto& c = context;
    const auto& s = services;
    return {
        page("/account", signed_in(c, get_account, s)),
        moved(c, "/account/verification", "/account"),
        signed_in_form(c, "/account/verification", post_verification, s),
        page("/account/profile", signed_in(c, get_profile)),
        signed_in_form(c, "/account/profile", post_profile, s),
        moved(c, "/account/language", "/account/profile"),
        signed_in_form(c, "/account/language", post_language, s),
        page("/account/email", guarded(c, s.step_up, get_change_email)),
        guarded_form(c, s.step_up, "/account/email", post_change_email, s),
        page("/account/password", guarded(c, s.step_up, get_change_password)),
        guarded_form(c, s.step_up, "/account/password", post_change_password, s),
        page("/account/sessions", signed_in(c, get_sessions, s)),
        page("/account/sessions/end", guarded(c, s.step_up, get_end_sessions, s)),
        guarded_form(c, s.step_up, "/account/sessions/end", post_end_sessions, s),
        page("/account/history", signed_in(c, get_history, s)),
        page("/account/delete", guarded(c, s.step_up, get_delete_account)),
        guarded_form(c, s.step_up, "/account/delete", post_delete_account, s),
    };
}

std::vector<std::string> templates() {
    return templates_of<AccountView, SessionsView, HistoryView, ProfileView, ChangePasswordView,
                        ChangeEmailView, EndSessionsView, DeleteAccountView, AccountDeletedView>();
}

}  // namespace postern::portal::account
