// What is done by links in mails, and what asks for such mails. None of it needs a session.
#include "api/account/account_answers.hpp"
#include "api/account/handlers.hpp"
#include "api/body/answers.hpp"
#include "api/body/requests.hpp"

namespace postern::api {

namespace {

/// What the holder of a link may know of the account: the address that the link went to.
http::Response link_used(const User& user) {
    return answer(http::Status::Ok,
                  json::Json::Object{{"email", user.email.text()},
                                     {"email_verified", user.email_verified_at.has_value()}});
}

}  // namespace

http::Response PostMailRequest::operator()(const http::Request& request) const {
    const auto body = MailRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto asked =
        services.links.ask(kind, body->email, client_of(services, request), request.received);
    if (!asked) return refuse(asked.error(), request);
    return answer(http::Status::Accepted, json::Json::Object{{"status", "accepted"}});
}

http::Response PutLink::operator()(const http::Request& request) const {
    const auto body = LinkRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto user =
        (services.links.*use)(body->token.reveal(), client_of(services, request), request.received);
    if (!user) return refuse(user.error(), request);
    return link_used(*user);
}

http::Response PutPasswordResets::operator()(const http::Request& request) const {
    const auto body = ResetRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto user = services.links.reset_password(body->token.reveal(), body->password.reveal(),
                                                    client_of(services, request), request.received);
    if (!user) return refuse(user.error(), words, request);
    return http::Response{http::Status::NoContent};
}

}  // namespace postern::api
