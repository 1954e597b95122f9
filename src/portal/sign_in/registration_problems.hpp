/// registration_problems: what is wrong with a registration, as marks on its page.
#pragma once

#include "portal/sign_in/views.hpp"
#include "postern/http/response.hpp"
#include "postern/service/account/registration_service.hpp"

namespace postern::portal::sign_in {

/// Marks every problem on the page; returns its status.
http::Status mark_problems(const service::RegistrationRefusal& refusal, RegisterView& view);

}  // namespace postern::portal::sign_in
