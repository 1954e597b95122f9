// GET and POST /account/sessions.
#include <cstdlib>

#include "portal/account/handlers.hpp"
#include "portal/account/sessions_form.hpp"

namespace postern::portal {

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

http::Response GetSessions::operator()(const http::Request& request,
                                       const SessionWithUser& visitor) const {
    const auto frame = context.frame(request, &visitor.user);
    const auto sessions = context.services.sessions.list(visitor.user, request.received);
    const SessionsView view{.frame = frame,
                            .menu = {AccountPage::Sessions, bind_form(context, request).token},
                            .sessions = rows_of(sessions, visitor.session.public_id,
                                                reader_of(context, frame, visitor.user)),
                            .notice = notice_of(request)};
    return context.pages.draw(http::Status::Ok, view);
}

http::Response PostSessions::operator()(const http::Request& request,
                                        const SessionWithUser& visitor) const {
    const auto form = SessionsForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto& sign_out = context.services.sign_out;
    const auto client = context.client_of(request, &visitor.user);
    switch (form->scope) {
        case SessionsForm::Scope::One:
            sign_out.end_one(visitor, *form->id, client, request.received);
            if (*form->id == visitor.session.public_id) return signed_out(context);
            return context.redirect_to("/account/sessions?ended=one");
        case SessionsForm::Scope::Others:
            sign_out.end_others(visitor, client, request.received);
            return context.redirect_to("/account/sessions?ended=others");
        case SessionsForm::Scope::Everywhere:
            sign_out.end_all(visitor, client, request.received);
            return signed_out(context);
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::portal
