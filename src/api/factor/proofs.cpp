// Codes and passwords that finish a sign-in, or prove more in a session.
#include "api/body/answers.hpp"
#include "api/body/signed_in.hpp"
#include "api/body/to_json.hpp"
#include "api/factor/operations.hpp"
#include "api/factor/refusals.hpp"
#include "api/factor/requests.hpp"
#include "postern/service/sign_in/second_factor_service.hpp"

namespace postern::api::factor {

namespace {

/// Empty when there is none or more than one.
std::string_view sign_in_token(const Context& context, const http::Request& request) {
    return request.cookie(context.cookies.sign_in_name()).value.value_or(std::string_view{});
}

}  // namespace

http::Response post_second_factor(const Context& context, const Services& services,
                                  const http::Request& request) {
    const auto body = CodeRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto done =
        services.second_factor.finish({.token = sign_in_token(context, request),
                                       .code = {body->kind, body->code.reveal()},
                                       .previous_token = context.session_token(request)},
                                      context.client_of(request), request.received);
    if (!done) return refuse(done.error(), context, request);
    return answer_signed_in(context, *done, request).with(context.cookies.clear_sign_in());
}

http::Response post_step_up(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller) {
    const auto body = StepUpRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto token = context.session_token(request);
    const auto client = context.client_of(request, &caller.user);
    const auto proof = body->proof.reveal();
    const auto raised =
        body->kind ? services.step_up.by_code(caller, token, {*body->kind, proof}, client,
                                              request.received)
                   : services.step_up.by_password(caller, token, proof, client, request.received);
    if (!raised) return refuse(raised.error(), services.step_up.factors_of(caller.user), request);
    const auto& session = raised->session.session;
    return answer(http::Status::Ok,
                  json::Json::Object{{"session", to_json(session, session.public_id)}})
        .with(context.session_cookie(*raised, request));
}

}  // namespace postern::api::factor
