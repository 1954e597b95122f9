// GET and POST /forgot-password and /resend.
#include <cstdlib>

#include "portal/links/forms.hpp"
#include "portal/links/handlers.hpp"
#include "portal/links/views.hpp"
#include "portal/page/answers.hpp"
#include "portal/page/check_mail.hpp"
#include "portal/page/form_token.hpp"
#include "postern/service/account/mail_link_service.hpp"

namespace postern::portal::links {

namespace {

http::Response no_mail(const Context& context, const http::Request& request) {
    return context.pages.draw(http::Status::Forbidden, NoMailView{context.frame(request)});
}

http::Response refuse(const Context& context, const http::Request& request, AskMailView view,
                      const service::AskRefusal& refusal) {
    using enum service::AskError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case BadEmail:
            view.bad_email = true;
            return draw_form(context, request, http::Status::UnprocessableContent, std::move(view));
        case TooMany:
            view.wait = context.wait_text(view.frame, refusal.retry_after);
            return with_retry_after(
                draw_form(context, request, http::Status::TooManyRequests, std::move(view)),
                refusal.retry_after);
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Response get_ask_mail(const Context& context, const Services& services,
                            std::optional<MailKind> what, const http::Request& request) {
    if (!context.settings.mail_enabled) return no_mail(context, request);
    const auto kind = what ? what : parse_asked_mail(request.query_value("what").value_or(""));
    if (!kind) return context.error_page(http::PipelineError::NotFound, request);
    const auto to = return_to(context, services.sites, request.query_value("rd").value_or(""));
    return draw_form(
        context, request, http::Status::Ok,
        AskMailView{
            .frame = keep_return(context.frame(request), to), .what = *kind, .return_to = to});
}

http::Response post_ask_mail(const Context& context, const Services& services,
                             std::optional<MailKind> what, const http::Request& request) {
    if (!context.settings.mail_enabled) return no_mail(context, request);
    const auto form = AskMailForm::parse(request);
    const auto kind = what ? what : form ? form->what : std::nullopt;
    if (!form || !kind) return context.error_page(http::PipelineError::BadRequest, request);

    const auto to = return_to(context, services.sites, form->return_link);
    const auto asked = services.links.ask(*kind, form->email, context.client_of(request),
                                          request.received, to.link);
    const auto frame = context.frame(request);
    if (!asked)
        return refuse(context, request,
                      {.frame = frame, .what = *kind, .email = form->email, .return_to = to},
                      asked.error());
    return show_check_mail(context, request,
                           {.frame = frame, .what = *kind, .email = form->email, .return_to = to});
}

http::Response stale_ask_mail(const Context& context, const Services& services,
                              std::optional<MailKind> what, const http::Request& request) {
    if (!context.settings.mail_enabled) return no_mail(context, request);
    const auto form = AskMailForm::parse(request);
    const auto kind = what ? what : form ? form->what : std::nullopt;
    if (!form || !kind) return context.error_page(http::PipelineError::BadRequest, request);
    return draw_form(context, request, http::Status::Forbidden,
                     AskMailView{.frame = context.frame(request),
                                 .what = *kind,
                                 .email = form->email,
                                 .return_to = return_to(context, services.sites, form->return_link),
                                 .stale = true});
}

}  // namespace postern::portal::links
