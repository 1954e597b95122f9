/// sign_in: the pages that lead in and out: sign-in, sign-out, registration, password check.
#pragma once

#include <string>
#include <vector>

#include "portal/page/context.hpp"
#include "postern/http/router.hpp"

namespace postern::service {
class DutyService;
class PasskeySignInService;
class PasswordService;
class RegistrationService;
class RequestThrottle;
class SignInService;
class SignOutService;
class SiteService;
}  // namespace postern::service

namespace postern::portal::sign_in {

/// What these pages act through.
struct Services {
    const service::SignInService& sign_in;
    const service::PasskeySignInService& passkey_sign_in;
    const service::SignOutService& sign_out;
    const service::RegistrationService& registration;
    const service::PasswordService& passwords;
    const service::RequestThrottle& requests;
    const service::SiteService& sites;
    const service::DutyService& duties;
};

std::vector<http::Route> routes(const Context& context, const Services& services);

/// Of all views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::sign_in
