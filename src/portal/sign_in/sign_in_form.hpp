/// SignInForm: what the sign-in form sends.
#pragma once

#include <string>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/http/form.hpp"

namespace postern::portal {

struct SignInForm {
    std::string email;  ///< as typed
    Secret password;
    bool remember = false;
    std::string return_link;  ///< as sent: not to be followed before SiteService allowed it

    /// Fails only as http::Form does. Absent fields are empty: see is_complete().
    static Result<SignInForm, http::FormError> parse(const http::Request& request);

    bool is_complete() const noexcept { return !email.empty() && !password.empty(); }
};

}  // namespace postern::portal
