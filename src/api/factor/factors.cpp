// /api/v1/me/factors and below: which second factors users have, and how they change them.
#include "api/body/answers.hpp"
#include "api/factor/operations.hpp"
#include "api/factor/refusals.hpp"
#include "api/factor/requests.hpp"
#include "api/factor/to_json.hpp"

namespace postern::api::factor {

namespace {

http::Response refuse_caller(const Services& services, const service::FactorRefusal& refusal,
                             const http::Request& request, const SessionWithUser& caller) {
    return refuse(refusal, services.factors.overview(caller.user).factors(), request);
}

http::Response answer_codes(const std::vector<Secret>& codes) {
    return answer(http::Status::Ok, json::Json::Object{{"recovery_codes", to_json(codes)}});
}

}  // namespace

http::Response get_factors(const Context&, const Services& services, const http::Request&,
                           const SessionWithUser& caller) {
    return answer(http::Status::Ok, to_json(services.factors.overview(caller.user),
                                            services.factors.has_keys(), caller.session));
}

http::Response post_totp(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& caller) {
    const auto begun =
        services.factors.begin_totp(caller, context.session_token(request), request.received);
    if (!begun) return refuse_caller(services, begun.error(), request, caller);
    return answer(http::Status::Created, to_json(*begun));
}

http::Response put_totp(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& caller) {
    const auto body = ConfirmRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto done =
        services.factors.confirm_totp(caller, context.session_token(request), body->code.reveal(),
                                      context.client_of(request, &caller.user), request.received);
    if (!done) return refuse_caller(services, done.error(), request, caller);
    return answer_codes(done->recovery_codes).with(context.session_cookie(done->session, request));
}

http::Response delete_factor(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& caller) {
    const auto id = PublicId::parse(request.path_values.find("id")->second);
    const auto present = services.factors.overview(caller.user);
    if (!id || !present.totp || present.totp->public_id != *id) return no_such_factor(request);
    const auto left = services.factors.remove_totp(caller, context.client_of(request, &caller.user),
                                                   request.received);
    if (!left) return refuse(left.error(), present.factors(), request);
    return http::Response{http::Status::NoContent}.with(context.session_cookie(*left, request));
}

http::Response put_recovery_codes(const Context& context, const Services& services,
                                  const http::Request& request, const SessionWithUser& caller) {
    const auto codes = services.factors.make_recovery_codes(
        caller, context.client_of(request, &caller.user), request.received);
    if (!codes) return refuse_caller(services, codes.error(), request, caller);
    return answer_codes(*codes);
}

}  // namespace postern::api::factor
