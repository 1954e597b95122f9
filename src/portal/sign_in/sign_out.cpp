// GET and POST /logout, and the start page.
#include "portal/sign_in/handlers.hpp"

namespace postern::portal {

http::Response GetSignOut::operator()(const http::Request& request,
                                      const SessionWithUser& visitor) const {
    const auto binding = bind_form(context, request);
    const SignOutView view{.frame = context.frame(request, &visitor.user),
                           .form_token = binding.token,
                           .display_name = visitor.user.display_name.text(),
                           .email = visitor.user.email.text()};
    return context.pages.draw(http::Status::Ok, view);
}

http::Response PostSignOut::operator()(const http::Request& request) const {
    context.services.sign_out.sign_out(context.session_token(request), context.client_of(request),
                                       request.received);
    return signed_out(context);
}

http::Response GetStart::operator()(const http::Request& request) const {
    return context.redirect_to(context.find_session(request) ? "/account" : "/login");
}

}  // namespace postern::portal
