/// account_answers: refusals of what users do with their accounts, and of links in mails, as
/// problem documents.
#pragma once

#include <vector>

#include "api/body/answers.hpp"
#include "postern/http/request.hpp"
#include "postern/http/response.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/service/account/mail_link_service.hpp"

namespace postern::api {

/// `password_member`: what the request calls the present password.
http::Response refuse(const service::AccountRefusal& refusal, std::string_view password_member,
                      const PasswordWords& words, const http::Request& request);

/// A profile that was not taken: all wrong fields at once.
http::Response refuse(const std::vector<service::AccountError>& errors,
                      const http::Request& request);

/// 403 `no_mail`: this server sends none.
http::Response refuse_without_mail(const http::Request& request);

http::Response refuse(service::LinkError error, const http::Request& request);

http::Response refuse(const service::AskRefusal& refusal, const http::Request& request);

http::Response refuse(const service::ResetRefusal& refusal, const PasswordWords& words,
                      const http::Request& request);

}  // namespace postern::api
