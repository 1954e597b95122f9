// GET /account/sessions.
#include "portal/account/handlers.hpp"
#include "portal/account/reader.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/site/site_service.hpp"
#include "postern/service/token/token_service.hpp"

namespace postern::portal::account {

namespace {

SessionsView::Notice notice_of(const http::Request& request) {
    if (request.query_value("ended") == "one") return SessionsView::Notice::SessionEnded;
    if (request.query_value("ended") == "others") return SessionsView::Notice::OthersEnded;
    if (request.query_value("ended") == "program") return SessionsView::Notice::ProgramEnded;
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

ProgramRow row_of(const TokenFamily& family, const SiteTitles& titles, const Reader& reader) {
    return {.id = family.public_id.text(),
            .name = program_name(family),
            .device = {describe_device(family.user_agent), family.address},
            .scopes = scopes_view(family.scopes, titles),
            .made = reader.moment(family.created_at),
            .last_used = reader.moment(family.used_at),
            .expires = reader.moment(ends_at(family))};
}

std::vector<ProgramRow> programs_of(const Services& services, const http::Request& request,
                                    const User& user, const Reader& reader) {
    std::vector<ProgramRow> rows;
    const auto families = services.tokens.list(user, request.received);
    if (families.empty()) return rows;
    const auto titles = titles_of(services.sites.list());
    for (const auto& family : families) rows.push_back(row_of(family, titles, reader));
    return rows;
}

}  // namespace

http::Response get_sessions(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto frame = context.frame(request, &visitor.user);
    const auto sessions = services.sessions.list(visitor.user, request.received);
    const auto reader = reader_of(context, frame, visitor.user);
    const SessionsView view{.frame = frame,
                            .menu = menu_of(context, request, AccountPage::Sessions),
                            .sessions = rows_of(sessions, visitor.session.public_id, reader),
                            .programs = programs_of(services, request, visitor.user, reader),
                            .notice = notice_of(request)};
    return context.pages.draw(http::Status::Ok, view);
}

}  // namespace postern::portal::account
