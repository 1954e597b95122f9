/// forms: what the pages of invitations send.
#pragma once

#include <string>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/http/form.hpp"
#include "postern/model/profile_field.hpp"

namespace postern::portal::invitation {

/// Makes an account. Fails only as http::Form does; absent fields are empty.
struct InvitationForm {
    Secret token;
    std::string display_name;  ///< as typed
    Secret password;
    std::string time_zone;  ///< of the browser, without JavaScript empty; as sent
    std::string terms;      ///< the version that was ticked; empty: none
    ProfileValues profile;  ///< as typed

    /// `fields`: of the profile.
    static Result<InvitationForm, http::FormError> parse(const http::Request& request,
                                                         const std::vector<ProfileField>& fields);
};

/// Accepts with an account that there is.
struct AcceptForm {
    Secret token;

    static Result<AcceptForm, http::FormError> parse(const http::Request& request);
};

}  // namespace postern::portal::invitation
