// GET and POST /account/email.
#include "portal/account/forms.hpp"
#include "portal/account/handlers.hpp"
#include "portal/account/refusal.hpp"
#include "postern/service/account/account_service.hpp"

namespace postern::portal::account {

namespace {

ChangeEmailView view_of(const Context& context, const http::Request& request, const User& user,
                        std::string typed) {
    return {.frame = context.frame(request, &user),
            .menu = menu_of(context, request, AccountPage::Email),
            .email = user.email.text(),
            .new_email = std::move(typed),
            .mail_enabled = context.settings.mail_enabled};
}

}  // namespace

http::Response get_change_email(const Context& context, const http::Request& request,
                                const SessionWithUser& visitor) {
    return context.pages.draw(http::Status::Ok, view_of(context, request, visitor.user, ""));
}

http::Response post_change_email(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& visitor) {
    const auto form = ChangeEmailForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto view = view_of(context, request, visitor.user, form->email);
    if (!view.mail_enabled) return context.pages.draw(http::Status::Forbidden, view);
    const auto asked = services.account.ask_for_email_change(
        visitor, kInSession, form->email, context.client_of(request, &visitor.user),
        request.received);
    if (!asked) {
        auto refusal = refusal_of(asked.error());
        return draw_refused(context, std::move(view), std::move(refusal));
    }
    // No redirect: the typed address must not get into a URL, where logs would keep it.
    view.asked = true;
    return context.pages.draw(http::Status::Ok, view);
}

}  // namespace postern::portal::account
