// GET and POST /verify-email, /confirm-email, /undo-email, /keep-account, /reset-factors and
// /keep-factors.
#include <cstdlib>

#include "portal/links/forms.hpp"
#include "portal/links/handlers.hpp"
#include "portal/links/link_gone.hpp"
#include "portal/links/views.hpp"
#include "portal/page/answers.hpp"
#include "portal/page/form_token.hpp"

namespace postern::portal::links {

namespace {

std::string_view done_page(MailTokenKind kind) {
    switch (kind) {
        case MailTokenKind::VerifyEmail:
            return "/verify-email/done";
        case MailTokenKind::ChangeEmail:
            return "/confirm-email/done";
        case MailTokenKind::UndoEmailChange:
            return "/undo-email/done";
        case MailTokenKind::KeepAccount:
            return "/keep-account/done";
        case MailTokenKind::ResetFactors:
            return "/reset-factors/done";
        case MailTokenKind::KeepFactors:
            return "/keep-factors/done";
        case MailTokenKind::ResetPassword:
        case MailTokenKind::EnrolmentCode:
            break;  // have pages of their own
    }
    std::abort();  // a value outside the enum, or a route's row that is wrong, is a bug
}

Result<User, service::LinkError> use(const Context& context, const Services& services,
                                     const http::Request& request, MailTokenKind kind,
                                     std::string_view token) {
    const auto& links = services.links;
    const auto client = context.client_of(request);
    switch (kind) {
        case MailTokenKind::VerifyEmail:
            return links.verify_email(token, client, request.received);
        case MailTokenKind::ChangeEmail:
            return links.change_email(token, client, request.received);
        case MailTokenKind::UndoEmailChange:
            return links.undo_email_change(token, client, request.received);
        case MailTokenKind::KeepAccount:
            return links.keep_account(token, client, request.received);
        case MailTokenKind::ResetFactors:
            return links.reset_factors(token, client, request.received);
        case MailTokenKind::KeepFactors:
            return links.keep_factors(token, client, request.received);
        case MailTokenKind::ResetPassword:
        case MailTokenKind::EnrolmentCode:
            break;  // have pages of their own
    }
    std::abort();  // a value outside the enum, or a route's row that is wrong, is a bug
}

http::Response show(const Context& context, const Services& services, const http::Request& request,
                    http::Status status, MailTokenKind kind, const std::string& token) {
    const auto preview = services.links.look_at(kind, token, request.received);
    if (!preview) return link_gone(context, request, kind, service::LinkError::Gone);
    const LinkView view{.frame = context.frame(request, &preview->user),
                        .kind = kind,
                        .token = token,
                        .display_name = preview->user.display_name.text(),
                        .email = preview->email.text(),
                        .return_to = return_to(context, services.sites, preview->return_link),
                        .stale = status == http::Status::Forbidden};
    return with_secret_address(draw_form(context, request, status, view));
}

}  // namespace

http::Response get_link(const Context& context, const Services& services, MailTokenKind kind,
                        const http::Request& request) {
    return show(context, services, request, http::Status::Ok, kind,
                request.query_value("token").value_or(""));
}

http::Response post_link(const Context& context, const Services& services, MailTokenKind kind,
                         const http::Request& request) {
    const auto form = LinkForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto user = use(context, services, request, kind, form->token.reveal());
    if (!user) return link_gone(context, request, kind, user.error());
    const auto to = return_to(context, services.sites, form->return_link);
    return context.redirect_to(with_return(std::string{done_page(kind)}, to))
        .with(context.cookies.address(user->email.text()));
}

http::Response stale_link(const Context& context, const Services& services, MailTokenKind kind,
                          const http::Request& request) {
    const auto form = LinkForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    return show(context, services, request, http::Status::Forbidden, kind,
                std::string{form->token.reveal()});
}

http::Response get_link_done(const Context& context, const Services& services, MailTokenKind kind,
                             const http::Request& request) {
    const auto to = return_to(context, services.sites, request.query_value("rd").value_or(""));
    return context.pages.draw(http::Status::Ok,
                              LinkDoneView{keep_return(context.frame(request), to), kind, to});
}

}  // namespace postern::portal::links
