// Codes, passkeys and passwords that finish a sign-in, or prove more in a session.
#include "api/body/answers.hpp"
#include "api/body/signed_in.hpp"
#include "api/body/to_json.hpp"
#include "api/factor/operations.hpp"
#include "api/factor/refusals.hpp"
#include "api/factor/requests.hpp"
#include "postern/service/sign_in/lost_factor_service.hpp"
#include "postern/service/sign_in/second_factor_service.hpp"

namespace postern::api::factor {

namespace {

Result<service::SignedIn, service::CodeRefusal> finish(const Context& context,
                                                       const Services& services,
                                                       const ProofRequest& body,
                                                       const http::Request& request) {
    const auto token = context.sign_in_token(request);
    const auto previous = context.session_token(request);
    const auto client = context.client_of(request);
    if (body.passkey)
        return services.second_factor.finish_by_passkey(
            {token, *body.passkey, previous, body.trust_device}, client, request.received);
    return services.second_factor.finish(
        {token, {body.kind.value(), body.typed.reveal()}, previous, body.trust_device}, client,
        request.received);
}

Result<service::OpenedSession, service::StepUpRefusal> raise(const Context& context,
                                                             const Services& services,
                                                             const ProofRequest& body,
                                                             const http::Request& request,
                                                             const SessionWithUser& caller) {
    const auto& step_up = services.step_up;
    const auto token = context.session_token(request);
    const auto client = context.client_of(request, &caller.user);
    const auto typed = body.typed.reveal();
    if (body.passkey)
        return step_up.by_passkey(caller, token, *body.passkey, client, request.received);
    if (body.kind)
        return step_up.by_code(caller, token, {*body.kind, typed}, client, request.received);
    return step_up.by_password(caller, token, typed, client, request.received);
}

/// The caller's session with its new token.
http::Response answer_renewed(const Context& context, const service::OpenedSession& opened,
                              const http::Request& request) {
    const auto& session = opened.session.session;
    return answer(http::Status::Ok,
                  json::Json::Object{{"session", to_json(session, session.public_id)}})
        .with(context.session_cookie(opened, request));
}

}  // namespace

http::Response post_second_factor(const Context& context, const Services& services,
                                  const http::Request& request) {
    const auto body = ProofRequest::parse_second_factor(request);
    if (!body) return refuse(body.error(), request);
    const auto done = finish(context, services, *body, request);
    if (!done)
        return body->passkey ? refuse_passkey(done.error(), context, request)
                             : refuse(done.error(), context, request);
    return answer_signed_in(context, *done, request).with(context.cookies.clear_sign_in());
}

http::Response post_lost_factor(const Context& context, const Services& services,
                                const http::Request& request) {
    const auto asked = services.lost_factor.ask(context.sign_in_token(request),
                                                context.client_of(request), request.received);
    if (!asked) return refuse(asked.error(), context, request);
    return answer(http::Status::Accepted, json::Json::Object{{"status", "accepted"}});
}

http::Response post_mailed_code(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& caller) {
    const auto sent = services.mailed_codes.send(caller, context.client_of(request, &caller.user),
                                                 request.received);
    if (!sent) return refuse(sent.error(), request);
    return answer(http::Status::Accepted, json::Json::Object{{"status", "accepted"}});
}

http::Response put_mailed_code(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& caller) {
    const auto body = ConfirmRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto done =
        services.mailed_codes.confirm(caller, context.session_token(request), body->code.reveal(),
                                      context.client_of(request, &caller.user), request.received);
    if (!done) return refuse(done.error(), request);
    return answer_renewed(context, *done, request);
}

http::Response post_step_up(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller) {
    const auto body = ProofRequest::parse_step_up(request);
    if (!body) return refuse(body.error(), request);
    const auto raised = raise(context, services, *body, request, caller);
    if (!raised) {
        const auto factors = services.step_up.factors_of(caller.user);
        return body->passkey ? refuse_passkey(raised.error(), factors, context, request)
                             : refuse(raised.error(), factors, context, request);
    }
    return answer_renewed(context, *raised, request);
}

}  // namespace postern::api::factor
