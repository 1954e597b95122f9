// /api/v1/tokens and /api/v1/me/grants: tokens for programs, and the families that they are of.
#include <utility>

#include "api/body/answers.hpp"
#include "api/body/page.hpp"
#include "api/body/sign_in_refusals.hpp"
#include "api/body/to_json.hpp"
#include "api/token/operations.hpp"
#include "api/token/refusals.hpp"
#include "api/token/requests.hpp"
#include "api/token/to_json.hpp"
#include "postern/service/account/step_up_service.hpp"
#include "postern/service/factor/fresh_proof.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/sign_in/second_factor_service.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"

namespace postern::api::token {

namespace {

using http::Status;

/// A second factor is due: the code of the same request finishes the sign-in. Nobody keeps what
/// waits for it, so it ends with the request.
Result<service::SignedIn, http::Response> finish(const Services& services,
                                                 const Credentials& credentials,
                                                 const service::SignInRefusal& refusal,
                                                 const service::Client& client,
                                                 const http::Request& request) {
    const auto waiting = refusal.waiting->token.reveal();
    if (!credentials.kind) {
        services.second_factor.cancel(waiting);
        // No passkeys: what they sign is for browsers.
        return fail(refuse_sign_in(refusal, methods_of(refusal.waiting->factors, false), request));
    }
    auto done = services.second_factor.finish(
        {waiting, {*credentials.kind, credentials.code.reveal()}}, client, request.received);
    if (done) return std::move(*done);
    services.second_factor.cancel(waiting);
    return fail(refuse_code(done.error(), request));
}

Result<service::SignedIn, http::Response> sign_in(const Services& services,
                                                  const Credentials& credentials,
                                                  const service::Client& client,
                                                  const http::Request& request) {
    auto done = services.sign_in.sign_in({credentials.email, credentials.password.reveal()}, client,
                                         request.received);
    if (done) return std::move(*done);
    if (done.error().waiting) return finish(services, credentials, done.error(), client, request);
    return fail(refuse_sign_in(done.error(), {}, request));
}

/// In place of a session that is opened for it and never leaves this function.
http::Response grant_by_password(const Context& context, const Services& services,
                                 const NewTokensRequest& body, const http::Request& request) {
    auto client = context.client_of(request);
    client.device = services.tokens.device_of(client);
    const auto done = sign_in(services, *body.credentials, client, request);
    if (!done) return done.error();
    const auto& opened = done->opened;
    const auto issued = services.tokens.exchange(opened, body.grant, client, request.received);
    if (issued) return answer(Status::Created, to_json(*issued));
    services.sessions.end(opened.token.reveal());
    return refuse(issued.error(), body.grant, request);
}

http::Response grant_beside_session(const Context& context, const Services& services,
                                    const NewTokensRequest& body, const http::Request& request) {
    const auto visitor = find_visitor(context, request);
    if (!visitor) return visitor.error();
    if (const auto& scopes = body.grant.scopes;
        scopes.has(ApiScope::AdminRead) || scopes.has(ApiScope::AdminWrite)) {
        // Such a token stands for the proof that it was granted for: see admin/guard.cpp.
        const auto factors = services.step_up.factors_of(visitor->user);
        if (!service::has_fresh_proof(visitor->session, factors, request.received))
            return step_up_required(factors, context, request);
    }
    const auto issued = services.tokens.grant_beside(
        *visitor, body.grant, context.client_of(request, &visitor->user), request.received);
    return issued ? answer(Status::Created, to_json(*issued))
                  : refuse(issued.error(), body.grant, request);
}

}  // namespace

http::Response post_tokens(const Context& context, const Services& services,
                           const http::Request& request) {
    const auto body = NewTokensRequest::parse(request);
    if (!body) return api::refuse(body.error(), request);
    // Before anything is spent for what cannot be had.
    if (!services.tokens.is_available()) return tokens_unavailable(request);
    return body->credentials ? grant_by_password(context, services, *body, request)
                             : grant_beside_session(context, services, *body, request);
}

http::Response post_refresh(const Context& context, const Services& services,
                            const http::Request& request) {
    const auto body = TokenRequest::parse("refresh_token", request);
    if (!body) return api::refuse(body.error(), request);
    const auto issued =
        services.tokens.refresh(body->token.reveal(), context.client_of(request), request.received);
    return issued ? answer(Status::Ok, to_json(*issued)) : refuse(issued.error(), request);
}

http::Response post_revocation(const Context& context, const Services& services,
                               const http::Request& request) {
    const auto body = TokenRequest::parse("token", request);
    if (!body) return api::refuse(body.error(), request);
    const auto client = context.client_of(request);
    const auto token = body->token.reveal();
    if (!services.personal_tokens.end_by_text(token, client, request.received) &&
        !services.tokens.revoke(token, client, request.received))
        return tokens_unavailable(request);
    return http::Response{Status::NoContent};
}

http::Response get_grants(const Context&, const Services& services, const http::Request& request,
                          const Caller& caller) {
    const auto wanted = parse_page_request(request, NewestFirst::parse);
    if (!wanted) return api::refuse(wanted.error(), request);
    const auto page = page_of(services.tokens.list(caller.user, request.received), *wanted,
                              [](const TokenFamily& family) {
                                  return NewestFirst{family.created_at, family.public_id.text()};
                              });
    json::Json::Array list;
    for (const auto& family : page.items)
        list.push_back(to_json(family, caller.token == TokenKind::Access &&
                                           family.public_id == caller.session.public_id));
    return answer(Status::Ok, json::Json::Object{{"grants", std::move(list)},
                                                 {"next_cursor", page.next_cursor}});
}

http::Response delete_grant(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller) {
    const auto id = PublicId::parse(request.path_values.find("id")->second);
    const bool ended =
        id && services.tokens.end_one_of(caller.user, *id, context.client_of(request, &caller.user),
                                         request.received);
    return ended ? http::Response{Status::NoContent}
                 : no_such_token("You have no grant with this id.", request);
}

}  // namespace postern::api::token
