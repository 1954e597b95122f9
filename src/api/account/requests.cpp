#include "api/account/requests.hpp"

namespace postern::api::account {

Result<NewSessionRequest, RequestError> NewSessionRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    NewSessionRequest session{.email = members->required_text("email"),
                              .password = Secret{members->required_text("password")},
                              .remember = members->optional_boolean("remember", false)};
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
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    ConfirmedRequest confirmed{.password = Secret{members->required_text("password")}};
    if (auto error = members->finish()) return fail(std::move(*error));
    return confirmed;
}

Result<PasswordChangeRequest, RequestError> PasswordChangeRequest::parse(
    const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    PasswordChangeRequest change{
        .current_password = Secret{members->required_text("current_password")},
        .password = Secret{members->required_text("password")}};
    if (auto error = members->finish()) return fail(std::move(*error));
    return change;
}

Result<EmailChangeRequest, RequestError> EmailChangeRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    EmailChangeRequest change{.email = members->required_text("email"),
                              .password = Secret{members->required_text("password")}};
    if (auto error = members->finish()) return fail(std::move(*error));
    return change;
}

}  // namespace postern::api::account
