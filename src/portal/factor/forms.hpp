/// forms: what the pages about second factors send.
///
/// Each parse() fails only as http::Form does; absent fields are empty. The services say what is
/// wrong with the values.
#pragma once

#include <string>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/http/form.hpp"

namespace postern::portal::factor {

/// Of the second step, of a step-up, and of an app that is being set up.
struct ProofForm {
    Secret code;
    Secret password;          ///< of a step-up without a second factor
    std::string return_link;  ///< as sent: must not be followed until SiteService allows it

    static Result<ProofForm, http::FormError> parse(const http::Request& request);
};

}  // namespace postern::portal::factor
