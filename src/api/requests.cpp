#include "api/requests.hpp"

namespace postern::api {

Result<LoginRequest, RequestError> LoginRequest::parse(const http::Request& request) {
    auto members = Members::parse(request);
    if (!members) return fail(members.error());
    LoginRequest login{.email = members->required_text("email"),
                       .password = Secret{members->required_text("password")},
                       .remember = members->optional_boolean("remember", false)};
    if (auto error = members->finish()) return fail(std::move(*error));
    return login;
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

}  // namespace postern::api
