// /api/v1/me/factors and below: which second factors users have, and how they change them.
#include <algorithm>

#include "api/body/answers.hpp"
#include "api/factor/operations.hpp"
#include "api/factor/refusals.hpp"
#include "api/factor/requests.hpp"
#include "api/factor/to_json.hpp"
#include "postern/service/account/trust_service.hpp"

namespace postern::api::factor {

namespace {

http::Response answer_codes(const std::vector<Secret>& codes) {
    return answer(http::Status::Ok, json::Json::Object{{"recovery_codes", to_json(codes)}});
}

}  // namespace

http::Response get_factors(const Context&, const Services& services, const http::Request& request,
                           const SessionWithUser& caller) {
    const Available available{.apps = services.factors.has_keys(),
                              .passkeys = services.passkeys.is_available()};
    const auto trusted = services.trust.count(caller.user, request.received);
    return answer(http::Status::Ok, to_json(services.factors.overview(caller.user), available,
                                            trusted, caller.session));
}

http::Response post_totp(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& caller) {
    const auto begun =
        services.factors.begin_totp(caller, context.session_token(request),
                                    context.client_of(request, &caller.user), request.received);
    if (!begun) return refuse_caller(services, begun.error(), context, request, caller);
    return answer(http::Status::Created, to_json(*begun));
}

http::Response put_totp(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& caller) {
    const auto body = ConfirmRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto done =
        services.factors.confirm_totp(caller, context.session_token(request), body->code.reveal(),
                                      context.client_of(request, &caller.user), request.received);
    if (!done) return refuse_caller(services, done.error(), context, request, caller);
    return answer_codes(done->recovery_codes).with(context.session_cookie(done->session, request));
}

http::Response delete_factor(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& caller) {
    const auto id = PublicId::parse(request.path_values.find("id")->second);
    const auto present = services.factors.overview(caller.user);
    const auto client = context.client_of(request, &caller.user);
    const bool is_app = present.totp && present.totp->public_id == id;
    if (!is_app &&
        std::ranges::find(present.passkeys, id, &Passkey::public_id) == present.passkeys.end())
        return no_such_factor(request);
    const auto left = is_app ? services.factors.remove_totp(caller, *id, client, request.received)
                             : services.passkeys.remove(caller, *id, client, request.received);
    if (!left) return refuse(left.error(), present.factors(), context, request);
    return http::Response{http::Status::NoContent}.with(context.session_cookie(*left, request));
}

http::Response delete_trusted_devices(const Context& context, const Services& services,
                                      const http::Request& request, const SessionWithUser& caller) {
    services.trust.end(caller.user, context.client_of(request, &caller.user), request.received);
    return http::Response{http::Status::NoContent};
}

http::Response put_recovery_codes(const Context& context, const Services& services,
                                  const http::Request& request, const SessionWithUser& caller) {
    const auto codes = services.factors.make_recovery_codes(
        caller, context.client_of(request, &caller.user), request.received);
    if (!codes) return refuse_caller(services, codes.error(), context, request, caller);
    return answer_codes(*codes);
}

}  // namespace postern::api::factor
