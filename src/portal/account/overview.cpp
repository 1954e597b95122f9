// GET /account and POST /account/verification.
#include "portal/account/handlers.hpp"
#include "portal/account/reader.hpp"
#include "portal/brand/tile.hpp"
#include "portal/page/answers.hpp"
#include "postern/service/access/rules_service.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/account/mail_link_service.hpp"
#include "postern/service/account/step_up_service.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/site/site_service.hpp"

namespace postern::portal::account {

namespace {

/// Those that the user may enter: a list of closed doors helps nobody, and tells who is behind
/// them.
std::vector<SiteRow> site_rows(const Services& services, const http::Request& request,
                               const User& user) {
    std::vector<SiteRow> rows;
    for (auto& site : services.rules.enterable(user, request.address, request.received)) {
        auto title = title_of(site);
        rows.push_back({.name = title,
                        .url = site.origin.text(),
                        .host = site.origin.authority(),
                        .description = std::move(site.description),
                        .letter = tile_letter(title),
                        .colour = to_text(tile_colour(site.name))});
    }
    return rows;
}

SecurityView::Next next_for(const Context& context, const User& user, const Factors& factors) {
    using enum SecurityView::Next;
    if (context.settings.mail_enabled && !user.email_verified_at) return ConfirmEmail;
    if (!factors.any()) return AddFactor;
    return factors.recovery_codes <= SecurityView::kFewCodes ? RenewCodes : AllWell;
}

SecurityView security_of(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor,
                         const Factors& factors, const Reader& reader) {
    const User& user = visitor.user;
    const auto sessions = services.sessions.list(user, request.received);
    const auto row_of = [&](const Session& session) {
        return SignInRow{.device = {describe_device(session.user_agent), session.address},
                         .signed_in = reader.moment(session.created_at),
                         .last_seen = reader.moment(session.last_seen_at),
                         .current = session.public_id == visitor.session.public_id};
    };
    const auto changed = services.account.password_changed_at(user);
    SecurityView view{.password_changed = changed ? reader.moment(*changed) : Moment{},
                      .factors = factors,
                      .next = next_for(context, user, factors),
                      .devices = sessions.size()};
    // Newest first. The visitor's own may have ended this very moment.
    view.latest = row_of(sessions.empty() ? visitor.session : sessions.front());
    for (const Session& session : sessions) {
        if (view.recent.size() == SecurityView::kRecent) break;
        view.recent.push_back(row_of(session));
    }
    return view;
}

RequirementView requirement_for(const Context& context, const http::Request& request,
                                const Factors& factors, const Frame& frame) {
    if (!context.settings.required_since) return {};
    auto view = requirement_on(context, frame, factors.any(), request.received);
    view.links = true;
    return view;
}

AccountView view_of(const Context& context, const Services& services, const http::Request& request,
                    const SessionWithUser& visitor) {
    const User& user = visitor.user;
    const auto frame = context.frame(request, &user);
    const auto reader = reader_of(context, frame, user);
    const auto factors = services.step_up.factors_of(user);
    return {.frame = frame,
            .menu = menu_of(context, request, AccountPage::Overview),
            .display_name = user.display_name.text(),
            .email = user.email.text(),
            .email_confirmed = user.email_verified_at.has_value(),
            .mail_enabled = context.settings.mail_enabled,
            .user_id = user.public_id.text(),
            .username = user.username ? user.username->text() : std::string{},
            .created = reader.moment(user.created_at),
            .requirement = requirement_for(context, request, factors, frame),
            .security = security_of(context, services, request, visitor, factors, reader),
            .sites = site_rows(services, request, user)};
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
