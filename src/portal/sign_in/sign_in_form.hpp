/// SignInForm: what the forms of the sign-in page send, by password and by passkey.
#pragma once

#include <string>

#include "postern/base/result.hpp"
#include "postern/base/secret.hpp"
#include "postern/http/form.hpp"

namespace postern::portal::sign_in {

struct SignInForm {
    std::string email;  ///< as typed
    Secret password;
    bool remember = false;
    std::string return_link;  ///< as sent: must not be followed until SiteService allows it

    /// Fails only as http::Form does. Absent fields are empty: see is_complete().
    static Result<SignInForm, http::FormError> parse(const http::Request& request);

    bool is_complete() const noexcept { return !email.empty() && !password.empty(); }
};

struct PasskeySignInForm {
    std::string answer;  ///< of the passkey; see passkey_answer
    bool remember = false;
    std::string return_link;  ///< as in SignInForm

    /// Fails only as http::Form does.
    static Result<PasskeySignInForm, http::FormError> parse(const http::Request& request);
};

}  // namespace postern::portal::sign_in
