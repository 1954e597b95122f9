#include "portal/sign_in/sign_in_form.hpp"

#include "postern/base/bytes.hpp"

namespace postern::portal::sign_in {

Result<SignInForm, http::FormError> SignInForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return SignInForm{.email = std::string{trim(form->get("email"))},
                      .password = Secret{form->get("password")},
                      .remember = form->get("remember") == "1",
                      .return_link = std::string{form->get("rd")}};
}

Result<PasskeySignInForm, http::FormError> PasskeySignInForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return PasskeySignInForm{.answer = std::string{form->get("passkey")},
                             .remember = form->get("remember") == "1",
                             .return_link = std::string{form->get("rd")}};
}

}  // namespace postern::portal::sign_in
