#include "api/account/requests.hpp"

#include "api/body/passkeys.hpp"

namespace postern::api::account {

namespace {

/// Empty where a fresh proof takes its place.
Secret optional_password(Members& members, std::string_view name) {
    return Secret{members.optional_text(name).value_or("")};
}

/// Texts by the name of a field; null stands for the empty one.
ProfileValues optional_profile(Members& members) {
    ProfileValues values;
    const json::Json* const object = members.optional_object("profile");
    if (!object) return values;
    for (const auto& [field, value] : *object->object()) {
        const std::string* const text = value.string();
        if (text || value.is_null())
            values.insert_or_assign(field, text ? *text : std::string{});
        else
            members.refuse({"profile." + field, "wrong_type", "This must be a text or null."});
    }
    return values;
}

}  // namespace

Result<NewSessionRequest, RequestError> NewSessionRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    NewSessionRequest session{.remember = members->optional_boolean("remember", false)};
    if (members->has("passkey")) {
        session.passkey = required_assertion(*members);
    } else {
        session.email = members->required_text("email");
        session.password = Secret{members->required_text("password")};
    }
    if (auto error = members->finish()) return fail(std::move(*error));
    return session;
}

Result<RegistrationRequest, RequestError> RegistrationRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    RegistrationRequest registration{
        .email = members->required_text("email"),
        .display_name = members->required_text("display_name"),
        .password = Secret{members->required_text("password")},
        .accepted_terms = members->optional_text("accepted_terms").value_or(""),
        .profile = optional_profile(*members)};
    if (auto error = members->finish()) return fail(std::move(*error));
    return registration;
}

Result<AcceptedTerms, RequestError> AcceptedTerms::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    AcceptedTerms terms{.version = members->required_text("version")};
    if (auto error = members->finish()) return fail(std::move(*error));
    return terms;
}

Result<MailRequest, RequestError> MailRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    MailRequest mail{.email = members->required_text("email")};
    if (auto error = members->finish()) return fail(std::move(*error));
    return mail;
}

Result<LinkRequest, RequestError> LinkRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    LinkRequest link{.token = Secret{members->required_text("token")}};
    if (auto error = members->finish()) return fail(std::move(*error));
    return link;
}

Result<ResetRequest, RequestError> ResetRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    ResetRequest reset{.token = Secret{members->required_text("token")},
                       .password = Secret{members->required_text("password")}};
    if (auto error = members->finish()) return fail(std::move(*error));
    return reset;
}

Result<ProfilePatch, RequestError> ProfilePatch::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    ProfilePatch patch{.display_name = members->optional_text("display_name"),
                       .language = members->optional_text_or_null("language"),
                       .time_zone = members->optional_text_or_null("time_zone"),
                       .username = members->optional_text_or_null("username"),
                       .given_name = members->optional_text_or_null("given_name"),
                       .family_name = members->optional_text_or_null("family_name"),
                       .profile = optional_profile(*members)};
    if (auto error = members->finish()) return fail(std::move(*error));
    return patch;
}

Result<ConfirmedRequest, RequestError> ConfirmedRequest::parse(const http::Request& request) {
    if (request.body.empty()) return ConfirmedRequest{};
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    ConfirmedRequest confirmed{.password = optional_password(*members, "password")};
    if (auto error = members->finish()) return fail(std::move(*error));
    return confirmed;
}

Result<PasswordChangeRequest, RequestError> PasswordChangeRequest::parse(
    const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    PasswordChangeRequest change{
        .current_password = optional_password(*members, "current_password"),
        .password = Secret{members->required_text("password")}};
    if (auto error = members->finish()) return fail(std::move(*error));
    return change;
}

Result<EmailChangeRequest, RequestError> EmailChangeRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    EmailChangeRequest change{.email = members->required_text("email"),
                              .password = optional_password(*members, "password")};
    if (auto error = members->finish()) return fail(std::move(*error));
    return change;
}

}  // namespace postern::api::account
