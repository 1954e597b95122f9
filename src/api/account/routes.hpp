/// account: registration, sessions, what users do with their own accounts, and links from e-mails.
#pragma once

#include <vector>

#include "api/body/context.hpp"
#include "postern/http/router.hpp"

namespace postern::service {
class AccountService;
class DeviceService;
class DutyService;
class HistoryService;
class MailLinkService;
class PasskeySignInService;
class RegistrationService;
class SessionService;
class SignInService;
class SignOutService;
class TokenService;
}  // namespace postern::service

namespace postern::api::account {

/// What these operations act through.
struct Services {
    const service::SignInService& sign_in;
    const service::PasskeySignInService& passkey_sign_in;
    const service::SignOutService& sign_out;
    const service::RegistrationService& registration;
    const service::SessionService& sessions;
    const service::AccountService& account;
    const service::DeviceService& devices;
    const service::MailLinkService& links;
    const service::HistoryService& history;
    const service::TokenService& tokens;
    const service::DutyService& duties;
};

/// `mail_enabled`: whether operations that continue with a link in an e-mail can be started.
std::vector<http::Route> routes(const Context& context, const Services& services,
                                bool mail_enabled);

}  // namespace postern::api::account
