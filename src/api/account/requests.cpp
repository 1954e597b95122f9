#include "api/account/requests.hpp"

#include "api/body/passkeys.hpp"

namespace postern::api::account {

namespace {

/// Empty where a fresh proof takes its place.
Secret optional_password(Members& members, std::string_view name) {
    return Secret{members.optional_text(name).value_or("")};
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
    RegistrationRequest registration{.email = members->required_text("email"),
                                     .display_name = members->required_text("display_name"),
                                     .password = Secret{members->required_text("password")}};
    if (auto error = members->finish()) return fail(std::move(*error));
    return registration;
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
                       .time_zone = members->optional_text_or_null("time_zone")};
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
