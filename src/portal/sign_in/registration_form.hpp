/// RegistrationForm: what the form for a new account sends.
#pragma once

#include <string>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/http/form.hpp"

namespace postern::portal::sign_in {

struct RegistrationForm {
    std::string email;         ///< as typed
    std::string display_name;  ///< as typed
    Secret password;
    std::string time_zone;    ///< of the browser, without JavaScript empty; as sent
    std::string return_link;  ///< as sent: must not be followed until SiteService allows it

    /// Fails only as http::Form does; the service says what is wrong with the values.
    static Result<RegistrationForm, http::FormError> parse(const http::Request& request);
};

}  // namespace postern::portal::sign_in
