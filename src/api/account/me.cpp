// /api/v1/me and below: what users do with their own accounts.
#include "api/account/event_page.hpp"
#include "api/account/operations.hpp"
#include "api/account/refusals.hpp"
#include "api/account/requests.hpp"
#include "api/body/answers.hpp"
#include "api/body/to_json.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/account/duty_service.hpp"
#include "postern/service/audit/history_service.hpp"

namespace postern::api::account {

using api::to_json;

namespace {

/// The user with the fields of their profile, by name.
json::Json with_profile(const User& user, const ProfileValues& values) {
    json::Json::Object object = *to_json(user).object();
    json::Json::Object profile;
    for (const auto& [field, value] : values) profile.emplace_back(field, value);
    object.emplace_back("profile", std::move(profile));
    return object;
}

/// What is stored, with what the request changes.
ProfileValues changed_values(const Services& services, UserId user, const ProfilePatch& patch) {
    ProfileValues values = services.duties.profile(user);
    for (const auto& [field, value] : patch.profile) values.insert_or_assign(field, value);
    return values;
}

/// Of those that are sent. Fields that the server does not ask for are wrong, too.
service::ReadProfile read_profile(const Services& services, const ProfileValues& values,
                                  const ProfilePatch& patch) {
    auto read = services.duties.read(values);
    for (const auto& [field, value] : patch.profile)
        if (!read.values.contains(field)) read.mistaken.push_back(field);
    return read;
}

}  // namespace

http::Response get_me(const Context&, const Services& services, const http::Request&,
                      const SessionWithUser& caller) {
    return answer(http::Status::Ok,
                  with_profile(caller.user, services.duties.profile(caller.user.id)));
}

http::Response get_terms(const Context& context, const Services& services,
                         const http::Request& request) {
    const auto shown = services.duties.show_terms({}, context.client_of(request).language);
    if (!shown) return refuse(service::AcceptTermsError::NoTerms, request);
    const auto& by = shown->terms.must_accept_by;
    return answer(
        http::Status::Ok,
        json::Json::Object{{"version", shown->terms.version},
                           {"language", shown->language},
                           {"text", shown->text},
                           {"added_at", to_rfc3339(shown->terms.added_at)},
                           {"must_accept_by", by ? json::Json{to_rfc3339(*by)} : json::Json{}}});
}

http::Response put_terms(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& caller) {
    const auto body = AcceptedTerms::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto accepted = services.duties.accept(
        caller.user, body->version, context.client_of(request, &caller.user), request.received);
    if (!accepted) return refuse(accepted.error(), request);
    return http::Response{http::Status::NoContent};
}

http::Response patch_me(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& caller) {
    const auto patch = ProfilePatch::parse(request);
    if (!patch) return refuse(patch.error(), request);
    const auto client = context.client_of(request, &caller.user);
    const auto values = changed_values(services, caller.user.id, *patch);
    if (!patch->profile.empty())
        if (const auto read = read_profile(services, values, *patch); !read.is_good())
            return refuse(read, request);
    const auto changed = services.account.change_profile(caller,
                                                         {.display_name = patch->display_name,
                                                          .language = patch->language,
                                                          .time_zone = patch->time_zone,
                                                          .username = patch->username,
                                                          .given_name = patch->given_name,
                                                          .family_name = patch->family_name},
                                                         client, request.received);
    if (!changed) return refuse(changed.error(), request);
    if (!patch->profile.empty())
        if (const auto set =
                services.duties.set_profile(caller.user, values, client, request.received);
            !set)
            return refuse(set.error(), request);
    return answer(http::Status::Ok,
                  with_profile(*changed, services.duties.profile(caller.user.id)));
}

http::Response delete_me(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& caller) {
    const auto body = ConfirmedRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto delete_at =
        services.account.delete_account(caller, body->password.reveal(),
                                        context.client_of(request, &caller.user), request.received);
    if (!delete_at) return refuse(delete_at.error(), "password", context, request);
    return answer(http::Status::Accepted, json::Json::Object{{"delete_at", to_rfc3339(*delete_at)}})
        .with(context.cookies.clear_session(request.cookies))
        .with(context.cookies.clear_form());
}

http::Response put_password(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& caller) {
    const auto body = PasswordChangeRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto changed = services.account.change_password(
        caller, body->current_password.reveal(), body->password.reveal(),
        context.client_of(request, &caller.user), request.received);
    if (!changed) return refuse(changed.error(), "current_password", context, request);
    return http::Response{http::Status::NoContent};
}

http::Response put_email(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& caller) {
    const auto body = EmailChangeRequest::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto asked = services.account.ask_for_email_change(
        caller, body->password.reveal(), body->email, context.client_of(request, &caller.user),
        request.received);
    if (!asked) return refuse(asked.error(), "password", context, request);
    return answer(http::Status::Accepted, json::Json::Object{{"status", "confirmation_sent"}});
}

http::Response get_events(const Context&, const Services& services, const http::Request& request,
                          const SessionWithUser& caller) {
    const auto wanted = parse_event_page(request);
    if (!wanted) return refuse(wanted.error(), request);
    auto entries = services.history.list(caller.user, wanted->after.value_or(0), wanted->limit + 1);
    return answer(http::Status::Ok, to_json(std::move(entries), *wanted));
}

}  // namespace postern::api::account
