// GET /account/sessions.
#include "portal/account/handlers.hpp"
#include "portal/account/reader.hpp"
#include "postern/service/session/session_service.hpp"

namespace postern::portal::account {

namespace {

SessionsView::Notice notice_of(const http::Request& request) {
    if (request.query_value("ended") == "one") return SessionsView::Notice::SessionEnded;
    if (request.query_value("ended") == "others") return SessionsView::Notice::OthersEnded;
    return SessionsView::Notice::None;
}

SessionRow row_of(const Session& session, const PublicId& current, const Reader& reader) {
    return {.id = session.public_id.text(),
            .device = {describe_device(session.user_agent), session.address},
            .signed_in = reader.moment(session.created_at),
            .last_seen = reader.moment(session.last_seen_at),
            .current = session.public_id == current};
}

std::vector<SessionRow> rows_of(const std::vector<Session>& sessions, const PublicId& current,
                                const Reader& reader) {
    std::vector<SessionRow> rows;
    for (const auto& session : sessions) rows.push_back(row_of(session, current, reader));
    return rows;
}

}  // namespace

http::Response get_sessions(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto frame = context.frame(request, &visitor.user);
    const auto sessions = services.sessions.list(visitor.user, request.received);
    const SessionsView view{.frame = frame,
                            .menu = menu_of(context, request, AccountPage::Sessions),
                            .sessions = rows_of(sessions, visitor.session.public_id,
                                                reader_of(context, frame, visitor.user)),
                            .notice = notice_of(request)};
    return context.pages.draw(http::Status::Ok, view);
}

}  // namespace postern::portal::account
