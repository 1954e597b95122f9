/// RegistrationForm: what the form for a new account sends.
#pragma once

#include <string>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/http/form.hpp"
#include "postern/model/profile_field.hpp"

namespace postern::portal::sign_in {

struct RegistrationForm {
    std::string email;         ///< as typed
    std::string display_name;  ///< as typed
    Secret password;
    std::string time_zone;    ///< of the browser, without JavaScript empty; as sent
    std::string return_link;  ///< as sent: must not be followed until SiteService allows it
    std::string terms{};      ///< the version that was ticked; empty: none
    ProfileValues profile{};  ///< as typed

    /// Fails only as http::Form does; the service says what is wrong with the values. `fields`: of
    /// the profile.
    static Result<RegistrationForm, http::FormError> parse(const http::Request& request,
                                                           const std::vector<ProfileField>& fields);
};

}  // namespace postern::portal::sign_in
