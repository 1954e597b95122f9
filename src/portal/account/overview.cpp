// GET /account and POST /account/verification.
#include "portal/account/handlers.hpp"
#include "portal/account/reader.hpp"
#include "portal/page/answers.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/account/mail_link_service.hpp"
#include "postern/service/account/step_up_service.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/site/site_service.hpp"

namespace postern::portal::account {

namespace {

std::vector<SiteRow> site_rows(const Services& services) {
    std::vector<SiteRow> rows;
    for (auto& site : services.sites.list())
        rows.push_back({.name = title_of(site),
                        .url = site.origin.text(),
                        .host = site.origin.authority(),
                        .description = std::move(site.description)});
    return rows;
}

SecurityView security_of(const Services& services, const http::Request& request,
                         const SessionWithUser& visitor, const Reader& reader) {
    const auto sessions = services.sessions.list(visitor.user, request.received);
    // Newest first. The visitor's own may have ended this very moment.
    const Session& latest = sessions.empty() ? visitor.session : sessions.front();
    const auto changed = services.account.password_changed_at(visitor.user);
    return {.password_changed = changed ? reader.moment(*changed) : Moment{},
            .devices = sessions.size(),
            .signed_in = reader.moment(latest.created_at),
            .device = {describe_device(latest.user_agent), latest.address}};
}

RequirementView requirement_for(const Context& context, const Services& services,
                                const http::Request& request, const User& user,
                                const Frame& frame) {
    // Most servers require none: they are not asked for the factors.
    if (!context.settings.required_since) return {};
    const bool has_factor = services.step_up.factors_of(user).any();
    auto view = requirement_on(context, frame, has_factor, request.received);
    view.links = true;
    return view;
}

AccountView view_of(const Context& context, const Services& services, const http::Request& request,
                    const SessionWithUser& visitor) {
    const User& user = visitor.user;
    const auto frame = context.frame(request, &user);
    const auto reader = reader_of(context, frame, user);
    return {.frame = frame,
            .menu = menu_of(context, request, AccountPage::Overview),
            .display_name = user.display_name.text(),
            .email = user.email.text(),
            .email_confirmed = user.email_verified_at.has_value(),
            .mail_enabled = context.settings.mail_enabled,
            .user_id = user.public_id.text(),
            .created = reader.moment(user.created_at),
            .requirement = requirement_for(context, services, request, user, frame),
            .security = security_of(services, request, visitor, reader),
            .sites = site_rows(services)};
}

}  // namespace

http::Response get_account(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    auto view = view_of(context, services, request, visitor);
    view.mail_sent = !view.email_confirmed && request.query_value("sent") == "1";
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_verification(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& visitor) {
    auto view = view_of(context, services, request, visitor);
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
