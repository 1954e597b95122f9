// GET and POST /account/sessions/end.
#include <algorithm>

#include "portal/account/forms.hpp"
#include "portal/account/handlers.hpp"
#include "portal/account/refusal.hpp"

namespace postern::portal {

namespace {

using Which = service::SessionsToEnd;

std::string text_of(const Which& which) {
    if (which.id) return which.id->text();
    return which.scope == Which::Scope::Others ? "others" : "everywhere";
}

/// The device that One is about; nothing of it when it is gone or not his.
DeviceView device_of(const Context& context, const http::Request& request, const User& user,
                     const Which& which) {
    if (!which.id) return {};
    const auto sessions = context.services.sessions.list(user, request.received);
    const auto found = std::ranges::find(sessions, *which.id, &Session::public_id);
    if (found == sessions.end()) return {};
    return {describe_device(found->user_agent), found->address};
}

EndSessionsView view_of(const Context& context, const http::Request& request, const User& user,
                        const Which& which) {
    return {.frame = context.frame(request, &user),
            .menu = {AccountPage::Sessions, bind_form(context, request).token},
            .scope = which.scope,
            .email = user.email.text(),
            .which = text_of(which),
            .device = device_of(context, request, user, which)};
}

http::Response go_on(const Context& context, const Which& which, const PublicId& current) {
    if (which.scope == Which::Scope::Everywhere || which.id == current) return signed_out(context);
    return context.redirect_to(which.id ? "/account/sessions?ended=one"
                                        : "/account/sessions?ended=others");
}

}  // namespace

http::Response GetEndSessions::operator()(const http::Request& request,
                                          const SessionWithUser& visitor) const {
    const auto which = parse_sessions_to_end(request.query_value("which").value_or(""));
    if (!which) return context.redirect_to("/account/sessions");
    const auto view = view_of(context, request, visitor.user, *which);
    // What has ended meanwhile needs no ending.
    if (which->id && view.device.address.empty()) return context.redirect_to("/account/sessions");
    return context.pages.draw(http::Status::Ok, view);
}

http::Response PostEndSessions::operator()(const http::Request& request,
                                           const SessionWithUser& visitor) const {
    const auto form = EndSessionsForm::parse(request);
    if (!form || !form->which) return context.error_page(http::PipelineError::BadRequest, request);
    const auto ended =
        context.services.devices.end(visitor, form->present_password.reveal(), *form->which,
                                     context.client_of(request, &visitor.user), request.received);
    if (!ended) {
        auto view = view_of(context, request, visitor.user, *form->which);
        auto refusal = refusal_of(context, view.frame, ended.error());
        return draw_refused(context, std::move(view), std::move(refusal));
    }
    return go_on(context, *form->which, visitor.session.public_id);
}

}  // namespace postern::portal
