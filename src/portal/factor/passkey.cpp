// GET and POST /account/security/passkeys/{id}, and POST /account/security/passkeys/{id}/remove.
#include <algorithm>
#include <optional>

#include "portal/factor/forms.hpp"
#include "portal/factor/handlers.hpp"
#include "portal/factor/passkey_row.hpp"
#include "portal/page/answers.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/account/passkey_service.hpp"

namespace postern::portal::factor {

namespace {

using service::FactorError;

constexpr const char* kSecurity = "/account/security";

/// Of the path; nothing for what can be no id.
std::optional<PublicId> id_in(const http::Request& request) {
    return PublicId::parse(request.path_values.at("id"));
}

std::string page_of(const http::Request& request) {
    return "/account/security/passkeys/" + request.path_values.at("id");
}

/// Nothing when the user has no such passkey.
std::optional<PasskeyPageView> find_view(const Context& context, const Services& services,
                                         const http::Request& request, const User& user) {
    const auto id = id_in(request);
    if (!id) return std::nullopt;
    const auto has = services.factors.overview(user);
    const auto found = std::ranges::find(has.passkeys, *id, &Passkey::public_id);
    if (found == has.passkeys.end()) return std::nullopt;
    auto frame = context.frame(request, &user);
    auto row = passkey_row(context, frame, *found);
    return PasskeyPageView{.frame = std::move(frame),
                           .menu = menu_of(context, request, AccountPage::Security),
                           .passkey = std::move(row),
                           .new_name = found->name,
                           .is_last = !has.totp && has.passkeys.size() == 1};
}

}  // namespace

http::Response get_passkey(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    const auto view = find_view(context, services, request, visitor.user);
    return view ? context.pages.draw(http::Status::Ok, *view) : context.redirect_to(kSecurity);
}

http::Response post_passkey(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto form = PasskeyNameForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto id = id_in(request);
    if (!id) return context.redirect_to(kSecurity);
    const auto done = services.passkeys.rename(visitor, *id, form->name);
    if (done) return context.redirect_to("/account/security?done=passkey_renamed");
    auto view = find_view(context, services, request, visitor.user);
    if (!view || done.error().error != FactorError::BadPasskeyName)
        return context.redirect_to(kSecurity);
    view->new_name = form->name;
    view->bad_name = true;
    return context.pages.draw(http::Status::UnprocessableContent, *view);
}

http::Response get_remove_passkey(const Context& context, const http::Request& request) {
    return context.redirect_to(id_in(request) ? page_of(request) : kSecurity);
}

http::Response post_remove_passkey(const Context& context, const Services& services,
                                   const http::Request& request, const SessionWithUser& visitor) {
    const auto id = id_in(request);
    if (!id) return context.redirect_to(kSecurity);
    const auto done = services.passkeys.remove(
        visitor, *id, context.client_of(request, &visitor.user), request.received);
    if (done)
        return with_session(context.redirect_to("/account/security?done=passkey_removed"), context,
                            request, *done);
    if (done.error().error == FactorError::StepUpRequired)
        return context.redirect_to(step_up_page_for(context, page_of(request)));
    return context.redirect_to(done.error().error == FactorError::PasswordNeeded
                                   ? "/account/security?done=password_needed"
                                   : kSecurity);
}

}  // namespace postern::portal::factor
