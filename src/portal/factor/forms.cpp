#include "portal/factor/forms.hpp"

namespace postern::portal::factor {

Result<ProofForm, http::FormError> ProofForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return ProofForm{.code = Secret{form->get("code")},
                     .password = Secret{form->get("current_password")},
                     .return_link = std::string{form->get("rd")}};
}

}  // namespace postern::portal::factor
