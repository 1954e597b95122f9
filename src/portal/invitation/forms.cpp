#include "portal/invitation/forms.hpp"

#include "portal/page/profile_fields.hpp"

namespace postern::portal::invitation {

Result<InvitationForm, http::FormError> InvitationForm::parse(
    const http::Request& request, const std::vector<ProfileField>& fields) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return InvitationForm{.token = Secret{form->get("token")},
                          .display_name = std::string{form->get("display_name")},
                          .password = Secret{form->get("password")},
                          .time_zone = std::string{form->get("time_zone")},
                          .terms = std::string{form->get("terms")},
                          .profile = typed_profile(*form, fields)};
}

Result<AcceptForm, http::FormError> AcceptForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return AcceptForm{.token = Secret{form->get("token")}};
}

}  // namespace postern::portal::invitation
