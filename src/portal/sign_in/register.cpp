// GET and POST /register.
#include "portal/page/answers.hpp"
#include "portal/page/check_mail.hpp"
#include "portal/page/form_token.hpp"
#include "portal/sign_in/handlers.hpp"
#include "portal/sign_in/registration_form.hpp"
#include "portal/sign_in/registration_problems.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::sign_in {

namespace {

http::Response closed(const Context& context, const http::Request& request) {
    return context.pages.draw(http::Status::Forbidden, RegisterClosedView{context.frame(request)});
}

http::Response show(const Context& context, const http::Request& request, http::Status status,
                    RegisterView view) {
    view.new_password.needs = context.settings.password_needs;
    view.new_password.word_problems(context, view.frame);
    return draw_form(context, request, status, std::move(view));
}

http::Response refused(const Context& context, const http::Request& request,
                       const service::RegistrationRefusal& refusal, RegisterView view) {
    const auto status = mark_problems(refusal, view);
    if (status == http::Status::Forbidden) return closed(context, request);
    if (status == http::Status::TooManyRequests)
        view.wait = context.wait_text(view.frame, refusal.retry_after);
    return with_retry_after_refusal(show(context, request, status, std::move(view)),
                                    refusal.retry_after);
}

http::Response registered(const Context& context, const http::Request& request,
                          const service::Registered& done, const RegisterView& view) {
    if (done.needs_confirmation)
        return show_check_mail(context, request,
                               {.frame = view.frame,
                                .what = MailKind::VerifyEmail,
                                .why = CheckMailView::Why::Registered,
                                .email = view.email,
                                .return_to = view.return_to});
    return context.redirect_to(with_return("/login?registered=1", view.return_to));
}

}  // namespace

http::Response get_register(const Context& context, const Services& services,
                            const http::Request& request) {
    const auto to = return_to(context, services.sites, request.query_value("rd").value_or(""));
    if (context.find_session(request)) return go_on(context, request, to);
    if (!services.registration.is_open()) return closed(context, request);
    return show(context, request, http::Status::Ok,
                {.frame = keep_return(context.frame(request), to), .return_to = to});
}

http::Response post_register(const Context& context, const Services& services,
                             const http::Request& request) {
    const auto form = RegistrationForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);

    RegisterView view{.frame = context.frame(request),
                      .return_to = return_to(context, services.sites, form->return_link),
                      .email = form->email,
                      .display_name = form->display_name,
                      .new_password = {.missing = form->password.empty()}};
    const bool known_zone = text::is_time_zone(form->time_zone);
    const auto done = services.registration.register_user(
        {form->email, form->display_name, form->password.reveal(), view.return_to.link,
         known_zone ? form->time_zone : std::string_view{}},
        context.client_of(request), request.received);
    if (!done) return refused(context, request, done.error(), std::move(view));
    return registered(context, request, *done, view);
}

http::Response stale_register(const Context& context, const Services& services,
                              const http::Request& request) {
    const auto form = RegistrationForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    if (!services.registration.is_open()) return closed(context, request);
    return show(context, request, http::Status::Forbidden,
                {.frame = context.frame(request),
                 .return_to = return_to(context, services.sites, form->return_link),
                 .email = form->email,
                 .display_name = form->display_name,
                 .stale = true});
}

}  // namespace postern::portal::sign_in
