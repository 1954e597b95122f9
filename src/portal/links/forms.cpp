#include "portal/links/forms.hpp"

#include "postern/base/bytes.hpp"

namespace postern::portal::links {

std::optional<MailKind> parse_asked_mail(std::string_view text) noexcept {
    const auto kind = parse_mail_kind(text);
    const bool may_be_asked_for = kind == MailKind::VerifyEmail ||
                                  kind == MailKind::ResetPassword ||
                                  kind == MailKind::DeletionScheduled;
    return may_be_asked_for ? kind : std::nullopt;
}

Result<AskMailForm, http::FormError> AskMailForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return AskMailForm{.email = std::string{trim(form->get("email"))},
                       .what = parse_asked_mail(form->get("what")),
                       .return_link = std::string{form->get("rd")}};
}

Result<LinkForm, http::FormError> LinkForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return LinkForm{.token = Secret{form->get("token")},
                    .return_link = std::string{form->get("rd")}};
}

Result<ResetPasswordForm, http::FormError> ResetPasswordForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return ResetPasswordForm{.token = Secret{form->get("token")},
                             .password = Secret{form->get("password")},
                             .return_link = std::string{form->get("rd")}};
}

}  // namespace postern::portal::links
