// /api/v1/me/access-tokens: tokens that people make for their scripts and programs.
#include <utility>

#include "api/body/answers.hpp"
#include "api/body/page.hpp"
#include "api/token/operations.hpp"
#include "api/token/refusals.hpp"
#include "api/token/requests.hpp"
#include "api/token/to_json.hpp"
#include "postern/service/account/step_up_service.hpp"
#include "postern/service/factor/fresh_proof.hpp"

namespace postern::api::token {

namespace {

using http::Status;

}  // namespace

http::Response get_access_tokens(const Context&, const Services& services,
                                 const http::Request& request, const Caller& caller) {
    const auto wanted = parse_page_request(request, NewestFirst::parse);
    if (!wanted) return api::refuse(wanted.error(), request);
    const auto page = page_of(services.personal_tokens.list(caller.user, request.received), *wanted,
                              [](const PersonalToken& token) {
                                  return NewestFirst{token.created_at, token.public_id.text()};
                              });
    json::Json::Array list;
    for (const auto& token : page.items)
        list.push_back(to_json(token, caller.token == TokenKind::Personal &&
                                          token.public_id == caller.session.public_id));
    return answer(Status::Ok, json::Json::Object{{"access_tokens", std::move(list)},
                                                 {"next_cursor", page.next_cursor}});
}

http::Response post_access_token(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& caller) {
    const auto body = NewAccessTokenRequest::parse(request);
    if (!body) return api::refuse(body.error(), request);
    const auto factors = services.step_up.factors_of(caller.user);
    if (!service::has_fresh_proof(caller.session, factors, request.received))
        return step_up_required(factors, context, request);
    const auto made = services.personal_tokens.make(
        caller, body->wanted, context.client_of(request, &caller.user), request.received);
    if (!made) return refuse(made.error(), request);
    return answer(Status::Created,
                  json::Json::Object{{"token", made->text.reveal()},
                                     {"access_token", to_json(made->token, false)}});
}

http::Response delete_access_token(const Context& context, const Services& services,
                                   const http::Request& request, const SessionWithUser& caller) {
    const auto id = PublicId::parse(request.path_values.find("id")->second);
    const bool ended =
        id && services.personal_tokens.end_one_of(
                  caller.user, *id, context.client_of(request, &caller.user), request.received);
    return ended ? http::Response{Status::NoContent}
                 : no_such_token("You have no access token with this id.", request);
}

}  // namespace postern::api::token
