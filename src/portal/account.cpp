// GET /account and POST /account/sessions.
#include <cstdlib>

#include "portal/device.hpp"
#include "portal/handlers.hpp"
#include "portal/sessions_form.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal {

namespace {

AccountView::Notice notice_of(const http::Request& request) {
    if (request.query_value("ended") == "one") return AccountView::Notice::SessionEnded;
    if (request.query_value("ended") == "others") return AccountView::Notice::OthersEnded;
    return AccountView::Notice::None;
}

/// How the user reads times.
struct Reader {
    const text::Catalogue& words;
    std::string language;
    std::string time_zone;

    std::string moment(TimePoint time) const {
        return text::moment_text(words, language, time_zone, time);
    }
};

SessionRow row_of(const Session& session, const PublicId& current, const Reader& reader) {
    const auto device = describe_device(session.user_agent);
    return {.id = session.public_id.text(),
            .browser = device.browser,
            .system = device.system,
            .address = session.address,
            .last_seen_at = to_rfc3339(session.last_seen_at),
            .last_seen = reader.moment(session.last_seen_at),
            .current = session.public_id == current};
}

std::vector<SessionRow> session_rows(const Context& context, const SessionWithUser& visitor,
                                     const Frame& frame, TimePoint now) {
    const Reader reader{context.pages.words(), frame.language, visitor.user.time_zone};
    std::vector<SessionRow> rows;
    for (const auto& session : context.services.sessions.list(visitor.user, now))
        rows.push_back(row_of(session, visitor.session.public_id, reader));
    return rows;
}

std::vector<SiteRow> site_rows(const Context& context) {
    std::vector<SiteRow> rows;
    for (const auto& site : context.services.sites.list())
        rows.push_back({site.name, site.origin.text()});
    return rows;
}

}  // namespace

http::Response GetAccount::operator()(const http::Request& request,
                                      const SessionWithUser& visitor) const {
    const auto frame = context.frame(request, &visitor.user);
    const AccountView view{.frame = frame,
                           .form_token = bind_form(context, request).token,
                           .display_name = visitor.user.display_name.text(),
                           .email = visitor.user.email.text(),
                           .user_id = visitor.user.public_id.text(),
                           .sessions = session_rows(context, visitor, frame, request.received),
                           .sites = site_rows(context),
                           .notice = notice_of(request)};
    return context.pages.draw(http::Status::Ok, view);
}

http::Response PostSessions::operator()(const http::Request& request,
                                        const SessionWithUser& visitor) const {
    const auto form = SessionsForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto& sessions = context.services.sessions;
    switch (form->scope) {
        case SessionsForm::Scope::One:
            sessions.end_one_of(visitor.user, *form->id);
            if (*form->id == visitor.session.public_id) return signed_out(context);
            return context.redirect_to("/account?ended=one");
        case SessionsForm::Scope::Others:
            sessions.end_others_of(visitor.user, visitor.session.public_id);
            return context.redirect_to("/account?ended=others");
        case SessionsForm::Scope::Everywhere:
            sessions.end_all_of(visitor.user);
            return signed_out(context);
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::portal
