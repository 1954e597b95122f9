#include "portal/sign_in/registration_form.hpp"

#include "portal/page/profile_fields.hpp"

namespace postern::portal::sign_in {

Result<RegistrationForm, http::FormError> RegistrationForm::parse(
    const http::Request& request, const std::vector<ProfileField>& fields) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return RegistrationForm{.email = std::string{form->get("email")},
                            .display_name = std::string{form->get("display_name")},
                            .password = Secret{form->get("password")},
                            .time_zone = std::string{form->get("time_zone")},
                            .return_link = std::string{form->get("rd")},
                            .terms = std::string{form->get("terms")},
                            .profile = typed_profile(*form, fields)};
}

}  // namespace postern::portal::sign_in
