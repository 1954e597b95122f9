/// RegistrationForm: what the form for a new account sends.
#pragma once

#include <string>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/http/form.hpp"

namespace postern::portal {

struct RegistrationForm {
    std::string email;         ///< as typed
    std::string display_name;  ///< as typed
    Secret password;
    std::string return_link;  ///< as sent: not to be followed before SiteService allowed it

    /// Fails only as http::Form does; what is wrong with the values is the service's word.
    static Result<RegistrationForm, http::FormError> parse(const http::Request& request);
};

}  // namespace postern::portal
