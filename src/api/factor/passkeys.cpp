// What passkeys and security keys are asked to sign, and how users add and rename theirs.
#include <algorithm>

#include "api/body/answers.hpp"
#include "api/body/passkeys.hpp"
#include "api/factor/operations.hpp"
#include "api/factor/refusals.hpp"
#include "api/factor/requests.hpp"
#include "api/factor/to_json.hpp"
#include "postern/http/problem.hpp"
#include "postern/service/session/form_tokens.hpp"
#include "postern/service/sign_in/passkey_sign_in_service.hpp"
#include "postern/service/sign_in/second_factor_service.hpp"

namespace postern::api::factor {

namespace {

http::Response no_passkeys(const http::Request& request) {
    return http::problem(http::Status::Conflict, "no_passkeys",
                         "You have no passkey and no security key. Use another way.", {},
                         request.request_id);
}

/// A challenge is bound to a cookie of the browser; one that has none yet gets that of the forms.
http::Response ask_for_sign_in(const Context& context, const Services& services,
                               const http::Request& request) {
    const auto known = context.cookies.browser_secret(request.cookies);
    const auto fresh = known.empty() ? service::make_form_cookie_value(services.entropy) : "";
    const auto question =
        services.passkey_sign_in.ask(known.empty() ? fresh : known, request.received);
    if (!question) return passkeys_unavailable(request);
    auto asked = answer(http::Status::Ok, to_json(*question));
    return known.empty() ? std::move(asked).with(context.cookies.form(fresh)) : asked;
}

http::Response ask_for_second_factor(const Context& context, const Services& services,
                                     const http::Request& request) {
    if (!context.has_passkeys) return passkeys_unavailable(request);
    const auto token = context.sign_in_token(request);
    if (const auto question = services.second_factor.ask(token, request.received))
        return answer(http::Status::Ok, to_json(*question));
    return services.second_factor.find(token, request.received) ? no_passkeys(request)
                                                                : sign_in_gone(context, request);
}

http::Response ask_for_step_up(const Context& context, const Services& services,
                               const http::Request& request) {
    const auto caller = context.find_session(request);
    if (!caller) return refuse_without_session(request);
    if (!context.has_passkeys) return passkeys_unavailable(request);
    const auto question =
        services.step_up.ask(*caller, context.session_token(request), request.received);
    return question ? answer(http::Status::Ok, to_json(*question)) : no_passkeys(request);
}

/// The caller's passkey with this id; null when it was removed meanwhile.
json::Json find_passkey(const Services& services, const SessionWithUser& caller,
                        const PublicId& id) {
    const auto present = services.factors.overview(caller.user).passkeys;
    const auto found = std::ranges::find(present, id, &Passkey::public_id);
    return found == present.end() ? json::Json{} : to_json(*found);
}

}  // namespace

http::Response post_passkey_challenge(const Context& context, const Services& services,
                                      const http::Request& request) {
    const auto body = ChallengeRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    switch (body->purpose) {
        case service::PasskeyPurpose::SecondFactor:
            return ask_for_second_factor(context, services, request);
        case service::PasskeyPurpose::StepUp:
            return ask_for_step_up(context, services, request);
        case service::PasskeyPurpose::SignIn:
        case service::PasskeyPurpose::AddPasskey:
        case service::PasskeyPurpose::AddSecurityKey:
            break;  // the last two have an operation of their own
    }
    return ask_for_sign_in(context, services, request);
}

http::Response post_passkey_creation(const Context& context, const Services& services,
                                     const http::Request& request, const SessionWithUser& caller) {
    const auto body = CreationRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto begun =
        services.passkeys.begin(caller, context.session_token(request), body->kind,
                                context.client_of(request, &caller.user), request.received);
    if (!begun) return refuse_caller(services, begun.error(), context, request, caller);
    return answer(http::Status::Ok, to_json(*begun));
}

http::Response post_passkey(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller) {
    const auto body = NewPasskeyRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto added = services.passkeys.add(
        caller, context.session_token(request), body->kind, body->answer, body->name,
        context.client_of(request, &caller.user), request.received);
    if (!added) return refuse_caller(services, added.error(), context, request, caller);
    return answer(http::Status::Created,
                  json::Json::Object{{"passkey", find_passkey(services, caller, added->id)},
                                     {"recovery_codes", to_json(added->recovery_codes)}})
        .with(context.session_cookie(added->session, request));
}

http::Response patch_factor(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller) {
    const auto body = RenameRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto id = PublicId::parse(request.path_values.find("id")->second);
    if (!id) return no_such_factor(request);
    const auto renamed = services.passkeys.rename(caller, *id, body->name);
    if (!renamed) return refuse_caller(services, renamed.error(), context, request, caller);
    return answer(http::Status::Ok,
                  json::Json::Object{{"passkey", find_passkey(services, caller, *id)}});
}

http::Response delete_password(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& caller) {
    const auto removed = services.passkeys.remove_password(
        caller, context.client_of(request, &caller.user), request.received);
    if (removed) return http::Response{http::Status::NoContent};
    if (removed.error().error == service::FactorError::NoFactor)
        return http::problem(http::Status::NotFound, "not_found", "You have no password.", {},
                             request.request_id);
    return refuse_caller(services, removed.error(), context, request, caller);
}

}  // namespace postern::api::factor
