// GET and POST /account/delete.
#include "portal/account/forms.hpp"
#include "portal/account/handlers.hpp"
#include "portal/account/reader.hpp"
#include "portal/account/refusal.hpp"
#include "portal/page/answers.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::account {

namespace {

DeleteAccountView view_of(const Context& context, const http::Request& request, const User& user) {
    const auto frame = context.frame(request, &user);
    return {.frame = frame,
            .menu = menu_of(context, request, AccountPage::Deletion),
            .grace = text::duration_text(context.pages.words(), frame.language,
                                         context.settings.deletion_grace),
            .mail_enabled = context.settings.mail_enabled};
}

/// Schedules the deletion; the page says until when the user can cancel it.
http::Response schedule(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor) {
    const auto gone_at = services.account.delete_account(
        visitor, kInSession, context.client_of(request, &visitor.user), request.received);
    const auto frame = context.frame(request, &visitor.user);
    if (!gone_at)
        return draw_refused(context, view_of(context, request, visitor.user),
                            refusal_of(gone_at.error()));
    const AccountDeletedView view{.frame = frame,
                                  .gone = reader_of(context, frame, visitor.user).moment(*gone_at),
                                  .mail_enabled = context.settings.mail_enabled};
    return with_cleared_cookies(context.pages.draw(http::Status::Ok, view), context, request);
}

}  // namespace

http::Response get_delete_account(const Context& context, const http::Request& request,
                                  const SessionWithUser& visitor) {
    return context.pages.draw(http::Status::Ok, view_of(context, request, visitor.user));
}

http::Response post_delete_account(const Context& context, const Services& services,
                                   const http::Request& request, const SessionWithUser& visitor) {
    const auto form = DeleteAccountForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    if (!form->sure)
        return draw_refused(context, view_of(context, request, visitor.user),
                            {.problems = {.not_confirmed = true}});
    return schedule(context, services, request, visitor);
}

}  // namespace postern::portal::account
