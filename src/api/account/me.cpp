// /api/v1/me and what is below it: what users do with their own accounts.
#include "api/account/account_answers.hpp"
#include "api/account/event_page.hpp"
#include "api/account/handlers.hpp"
#include "api/body/answers.hpp"
#include "api/body/requests.hpp"

namespace postern::api {

http::Response GetMe::operator()(const http::Request&, const SessionWithUser& caller) const {
    return answer(http::Status::Ok, to_json(caller.user));
}

http::Response PatchMe::operator()(const http::Request& request,
                                   const SessionWithUser& caller) const {
    const auto patch = ProfilePatch::parse(request);
    if (!patch) return refuse(patch.error(), request);
    const auto& user = caller.user;
    const auto changed = services.account.change_profile(
        caller,
        {.display_name = patch->display_name ? *patch->display_name : user.display_name.text(),
         .language = patch->language ? *patch->language : user.language,
         .time_zone = patch->time_zone ? *patch->time_zone : user.time_zone},
        client_of(services, request, &user), request.received);
    if (!changed) return refuse(changed.error(), request);
    return answer(http::Status::Ok, to_json(*changed));
}

http::Response DeleteMe::operator()(const http::Request& request,
                                    const SessionWithUser& caller) const {
    const auto body = ConfirmedRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto delete_at = services.account.delete_account(
        caller, body->password.reveal(), client_of(services, request, &caller.user),
        request.received);
    if (!delete_at) return refuse(delete_at.error(), "password", words, request);
    return answer(http::Status::Accepted, json::Json::Object{{"delete_at", to_rfc3339(*delete_at)}})
        .with(services.cookies.clear_session())
        .with(services.cookies.clear_form());
}

http::Response PutPassword::operator()(const http::Request& request,
                                       const SessionWithUser& caller) const {
    const auto body = PasswordChangeRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto changed = services.account.change_password(
        caller, body->current_password.reveal(), body->password.reveal(),
        client_of(services, request, &caller.user), request.received);
    if (!changed) return refuse(changed.error(), "current_password", words, request);
    return http::Response{http::Status::NoContent};
}

http::Response PutEmail::operator()(const http::Request& request,
                                    const SessionWithUser& caller) const {
    const auto body = EmailChangeRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto asked = services.account.ask_for_email_change(
        caller, body->password.reveal(), body->email, client_of(services, request, &caller.user),
        request.received);
    if (!asked) return refuse(asked.error(), "password", words, request);
    return confirmation_sent();
}

http::Response GetEvents::operator()(const http::Request& request,
                                     const SessionWithUser& caller) const {
    const auto wanted = parse_event_page(request);
    if (!wanted) return refuse(wanted.error(), request);
    auto entries = services.history.list(caller.user, wanted->after.value_or(0), wanted->limit + 1);
    return answer(http::Status::Ok, to_json(std::move(entries), *wanted));
}

}  // namespace postern::api
