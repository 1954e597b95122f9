// GET and POST /register.
#include <cstdlib>

#include "portal/links/handlers.hpp"
#include "portal/sign_in/handlers.hpp"
#include "portal/sign_in/registration_form.hpp"
#include "postern/base/bytes.hpp"

namespace postern::portal {

namespace {

constexpr std::chrono::seconds kBusyRetryAfter{2};

http::Response closed(const Context& context, const http::Request& request) {
    return context.pages.draw(http::Status::Forbidden, RegisterClosedView{context.frame(request)});
}

http::Response show(const Context& context, const http::Request& request, http::Status status,
                    RegisterView view) {
    const auto binding = bind_form(context, request);
    view.form_token = binding.token;
    view.new_password.needs = context.settings.password_needs;
    return with_form_cookie(context.pages.draw(status, view), binding);
}

http::Response refused(const Context& context, const http::Request& request,
                       const service::RegistrationRefusal& refusal, RegisterView view) {
    const auto status = mark_problems(refusal, view);
    if (status == http::Status::Forbidden) return closed(context, request);
    const bool too_many = status == http::Status::TooManyRequests;
    if (too_many) view.wait = context.wait_text(view.frame, refusal.retry_after);
    auto page = show(context, request, status, std::move(view));
    if (too_many) return with_retry_after(std::move(page), refusal.retry_after);
    if (status == http::Status::ServiceUnavailable)
        return with_retry_after(std::move(page), kBusyRetryAfter);
    return page;
}

http::Response registered(const Context& context, const http::Request& request,
                          const service::Registered& done, const RegisterView& view) {
    if (done.needs_confirmation)
        return show_check_mail(context, request,
                               {.frame = view.frame,
                                .what = MailKind::VerifyEmail,
                                .why = CheckMailView::Why::Registered,
                                .email = view.email});
    const auto& link = view.return_to.link;
    return context.redirect_to("/login?registered=1" +
                               (link.empty() ? "" : "&rd=" + percent_encode(link)));
}

/// Marks one problem; the status of a page with that problem alone.
http::Status mark(service::RegistrationError error, RegisterView& view) {
    using enum service::RegistrationError;
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case Closed:
            return http::Status::Forbidden;
        case BadEmail:
            view.bad_email = true;
            return http::Status::UnprocessableContent;
        case BadDisplayName:
            view.bad_display_name = true;
            return http::Status::UnprocessableContent;
        case BadPassword:
            return http::Status::UnprocessableContent;
        case EmailTaken:
            view.email_taken = true;
            return http::Status::Conflict;
        case TooMany:
            return http::Status::TooManyRequests;
        case Busy:
            view.busy = true;
            return http::Status::ServiceUnavailable;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Status mark_problems(const service::RegistrationRefusal& refusal, RegisterView& view) {
    auto status = http::Status::UnprocessableContent;
    view.new_password.problems = refusal.password_problems;
    for (const auto error : refusal.errors) status = mark(error, view);
    return status;
}

http::Response GetRegister::operator()(const http::Request& request) const {
    if (context.find_session(request)) return context.redirect_to("/account");
    if (!context.services.registration.is_open()) return closed(context, request);
    return show(context, request, http::Status::Ok,
                {.frame = context.frame(request),
                 .return_to = context.return_to(request.query_value("rd").value_or(""))});
}

http::Response PostRegister::operator()(const http::Request& request) const {
    const auto form = RegistrationForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);

    RegisterView view{.frame = context.frame(request),
                      .return_to = context.return_to(form->return_link),
                      .email = form->email,
                      .display_name = form->display_name};
    const auto done = context.services.registration.register_user(
        {form->email, form->display_name, form->password.reveal()}, context.client_of(request),
        request.received);
    if (!done) return refused(context, request, done.error(), std::move(view));
    return registered(context, request, *done, view);
}

}  // namespace postern::portal
