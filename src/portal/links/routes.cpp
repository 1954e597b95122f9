#include "portal/links/routes.hpp"

#include <optional>
#include <string>

#include "portal/links/handlers.hpp"
#include "portal/links/views.hpp"
#include "portal/page/rows.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::links {

namespace {

/// GET asks, POST does it, /done says that it is done.
void add_link(std::vector<http::Route>& rows, const Context& c, const Services& s,
              const std::string& path, MailTokenKind kind) {
    rows.push_back(page(path, anyone(c, get_link, s, kind)));
    rows.push_back(open_form(path, anyone(c, post_link, s, kind), anyone(c, stale_link, s, kind)));
    rows.push_back(page(path + "/done", anyone(c, get_link_done, s, kind)));
}

}  // namespace

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const auto& c = context;
    const auto& s = services;
    const std::optional reset{MailKind::ResetPassword};
    const std::optional<MailKind> as_requested;
    std::vector<http::Route> rows{
        page("/forgot-password", anyone(c, get_ask_mail, s, reset)),
        open_form("/forgot-password", anyone(c, post_ask_mail, s, reset),
                  anyone(c, stale_ask_mail, s, reset)),
        page("/resend", anyone(c, get_ask_mail, s, as_requested)),
        open_form("/resend", anyone(c, post_ask_mail, s, as_requested),
                  anyone(c, stale_ask_mail, s, as_requested)),
        page("/reset-password", anyone(c, get_reset_password, s)),
        open_form("/reset-password", anyone(c, post_reset_password, s),
                  anyone(c, stale_reset_password, s)),
    };
    add_link(rows, c, s, "/verify-email", MailTokenKind::VerifyEmail);
    add_link(rows, c, s, "/confirm-email", MailTokenKind::ChangeEmail);
    add_link(rows, c, s, "/undo-email", MailTokenKind::UndoEmailChange);
    add_link(rows, c, s, "/keep-account", MailTokenKind::KeepAccount);
    add_link(rows, c, s, "/reset-factors", MailTokenKind::ResetFactors);
    add_link(rows, c, s, "/keep-factors", MailTokenKind::KeepFactors);
    return rows;
}

std::vector<std::string> templates() {
    return templates_of<AskMailView, NoMailView, ResetPasswordView, LinkView, LinkDoneView,
                        LinkGoneView>();
}

}  // namespace postern::portal::links
