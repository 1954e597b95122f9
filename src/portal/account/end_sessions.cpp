// GET and POST /account/sessions/end.
#include <algorithm>

#include "portal/account/forms.hpp"
#include "portal/account/handlers.hpp"
#include "portal/account/refusal.hpp"
#include "portal/page/answers.hpp"
#include "postern/service/session/session_service.hpp"

namespace postern::portal::account {

namespace {

using Which = service::SessionsToEnd;

std::string text_of(const Which& which) {
    if (which.id) return which.id->text();
    return which.scope == Which::Scope::Others ? "others" : "everywhere";
}

/// The device of the one session; empty when the session has ended or is not the user's.
DeviceView device_of(const Services& services, const http::Request& request, const User& user,
                     const Which& which) {
    if (!which.id) return {};
    const auto sessions = services.sessions.list(user, request.received);
    const auto found = std::ranges::find(sessions, *which.id, &Session::public_id);
    if (found == sessions.end()) return {};
    return {describe_device(found->user_agent), found->address};
}

EndSessionsView view_of(const Context& context, const Services& services,
                        const http::Request& request, const User& user, const Which& which) {
    return {.frame = context.frame(request, &user),
            .menu = menu_of(context, request, AccountPage::Sessions),
            .scope = which.scope,
            .which = text_of(which),
            .device = device_of(services, request, user, which)};
}

http::Response after(const Context& context, const http::Request& request, const Which& which,
                     const PublicId& current) {
    if (which.scope == Which::Scope::Everywhere || which.id == current)
        return signed_out(context, request);
    return context.redirect_to(which.id ? "/account/sessions?ended=one"
                                        : "/account/sessions?ended=others");
}

}  // namespace

http::Response get_end_sessions(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor) {
    const auto which = parse_sessions_to_end(request.query_value("which").value_or(""));
    if (!which) return context.redirect_to("/account/sessions");
    const auto view = view_of(context, services, request, visitor.user, *which);
    // It has ended meanwhile: nothing to ask.
    if (which->id && view.device.address.empty()) return context.redirect_to("/account/sessions");
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_end_sessions(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& visitor) {
    const auto form = EndSessionsForm::parse(request);
    if (!form || !form->which) return context.error_page(http::PipelineError::BadRequest, request);
    const auto ended =
        services.devices.end(visitor, kInSession, *form->which,
                             context.client_of(request, &visitor.user), request.received);
    if (!ended) {
        auto view = view_of(context, services, request, visitor.user, *form->which);
        auto refusal = refusal_of(ended.error());
        return draw_refused(context, std::move(view), std::move(refusal));
    }
    return after(context, request, *form->which, visitor.session.public_id);
}

}  // namespace postern::portal::account
