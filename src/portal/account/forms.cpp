#include "portal/account/forms.hpp"

#include <utility>

#include "postern/base/bytes.hpp"

namespace postern::portal::account {

Result<ProfileForm, http::FormError> ProfileForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return ProfileForm{.display_name = std::string{form->get("display_name")},
                       .language = std::string{form->get("language")},
                       .time_zone = std::string{form->get("time_zone")},
                       .given_name = std::string{form->get("given_name")},
                       .family_name = std::string{form->get("family_name")},
                       .username = form->has("username")
                                       ? std::optional{std::string{form->get("username")}}
                                       : std::nullopt};
}

Result<LanguageForm, http::FormError> LanguageForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return LanguageForm{.language = std::string{form->get("language")},
                        .page = std::string{form->get("page")}};
}

Result<ChangePasswordForm, http::FormError> ChangePasswordForm::parse(
    const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return ChangePasswordForm{.typed = Secret{form->get("password")}};
}

Result<ChangeEmailForm, http::FormError> ChangeEmailForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return ChangeEmailForm{.email = std::string{trim(form->get("email"))}};
}

Result<DeleteAccountForm, http::FormError> DeleteAccountForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return DeleteAccountForm{.sure = form->get("sure") == "1"};
}

std::optional<service::SessionsToEnd> parse_sessions_to_end(std::string_view text) {
    using Scope = service::SessionsToEnd::Scope;
    if (text == "others") return service::SessionsToEnd{Scope::Others, std::nullopt};
    if (text == "everywhere") return service::SessionsToEnd{Scope::Everywhere, std::nullopt};
    auto id = PublicId::parse(text);
    if (!id) return std::nullopt;
    return service::SessionsToEnd{Scope::One, std::move(id)};
}

Result<EndSessionsForm, http::FormError> EndSessionsForm::parse(const http::Request& request) {
    const auto form = http::Form::parse(request);
    if (!form) return fail(form.error());
    return EndSessionsForm{.which = parse_sessions_to_end(form->get("which"))};
}

}  // namespace postern::portal::account
