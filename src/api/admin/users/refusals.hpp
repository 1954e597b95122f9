/// refusals: one problem document for each way in which a user is not added or changed.
#pragma once

#include <vector>

#include "postern/http/request.hpp"
#include "postern/http/response.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/service/account/user_service.hpp"

namespace postern::api::admin::users {

http::Response no_such_user(const http::Request& request);

http::Response refuse(const service::RegistrationRefusal& refusal, const http::Request& request);
http::Response refuse(const std::vector<service::EditUserError>& errors,
                      const http::Request& request);
http::Response refuse(service::UserChangeError error, const http::Request& request);

/// 403 `no_mail`.
http::Response no_mail(const http::Request& request);

}  // namespace postern::api::admin::users
