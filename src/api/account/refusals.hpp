/// refusals: one problem document for each way in which the services refuse.
#pragma once

#include <string_view>
#include <vector>

#include "api/body/context.hpp"
#include "postern/http/problem.hpp"
#include "postern/http/request.hpp"
#include "postern/http/response.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/account/duty_service.hpp"
#include "postern/service/account/mail_link_service.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/service/sign_in/passkey_sign_in_service.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"

namespace postern::api::account {

/// Sets the cookie of the sign-in that waits for a second factor, if that is why.
http::Response refuse(const service::SignInRefusal& refusal, const Context& context,
                      const http::Request& request);

http::Response refuse(const service::PasskeySignInRefusal& refusal, const http::Request& request);

http::Response refuse(const service::RegistrationRefusal& refusal, const Context& context,
                      const http::Request& request);

/// One for each field of the profile that is wrong: `profile.phone`.
std::vector<http::FieldProblem> profile_problems(const service::ReadProfile& profile);
http::Response refuse(const service::ReadProfile& profile, const http::Request& request);

/// 404 without terms, 422 `not_current` for another version.
http::Response refuse(service::AcceptTermsError error, const http::Request& request);

/// `password_member`: what the request calls the current password.
http::Response refuse(const service::AccountRefusal& refusal, std::string_view password_member,
                      const Context& context, const http::Request& request);

/// A profile that was refused: all wrong fields at once.
http::Response refuse(const std::vector<service::AccountError>& errors,
                      const http::Request& request);

http::Response refuse(service::LinkError error, const http::Request& request);

http::Response refuse(const service::AskRefusal& refusal, const http::Request& request);

http::Response refuse(const service::ResetRefusal& refusal, const Context& context,
                      const http::Request& request);

/// 403 `no_mail`: this server sends no e-mail.
http::Response refuse_without_mail(const http::Request& request);

}  // namespace postern::api::account
