#include "api/body/signed_in.hpp"

#include "api/body/answers.hpp"
#include "api/body/to_json.hpp"

namespace postern::api {

http::Response answer_signed_in(const Context& context, const service::SignedIn& done,
                                const http::Request& request) {
    const auto& [session, user] = done.opened.session;
    return answer(http::Status::Created,
                  json::Json::Object{{"session", to_json(session, session.public_id)},
                                     {"user", to_json(user)}})
        .with(context.session_cookie(done.opened, request))
        .with(context.cookies.device(done.device))
        .with(context.cookies.clear_form());
}

}  // namespace postern::api
