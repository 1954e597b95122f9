#include "portal/sign_in/sign_in_page.hpp"

#include <utility>

#include "portal/page/answers.hpp"
#include "portal/page/duty_first.hpp"
#include "portal/page/form_token.hpp"
#include "postern/base/log.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/service/sign_in/passkey_sign_in_service.hpp"

namespace postern::portal::sign_in {

http::Response show_sign_in(const Context& context, const Services& services,
                            const http::Request& request, http::Status status, SignInView view) {
    view.mail_enabled = context.settings.mail_enabled;
    view.registration_open = services.registration.is_open() && view.return_to.may_register;
    view.passkeys = services.passkey_sign_in.is_available();
    return draw_onward_form(context, request, status, std::move(view));
}

http::Response arrive(const Context& context, const http::Request& request, const ReturnTo& to,
                      const service::SignedIn& done) {
    if (context.cookies.find_session(request.cookies).duplicate)
        log::warning("session_cookie_doubled", {{"cookie_domain", context.cookies.domain()},
                                                {"request_id", request.request_id}});
    return with_session(go_on_as(context, request, done.opened.session.user, to), context, request,
                        done.opened)
        .with(context.cookies.clear_address())
        .with(context.cookies.device(done.device));
}

}  // namespace postern::portal::sign_in
