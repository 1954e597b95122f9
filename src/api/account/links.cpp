// Operations that links in e-mails lead to, and those that request such e-mails. None needs a
// session.
#include "api/account/operations.hpp"
#include "api/account/refusals.hpp"
#include "api/account/requests.hpp"
#include "api/body/answers.hpp"
#include "api/body/members.hpp"

namespace postern::api::account {

http::Response post_mail_request(const Context& context, const Services& services, MailKind kind,
                                 const http::Request& request) {
    const auto body = MailRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto asked =
        services.links.ask(kind, body->email, context.client_of(request), request.received);
    if (!asked) return refuse(asked.error(), request);
    return answer(http::Status::Accepted, json::Json::Object{{"status", "accepted"}});
}

http::Response put_link(const Context& context, const Services& services, UseLink use,
                        const http::Request& request) {
    const auto body = LinkRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto user =
        (services.links.*use)(body->token.reveal(), context.client_of(request), request.received);
    if (!user) return refuse(user.error(), request);
    // All that the holder of a link may know of the user: the address that the link went to.
    return answer(http::Status::Ok,
                  json::Json::Object{{"email", user->email.text()},
                                     {"email_verified", user->email_verified_at.has_value()}});
}

http::Response put_password_resets(const Context& context, const Services& services,
                                   const http::Request& request) {
    const auto body = ResetRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto user = services.links.reset_password(body->token.reveal(), body->password.reveal(),
                                                    context.client_of(request), request.received);
    if (!user) return refuse(user.error(), context, request);
    return http::Response{http::Status::NoContent};
}

}  // namespace postern::api::account
