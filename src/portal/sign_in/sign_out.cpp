// GET and POST /logout, and the start page.
#include "portal/page/answers.hpp"
#include "portal/page/form_token.hpp"
#include "portal/sign_in/handlers.hpp"
#include "portal/sign_in/views.hpp"
#include "postern/service/session/sign_out_service.hpp"

namespace postern::portal::sign_in {

http::Response get_start(const Context& context, const http::Request& request) {
    return context.redirect_to(context.find_session(request) ? "/account" : "/login");
}

http::Response get_without_slash(const Context& context, const http::Request& request) {
    std::string to = context.settings.base_path + request.path.substr(0, request.path.size() - 1);
    if (!request.query.empty()) to.append("?").append(request.query);
    return http::Response::redirect(to);
}

http::Response get_sign_out(const Context& context, const Services& services,
                            const http::Request& request) {
    const auto visitor = context.find_session(request);
    const auto to = return_to(context, services.sites, request.query_value("rd").value_or(""));
    if (!visitor) return signed_out(context, request, to);
    const SignOutView view{.frame = keep_return(context.frame(request, &visitor->user), to),
                           .form_token = bind_form(context, request).token,
                           .display_name = visitor->user.display_name.text(),
                           .email = visitor->user.email.text(),
                           .return_to = to};
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_sign_out(const Context& context, const Services& services,
                             const http::Request& request) {
    services.sign_out.sign_out(context.session_token(request), context.client_of(request),
                               request.received);
    const auto form = http::Form::parse(request);
    const auto to = return_to(context, services.sites, form ? form->get("rd") : "");
    return signed_out(context, request, to);
}

http::Response stale_sign_out(const Context& context, const http::Request& request) {
    return context.find_session(request) ? context.redirect_to("/logout")
                                         : signed_out(context, request);
}

}  // namespace postern::portal::sign_in
