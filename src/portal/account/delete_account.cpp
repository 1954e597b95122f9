// GET and POST /account/delete.
#include "portal/account/forms.hpp"
#include "portal/account/handlers.hpp"
#include "portal/account/refusal.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal {

namespace {

DeleteAccountView view_of(const Context& context, const http::Request& request, const User& user) {
    const auto frame = context.frame(request, &user);
    return {.frame = frame,
            .menu = {AccountPage::Deletion, bind_form(context, request).token},
            .email = user.email.text(),
            .grace = text::duration_text(context.pages.words(), frame.language,
                                         context.settings.deletion_grace),
            .mail_enabled = context.settings.mail_enabled};
}

Refusal not_confirmed() {
    return {.status = http::Status::UnprocessableContent, .problems = {.not_confirmed = true}};
}

/// Asks the service; the page says until when it can be undone.
http::Response put_to_sleep(const Context& context, const http::Request& request,
                            const SessionWithUser& visitor, const DeleteAccountForm& form) {
    const auto gone_at = context.services.account.delete_account(
        visitor, form.present_password.reveal(), context.client_of(request, &visitor.user),
        request.received);
    const auto frame = context.frame(request, &visitor.user);
    if (!gone_at)
        return draw_refused(context, view_of(context, request, visitor.user),
                            refusal_of(context, frame, gone_at.error()));
    const auto& cookies = context.services.cookies;
    const AccountDeletedView view{.frame = frame,
                                  .gone = reader_of(context, frame, visitor.user).moment(*gone_at),
                                  .mail_enabled = context.settings.mail_enabled};
    return context.pages.draw(http::Status::Ok, view)
        .with(cookies.clear_session())
        .with(cookies.clear_form());
}

}  // namespace

http::Response GetDeleteAccount::operator()(const http::Request& request,
                                            const SessionWithUser& visitor) const {
    return context.pages.draw(http::Status::Ok, view_of(context, request, visitor.user));
}

http::Response PostDeleteAccount::operator()(const http::Request& request,
                                             const SessionWithUser& visitor) const {
    const auto form = DeleteAccountForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    if (!form->sure)
        return draw_refused(context, view_of(context, request, visitor.user), not_confirmed());
    return put_to_sleep(context, request, visitor, *form);
}

}  // namespace postern::portal
