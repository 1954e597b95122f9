// GET /admin/sessions, GET and POST /admin/sessions/{id}/end.
#include <algorithm>

#include "portal/admin/frame/command_text.hpp"
#include "portal/admin/frame/sight.hpp"
#include "portal/admin/log/handlers.hpp"
#include "portal/admin/log/session_views.hpp"
#include "portal/page/answers.hpp"
#include "postern/base/bytes.hpp"
#include "postern/service/account/user_service.hpp"
#include "postern/service/admin/session_directory.hpp"

namespace postern::portal::admin::log {

namespace {

constexpr std::size_t kRows = 50;
/// To show which one it is; a user rarely has more.
constexpr std::size_t kLookedThrough = 100;

std::string typed(const http::Request& request, std::string_view name) {
    return std::string{trim(request.query_value(name).value_or(""))};
}

std::string command_of(const SessionsView& view) {
    return view.user.empty() ? "postern session list"
                             : "postern session list --user " + shell_word(view.user);
}

LiveSessionRow row_of(const Context& context, const Frame& frame, const SessionWithUser& found,
                      const SessionWithUser& visitor) {
    const auto& [session, user] = found;
    return {.id = session.public_id.text(),
            .user_id = user.public_id.text(),
            .email = user.email.text(),
            .device = {describe_device(session.user_agent), session.address},
            .signed_in = moment_on(context, frame, session.created_at),
            .last_seen = moment_on(context, frame, session.last_seen_at),
            .two_factors = session.authentication.level != Level::One,
            .current = session.public_id == visitor.session.public_id};
}

/// The session of the path, if it is one of the user whom the link named.
std::optional<SessionWithUser> find(const Services& services, const http::Request& request,
                                    const PublicId& session) {
    const auto user = PublicId::parse(typed(request, "user"));
    if (!user) return std::nullopt;
    auto part = services.sessions.list({.user = *user}, "", kLookedThrough, request.received);
    const auto found = std::ranges::find_if(
        part.items, [&](const SessionWithUser& one) { return one.session.public_id == session; });
    return found == part.items.end() ? std::nullopt : std::optional{std::move(*found)};
}

}  // namespace

http::Response get_sessions(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    SessionsView view{
        .frame = admin_frame(context, services, request, visitor, AdminPage::Sessions),
        .user = typed(request, "user"),
        .address = typed(request, "address")};
    view.frame.command = command_of(view);
    view.sees_users = Sight{services, visitor, request.received}.sees(service::AdminArea::Users);
    store::SessionQuery query{.address = view.address};
    if (!view.user.empty()) {
        const auto user = services.users.find(view.user);
        view.no_such_user = !user;
        if (!user) return context.pages.draw(http::Status::Ok, view);
        query.user = user->public_id;
    }
    const auto part = services.sessions.list(query, request.query_value("after").value_or(""),
                                             kRows, request.received);
    for (const auto& found : part.items)
        view.rows.push_back(row_of(context, view.frame, found, visitor));
    view.damaged = part.damaged;
    view.frame.restarted = part.restarted;
    view.pager = pager_of(context, request, part.next, part.restarted);
    return context.pages.draw(http::Status::Ok, view);
}

http::Response get_end_session(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    const auto id = PublicId::parse(in_path(request, "id"));
    if (!id) return context.error_page(http::PipelineError::NotFound, request);
    EndSessionView view{
        .frame = admin_frame(context, services, request, visitor, AdminPage::Sessions),
        .id = id->text(),
        .current = *id == visitor.session.public_id};
    view.frame.command = "postern session revoke " + id->text();
    if (const auto found = find(services, request, *id)) {
        view.user_id = found->user.public_id.text();
        view.email = found->user.email.text();
        view.device = {describe_device(found->session.user_agent), found->session.address};
    }
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_end_session(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor) {
    const auto id = PublicId::parse(in_path(request, "id"));
    if (!id) return context.error_page(http::PipelineError::NotFound, request);
    const bool ended = services.sessions.end(*id, actor_of(request, visitor), request.received);
    if (*id == visitor.session.public_id) return signed_out(context, request);
    return context.redirect_to(
        with_done("/admin/sessions", ended ? "session_ended" : "session_gone"));
}

}  // namespace postern::portal::admin::log
