// GET and POST /reset-password.
#include <cstdlib>

#include "portal/links/forms.hpp"
#include "portal/links/handlers.hpp"
#include "portal/links/link_gone.hpp"
#include "portal/links/views.hpp"
#include "portal/page/answers.hpp"
#include "portal/page/form_token.hpp"

namespace postern::portal::links {

namespace {

constexpr auto kKind = MailTokenKind::ResetPassword;

/// The form, while the link is good; `view` says what was wrong with the last attempt.
http::Response show(const Context& context, const Services& services, const http::Request& request,
                    http::Status status, ResetPasswordView view) {
    const auto preview = services.links.look_at(kKind, view.token, request.received);
    if (!preview) return link_gone(context, request, kKind, service::LinkError::Gone);
    view.frame = context.frame(request, &preview->user);
    view.email = preview->user.email.text();
    view.return_to = return_to(context, services.sites, preview->return_link);
    view.new_password.needs = context.settings.password_needs;
    view.new_password.word_problems(context, view.frame);
    return with_secret_address(draw_form(context, request, status, std::move(view)));
}

http::Response refuse(const Context& context, const Services& services,
                      const http::Request& request, ResetPasswordView view,
                      const service::ResetRefusal& refusal) {
    using enum service::ResetError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case LinkGone:
            return link_gone(context, request, kKind, service::LinkError::Gone);
        case BadPassword:
            view.new_password.problems = refusal.problems;
            return show(context, services, request, http::Status::UnprocessableContent,
                        std::move(view));
        case Busy:
            view.busy = true;
            return with_retry_after_refusal(
                show(context, services, request, http::Status::ServiceUnavailable, std::move(view)),
                {});
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Response get_reset_password(const Context& context, const Services& services,
                                  const http::Request& request) {
    return show(context, services, request, http::Status::Ok,
                {.frame = {}, .token = request.query_value("token").value_or("")});
}

http::Response post_reset_password(const Context& context, const Services& services,
                                   const http::Request& request) {
    const auto form = ResetPasswordForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto user = services.links.reset_password(form->token.reveal(), form->password.reveal(),
                                                    context.client_of(request), request.received);
    if (!user) {
        return refuse(context, services, request,
                      {.frame = {},
                       .token = std::string{form->token.reveal()},
                       .new_password = {.missing = form->password.empty()}},
                      user.error());
    }
    return context
        .redirect_to(
            with_return("/login?reset=1", return_to(context, services.sites, form->return_link)))
        .with(context.cookies.address(user->email.text()));
}

http::Response stale_reset_password(const Context& context, const Services& services,
                                    const http::Request& request) {
    const auto form = ResetPasswordForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    return show(context, services, request, http::Status::Forbidden,
                {.frame = {}, .token = std::string{form->token.reveal()}, .stale = true});
}

}  // namespace postern::portal::links
