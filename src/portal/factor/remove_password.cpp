// GET and POST /account/security/password/remove.
#include "portal/factor/handlers.hpp"
#include "portal/factor/views.hpp"
#include "portal/page/answers.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/account/passkey_service.hpp"
#include "postern/service/factor/fresh_proof.hpp"

namespace postern::portal::factor {

namespace {

using Problem = RemovePasswordView::Problem;

http::Response show(const Context& context, const http::Request& request, const User& user,
                    http::Status status, Problem problem) {
    return context.pages.draw(
        status, RemovePasswordView{.frame = context.frame(request, &user),
                                   .menu = menu_of(context, request, AccountPage::Security),
                                   .problem = problem});
}

}  // namespace

http::Response get_remove_password(const Context& context, const Services& services,
                                   const http::Request& request, const SessionWithUser& visitor) {
    const auto factors = services.factors.overview(visitor.user).factors();
    if (!service::has_fresh_proof(visitor.session, factors, request.received))
        return context.redirect_to(step_up_page_for(context, request.path));
    return show(context, request, visitor.user, http::Status::Ok, Problem::None);
}

http::Response post_remove_password(const Context& context, const Services& services,
                                    const http::Request& request, const SessionWithUser& visitor) {
    const auto done = services.passkeys.remove_password(
        visitor, context.client_of(request, &visitor.user), request.received);
    if (done) return context.redirect_to("/account/security?done=password_removed");
    const auto error = done.error().error;
    if (error == service::FactorError::StepUpRequired)
        return context.redirect_to(step_up_page_for(context, request.path));
    if (error == service::FactorError::TooFewPasskeys)
        return show(context, request, visitor.user, http::Status::Conflict, Problem::TooFew);
    if (error == service::FactorError::PasskeyUnproven)
        return show(context, request, visitor.user, http::Status::Conflict, Problem::Unproven);
    return context.redirect_to("/account/security");
}

}  // namespace postern::portal::factor
