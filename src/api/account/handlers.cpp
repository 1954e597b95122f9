#include "api/account/handlers.hpp"

#include "api/account/account_answers.hpp"
#include "api/account/session_page.hpp"
#include "api/body/answers.hpp"
#include "api/body/requests.hpp"
#include "postern/http/problem.hpp"

namespace postern::api {

namespace {

http::Response ended(const Services& services) {
    return http::Response{http::Status::NoContent}
        .with(services.cookies.clear_session())
        .with(services.cookies.clear_form());
}

http::Response no_such_session(const http::Request& request) {
    return http::problem(http::Status::NotFound, "not_found", "You have no session of this id.", {},
                         request.request_id);
}

}  // namespace

http::Response PostUsers::operator()(const http::Request& request) const {
    const auto body = RegistrationRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto done = services.registration.register_user(
        {body->email, body->display_name, body->password.reveal()}, client_of(services, request),
        request.received);
    if (!done) return refuse(done.error(), words, request);
    if (done->user) return answer(http::Status::Created, to_json(*done->user));
    if (done->needs_confirmation) return confirmation_sent();
    return answer(http::Status::Accepted, json::Json::Object{{"status", "registered"}});
}

http::Response PostSessions::operator()(const http::Request& request) const {
    const auto body = NewSessionRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto signed_in = services.login.sign_in(
        {body->email, body->password.reveal(), body->remember, session_token(services, request)},
        client_of(services, request), request.received);
    if (!signed_in) return refuse(signed_in.error(), request);
    const auto& [session, user] = signed_in->opened.session;
    return answer(http::Status::Created,
                  json::Json::Object{{"session", to_json(session, session.public_id)},
                                     {"user", to_json(user)}})
        .with(services.cookies.session(signed_in->opened.token.reveal(),
                                       signed_in->opened.cookie_age(request.received)))
        .with(services.cookies.device(signed_in->device))
        .with(services.cookies.clear_form());
}

http::Response GetSessions::operator()(const http::Request& request,
                                       const SessionWithUser& caller) const {
    const auto wanted = parse_session_page(request);
    if (!wanted) return refuse(wanted.error(), request);
    const auto page = page_of(services.sessions.list(caller.user, request.received), *wanted);
    json::Json::Array list;
    for (const auto& session : page.sessions)
        list.push_back(to_json(session, caller.session.public_id));
    const auto next = page.next_cursor.empty() ? json::Json{} : json::Json{page.next_cursor};
    return answer(http::Status::Ok,
                  json::Json::Object{{"sessions", std::move(list)}, {"next_cursor", next}});
}

http::Response DeleteCurrentSession::operator()(const http::Request& request,
                                                const SessionWithUser&) const {
    services.sign_out.sign_out(session_token(services, request), client_of(services, request),
                               request.received);
    return ended(services);
}

http::Response DeleteSession::operator()(const http::Request& request,
                                         const SessionWithUser& caller) const {
    const auto id = PublicId::parse(request.path_values.find("id")->second);
    if (id == caller.session.public_id) return DeleteCurrentSession{services}(request, caller);
    const auto body = ConfirmedRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    if (!id) return no_such_session(request);
    const auto gone = services.devices.end(
        caller, body->password.reveal(), {service::SessionsToEnd::Scope::One, *id},
        client_of(services, request, &caller.user), request.received);
    if (!gone) return refuse(gone.error(), "password", words, request);
    return *gone == 0 ? no_such_session(request) : http::Response{http::Status::NoContent};
}

http::Response DeleteOtherSessions::operator()(const http::Request& request,
                                               const SessionWithUser& caller) const {
    const auto body = ConfirmedRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto gone = services.devices.end(
        caller, body->password.reveal(), {service::SessionsToEnd::Scope::Others, {}},
        client_of(services, request, &caller.user), request.received);
    if (!gone) return refuse(gone.error(), "password", words, request);
    return answer(http::Status::Ok, json::Json::Object{{"ended", *gone}});
}

}  // namespace postern::api
