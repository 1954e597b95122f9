#include "portal/factor/forms.hpp"

namespace postern::portal::factor {

Result<ProofForm, http::FormError> ProofForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return ProofForm{.code = Secret{form->get("code")},
                     .password = Secret{form->get("current_password")},
                     .trust_device = form->get("trust_device") == "1",
                     .return_link = std::string{form->get("rd")}};
}

Result<PasskeyProofForm, http::FormError> PasskeyProofForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return PasskeyProofForm{.answer = std::string{form->get("passkey")},
                            .trust_device = form->get("trust_device") == "1",
                            .return_link = std::string{form->get("rd")}};
}

Result<LostFactorForm, http::FormError> LostFactorForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return LostFactorForm{.return_link = std::string{form->get("rd")}};
}

Result<MailedCodeForm, http::FormError> MailedCodeForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return MailedCodeForm{.send = form->get("send") == "1",
                          .code = Secret{form->get("code")},
                          .next = std::string{form->get("next")},
                          .return_link = std::string{form->get("rd")}};
}

Result<NewPasskeyForm, http::FormError> NewPasskeyForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return NewPasskeyForm{
        .kind = parse_passkey_kind(form->get("kind")).value_or(PasskeyKind::Passkey),
        .name = std::string{form->get("name")},
        .answer = std::string{form->get("passkey")},
        .return_link = std::string{form->get("rd")}};
}

Result<PasskeyNameForm, http::FormError> PasskeyNameForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return PasskeyNameForm{.name = std::string{form->get("name")}};
}

}  // namespace postern::portal::factor
