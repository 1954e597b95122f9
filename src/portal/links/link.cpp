// GET and POST /verify-email, /confirm-email, /undo-email and /keep-account.
#include <cstdlib>

#include "portal/links/forms.hpp"
#include "portal/links/handlers.hpp"

namespace postern::portal {

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
        case MailTokenKind::ResetPassword:
            break;  // has pages of its own
    }
    std::abort();  // a value outside the enum, or a route's row that is wrong, is a bug
}

Result<User, service::LinkError> use(const Context& context, const http::Request& request,
                                     MailTokenKind kind, std::string_view token) {
    const auto& links = context.services.links;
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
        case MailTokenKind::ResetPassword:
            break;  // has pages of its own
    }
    std::abort();  // a value outside the enum, or a route's row that is wrong, is a bug
}

}  // namespace

http::Response link_gone(const Context& context, const http::Request& request, MailTokenKind kind,
                         service::LinkError error) {
    const bool taken = error == service::LinkError::EmailTaken;
    const LinkGoneView view{.frame = context.frame(request),
                            .kind = kind,
                            .email_taken = taken,
                            .mail_enabled = context.settings.mail_enabled};
    return with_secret_address(
        context.pages.draw(taken ? http::Status::Conflict : http::Status::Gone, view));
}

http::Response GetLink::operator()(const http::Request& request) const {
    const std::string token = request.query_value("token").value_or("");
    const auto preview = context.services.links.look_at(kind, token, request.received);
    if (!preview) return link_gone(context, request, kind, service::LinkError::Gone);
    const auto binding = bind_form(context, request);
    const LinkView view{.frame = context.frame(request, &preview->user),
                        .kind = kind,
                        .form_token = binding.token,
                        .token = token,
                        .display_name = preview->user.display_name.text(),
                        .email = preview->email.text()};
    return with_form_cookie(with_secret_address(context.pages.draw(http::Status::Ok, view)),
                            binding);
}

http::Response PostLink::operator()(const http::Request& request) const {
    const auto form = LinkForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto user = use(context, request, kind, form->token.reveal());
    if (!user) return link_gone(context, request, kind, user.error());
    return context.redirect_to(done_page(kind));
}

http::Response GetLinkDone::operator()(const http::Request& request) const {
    return context.pages.draw(http::Status::Ok, LinkDoneView{context.frame(request), kind});
}

}  // namespace postern::portal
