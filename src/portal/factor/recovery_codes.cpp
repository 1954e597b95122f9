// GET and POST /account/security/recovery-codes.
#include "portal/factor/recovery_codes.hpp"

#include "portal/factor/handlers.hpp"
#include "portal/page/answers.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/factor/fresh_proof.hpp"
#include "postern/service/session/form_tokens.hpp"

namespace postern::portal::factor {

namespace {

RenewCodesView view_of(const Context& context, const http::Request& request, const User& user,
                       const service::FactorOverview& has) {
    return {.frame = context.frame(request, &user),
            .menu = menu_of(context, request, AccountPage::Security),
            .left = has.factors().recovery_codes};
}

}  // namespace

http::Response show_recovery_codes(const Context& context, const http::Request& request,
                                   const User& user, const ShownCodes& shown) {
    RecoveryCodesView view;
    view.frame = context.frame(request, &user);
    view.menu = {AccountPage::Security,
                 service::make_form_token(shown.session_token, context.entropy)};
    view.return_to = shown.return_to;
    view.added = shown.added;
    view.account = user.email.text();
    for (const Secret& code : shown.codes) view.codes.emplace_back(code.reveal());
    return context.pages.draw(http::Status::Ok, view);
}

http::Response get_recovery_codes(const Context& context, const Services& services,
                                  const http::Request& request, const SessionWithUser& visitor) {
    const auto has = services.factors.overview(visitor.user);
    if (!has.factors().any()) return context.redirect_to("/account/security");
    if (!service::has_fresh_proof(visitor.session, has.factors(), request.received))
        return context.redirect_to(step_up_page_for(context, request.path));
    return context.pages.draw(http::Status::Ok, view_of(context, request, visitor.user, has));
}

http::Response post_recovery_codes(const Context& context, const Services& services,
                                   const http::Request& request, const SessionWithUser& visitor) {
    auto made = services.factors.make_recovery_codes(
        visitor, context.client_of(request, &visitor.user), request.received);
    if (made)
        return show_recovery_codes(
            context, request, visitor.user,
            {.codes = std::move(*made), .session_token = context.session_token(request)});
    const auto error = made.error().error;
    if (error == service::FactorError::StepUpRequired)
        return context.redirect_to(step_up_page_for(context, request.path));
    // There is no factor, or somebody else has just changed it: look again.
    if (error != service::FactorError::Busy) return context.redirect_to("/account/security");
    auto view = view_of(context, request, visitor.user, services.factors.overview(visitor.user));
    view.busy = true;
    return with_retry_after_refusal(context.pages.draw(http::Status::ServiceUnavailable, view), {});
}

}  // namespace postern::portal::factor
