// /api/v1/users and /api/v1/sessions: registration, sign-in and sign-out.
#include "api/account/operations.hpp"
#include "api/account/refusals.hpp"
#include "api/account/requests.hpp"
#include "api/account/session_page.hpp"
#include "api/body/answers.hpp"
#include "api/body/signed_in.hpp"
#include "api/body/to_json.hpp"
#include "postern/http/problem.hpp"
#include "postern/service/account/device_service.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/session/sign_out_service.hpp"
#include "postern/service/sign_in/passkey_sign_in_service.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"
#include "postern/service/token/token_service.hpp"

namespace postern::api::account {

namespace {

using service::SessionsToEnd;

http::Response no_such_session(const http::Request& request) {
    return http::problem(http::Status::NotFound, "not_found", "You have no session with this id.",
                         {}, request.request_id);
}

http::Response sign_in_by_passkey(const Context& context, const Services& services,
                                  const NewSessionRequest& body, const http::Request& request) {
    const auto done =
        services.passkey_sign_in.sign_in({.holder = context.cookies.browser_secret(request.cookies),
                                          .answer = body.passkey.value(),
                                          .remember = body.remember,
                                          .previous_token = context.session_token(request)},
                                         context.client_of(request), request.received);
    if (!done) return refuse(done.error(), request);
    return answer_signed_in(context, *done, request);
}

}  // namespace

http::Response post_users(const Context& context, const Services& services,
                          const http::Request& request) {
    const auto body = RegistrationRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto done =
        services.registration.register_user({.email = body->email,
                                             .display_name = body->display_name,
                                             .password = body->password.reveal(),
                                             .accepted_terms = body->accepted_terms,
                                             .profile = body->profile},
                                            context.client_of(request), request.received);
    if (!done) return refuse(done.error(), context, request);
    if (done->user) return answer(http::Status::Created, to_json(*done->user));
    const char* const status = done->needs_confirmation ? "confirmation_sent"
                               : done->needs_approval   ? "awaiting_approval"
                                                        : "registered";
    return answer(http::Status::Accepted, json::Json::Object{{"status", status}});
}

http::Response post_sessions(const Context& context, const Services& services,
                             const http::Request& request) {
    const auto body = NewSessionRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    if (body->passkey) return sign_in_by_passkey(context, services, *body, request);
    const auto done = services.sign_in.sign_in(
        {body->email, body->password.reveal(), body->remember, context.session_token(request)},
        context.client_of(request), request.received);
    if (!done) return refuse(done.error(), context, request);
    return answer_signed_in(context, *done, request);
}

http::Response get_sessions(const Context&, const Services& services, const http::Request& request,
                            const SessionWithUser& caller) {
    const auto wanted = parse_session_page(request);
    if (!wanted) return refuse(wanted.error(), request);
    const auto page = page_of(services.sessions.list(caller.user, request.received), *wanted);
    json::Json::Array list;
    for (const auto& session : page.items)
        list.push_back(to_json(session, caller.session.public_id));
    return answer(http::Status::Ok, json::Json::Object{{"sessions", std::move(list)},
                                                       {"next_cursor", page.next_cursor}});
}

http::Response delete_current_session(const Context& context, const Services& services,
                                      const http::Request& request, const Caller& caller) {
    if (caller.token == TokenKind::Personal) return session_required(request);
    if (caller.token) {
        services.tokens.end_one_of(caller.user, caller.session.public_id,
                                   context.client_of(request, &caller.user), request.received);
        return http::Response{http::Status::NoContent};
    }
    services.sign_out.sign_out(context.session_token(request), context.client_of(request),
                               request.received);
    return http::Response{http::Status::NoContent}
        .with(context.cookies.clear_session(request.cookies))
        .with(context.cookies.clear_form());
}

http::Response delete_session(const Context& context, const Services& services,
                              const http::Request& request, const Caller& caller) {
    const auto id = PublicId::parse(request.path_values.find("id")->second);
    if (id == caller.session.public_id)
        return delete_current_session(context, services, request, caller);
    const auto body = ConfirmedRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    if (!id) return no_such_session(request);
    const auto ended =
        services.devices.end(caller, body->password.reveal(), {SessionsToEnd::Scope::One, *id},
                             context.client_of(request, &caller.user), request.received);
    if (!ended) return refuse(ended.error(), "password", context, request);
    return *ended == 0 ? no_such_session(request) : http::Response{http::Status::NoContent};
}

http::Response delete_other_sessions(const Context& context, const Services& services,
                                     const http::Request& request, const SessionWithUser& caller) {
    const auto body = ConfirmedRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto ended =
        services.devices.end(caller, body->password.reveal(), {SessionsToEnd::Scope::Others, {}},
                             context.client_of(request, &caller.user), request.received);
    if (!ended) return refuse(ended.error(), "password", context, request);
    return answer(http::Status::Ok, json::Json::Object{{"ended", *ended}});
}

}  // namespace postern::api::account
