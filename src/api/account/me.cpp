// /api/v1/me and below: what users do with their own accounts.
#include "api/account/event_page.hpp"
#include "api/account/operations.hpp"
#include "api/account/refusals.hpp"
#include "api/account/requests.hpp"
#include "api/body/answers.hpp"
#include "api/body/to_json.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/audit/history_service.hpp"

namespace postern::api::account {

using api::to_json;

http::Response get_me(const Context&, const http::Request&, const SessionWithUser& caller) {
    return answer(http::Status::Ok, to_json(caller.user));
}

http::Response patch_me(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& caller) {
    const auto patch = ProfilePatch::parse(request);
    if (!patch) return refuse(patch.error(), request);
    const auto changed =
        services.account.change_profile(caller,
                                        {.display_name = patch->display_name,
                                         .language = patch->language,
                                         .time_zone = patch->time_zone},
                                        context.client_of(request, &caller.user), request.received);
    if (!changed) return refuse(changed.error(), request);
    return answer(http::Status::Ok, to_json(*changed));
}

http::Response delete_me(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& caller) {
    const auto body = ConfirmedRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto delete_at =
        services.account.delete_account(caller, body->password.reveal(),
                                        context.client_of(request, &caller.user), request.received);
    if (!delete_at) return refuse(delete_at.error(), "password", context, request);
    return answer(http::Status::Accepted, json::Json::Object{{"delete_at", to_rfc3339(*delete_at)}})
        .with(context.cookies.clear_session(request.cookies))
        .with(context.cookies.clear_form());
}

http::Response put_password(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller) {
    const auto body = PasswordChangeRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto changed = services.account.change_password(
        caller, body->current_password.reveal(), body->password.reveal(),
        context.client_of(request, &caller.user), request.received);
    if (!changed) return refuse(changed.error(), "current_password", context, request);
    return http::Response{http::Status::NoContent};
}

http::Response put_email(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& caller) {
    const auto body = EmailChangeRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto asked = services.account.ask_for_email_change(
        caller, body->password.reveal(), body->email, context.client_of(request, &caller.user),
        request.received);
    if (!asked) return refuse(asked.error(), "password", context, request);
    return answer(http::Status::Accepted, json::Json::Object{{"status", "confirmation_sent"}});
}

http::Response get_events(const Context&, const Services& services, const http::Request& request,
                          const SessionWithUser& caller) {
    const auto wanted = parse_event_page(request);
    if (!wanted) return refuse(wanted.error(), request);
    auto entries = services.history.list(caller.user, wanted->after.value_or(0), wanted->limit + 1);
    return answer(http::Status::Ok, to_json(std::move(entries), *wanted));
}

}  // namespace postern::api::account
