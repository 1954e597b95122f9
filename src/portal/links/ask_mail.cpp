// GET and POST /forgot-password and /resend.
#include <cstdlib>

#include "portal/links/forms.hpp"
#include "portal/links/handlers.hpp"

namespace postern::portal {

namespace {

http::Response no_mail(const Context& context, const http::Request& request) {
    return context.pages.draw(http::Status::Forbidden, NoMailView{context.frame(request)});
}

http::Response show(const Context& context, const http::Request& request, http::Status status,
                    AskMailView view) {
    const auto binding = bind_form(context, request);
    view.form_token = binding.token;
    return with_form_cookie(context.pages.draw(status, view), binding);
}

http::Response refuse(const Context& context, const http::Request& request, AskMailView view,
                      const service::AskRefusal& refusal) {
    using enum service::AskError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case BadEmail:
            view.bad_email = true;
            return show(context, request, http::Status::UnprocessableContent, std::move(view));
        case TooMany:
            view.wait = context.wait_text(view.frame, refusal.retry_after);
            return with_retry_after(
                show(context, request, http::Status::TooManyRequests, std::move(view)),
                refusal.retry_after);
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Response show_check_mail(const Context& context, const http::Request& request,
                               CheckMailView view) {
    const auto binding = bind_form(context, request);
    view.form_token = binding.token;
    return with_form_cookie(context.pages.draw(http::Status::Ok, view), binding);
}

http::Response GetAskMail::operator()(const http::Request& request) const {
    if (!context.settings.mail_enabled) return no_mail(context, request);
    const auto kind = what ? what : parse_asked_mail(request.query_value("what").value_or(""));
    if (!kind) return context.error_page(http::PipelineError::NotFound, request);
    return show(context, request, http::Status::Ok,
                {.frame = context.frame(request), .what = *kind});
}

http::Response PostAskMail::operator()(const http::Request& request) const {
    if (!context.settings.mail_enabled) return no_mail(context, request);
    const auto form = AskMailForm::parse(request);
    const auto kind = what ? what : form ? form->what : std::nullopt;
    if (!form || !kind) return context.error_page(http::PipelineError::BadRequest, request);

    const auto asked = context.services.links.ask(*kind, form->email, context.client_of(request),
                                                  request.received);
    const auto frame = context.frame(request);
    if (!asked)
        return refuse(context, request, {.frame = frame, .what = *kind, .email = form->email},
                      asked.error());
    return show_check_mail(context, request, {.frame = frame, .what = *kind, .email = form->email});
}

}  // namespace postern::portal
