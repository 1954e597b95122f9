// GET and POST /reset-password.
#include <cstdlib>

#include "portal/links/forms.hpp"
#include "portal/links/handlers.hpp"

namespace postern::portal {

namespace {

constexpr auto kKind = MailTokenKind::ResetPassword;
constexpr std::chrono::seconds kBusyRetryAfter{2};

/// The form, when the link is still good; `view` says what was wrong with the last attempt.
http::Response show(const Context& context, const http::Request& request, http::Status status,
                    ResetPasswordView view) {
    const auto preview = context.services.links.look_at(kKind, view.token, request.received);
    if (!preview) return link_gone(context, request, kKind, service::LinkError::Gone);
    const auto binding = bind_form(context, request);
    view.frame = context.frame(request, &preview->user);
    view.form_token = binding.token;
    view.email = preview->user.email.text();
    view.new_password.needs = context.settings.password_needs;
    return with_form_cookie(with_secret_address(context.pages.draw(status, view)), binding);
}

http::Response refuse(const Context& context, const http::Request& request, ResetPasswordView view,
                      const service::ResetRefusal& refusal) {
    using enum service::ResetError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case LinkGone:
            return link_gone(context, request, kKind, service::LinkError::Gone);
        case BadPassword:
            view.new_password.problems = refusal.problems;
            return show(context, request, http::Status::UnprocessableContent, std::move(view));
        case Busy:
            view.busy = true;
            return with_retry_after(
                show(context, request, http::Status::ServiceUnavailable, std::move(view)),
                kBusyRetryAfter);
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Response GetResetPassword::operator()(const http::Request& request) const {
    return show(context, request, http::Status::Ok,
                {.frame = {}, .token = request.query_value("token").value_or("")});
}

http::Response PostResetPassword::operator()(const http::Request& request) const {
    const auto form = ResetPasswordForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto user =
        context.services.links.reset_password(form->token.reveal(), form->password.reveal(),
                                              context.client_of(request), request.received);
    if (!user) {
        return refuse(context, request, {.frame = {}, .token = std::string{form->token.reveal()}},
                      user.error());
    }
    return context.redirect_to("/login?reset=1");
}

}  // namespace postern::portal
