// GET /account and POST /account/verification.
#include "portal/account/handlers.hpp"
#include "portal/account/reader.hpp"
#include "portal/page/answers.hpp"
#include "postern/service/account/mail_link_service.hpp"
#include "postern/service/site/site_service.hpp"

namespace postern::portal::account {

namespace {

std::vector<SiteRow> site_rows(const Services& services) {
    std::vector<SiteRow> rows;
    for (auto& site : services.sites.list())
        rows.push_back({.name = site.title.empty() ? std::move(site.name) : std::move(site.title),
                        .url = site.origin.text(),
                        .host = site.origin.authority(),
                        .description = std::move(site.description)});
    return rows;
}

AccountView view_of(const Context& context, const Services& services, const http::Request& request,
                    const User& user) {
    const auto frame = context.frame(request, &user);
    return {.frame = frame,
            .menu = menu_of(context, request, AccountPage::Overview),
            .display_name = user.display_name.text(),
            .email = user.email.text(),
            .email_confirmed = user.email_verified_at.has_value(),
            .mail_enabled = context.settings.mail_enabled,
            .user_id = user.public_id.text(),
            .created = reader_of(context, frame, user).moment(user.created_at),
            .sites = site_rows(services)};
}

}  // namespace

http::Response get_account(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    auto view = view_of(context, services, request, visitor.user);
    view.mail_sent = !view.email_confirmed && request.query_value("sent") == "1";
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_verification(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& visitor) {
    auto view = view_of(context, services, request, visitor.user);
    if (!view.mail_enabled || view.email_confirmed) return context.redirect_to("/account");
    const auto asked =
        services.links.ask(MailKind::VerifyEmail, view.email,
                           context.client_of(request, &visitor.user), request.received);
    if (asked) return context.redirect_to("/account?sent=1");
    const auto wait = asked.error().retry_after;
    view.wait = context.wait_text(view.frame, wait);
    return with_retry_after(context.pages.draw(http::Status::TooManyRequests, view), wait);
}

}  // namespace postern::portal::account
