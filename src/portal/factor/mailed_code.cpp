// GET and POST /account/security/confirm.
#include "portal/factor/mailed_code.hpp"

#include <cstdlib>
#include <string>

#include "portal/factor/forms.hpp"
#include "portal/factor/handlers.hpp"
#include "portal/page/answers.hpp"
#include "postern/service/account/enrolment_code_service.hpp"

namespace postern::portal::factor {

namespace {

using Problem = MailedCodeView::Problem;

/// Where the factor is added.
std::string page_of(NewFactor factor, const ReturnTo& to) {
    switch (factor) {
        case NewFactor::App:
            return with_return("/account/security/totp", to);
        case NewFactor::Passkey:
        case NewFactor::SecurityKey:
            return with_return("/account/security/passkeys?kind=" + std::string{to_text(factor)},
                               to);
    }
    std::abort();  // a value outside the enum is a bug
}

std::string this_page(NewFactor factor, bool sent, const ReturnTo& to) {
    std::string page = "/account/security/confirm?next=" + std::string{to_text(factor)};
    if (sent) page += "&sent=1";
    return with_return(std::move(page), to);
}

MailedCodeView view_of(const Context& context, const http::Request& request, const User& user,
                       ReturnTo to, NewFactor factor) {
    auto frame = keep_return(context.frame(request, &user), to);
    return {.frame = std::move(frame),
            .menu = menu_of(context, request, AccountPage::Security),
            .return_to = std::move(to),
            .factor = factor,
            .email = user.email.text()};
}

http::Response refuse(const Context& context, MailedCodeView view,
                      const service::EnrolmentCodeRefusal& refusal) {
    using enum service::EnrolmentCodeError;
    const auto again = [&](http::Status status, Problem problem) {
        view.problem = problem;
        view.wait = context.wait_text(view.frame, refusal.retry_after);
        return with_retry_after_refusal(context.pages.draw(status, view), refusal.retry_after);
    };
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case NotNeeded:
            return context.redirect_to(page_of(view.factor, view.return_to));
        case Malformed:
            return again(http::Status::UnprocessableContent, Problem::Malformed);
        case Wrong:
            return again(http::Status::Forbidden, Problem::Wrong);
        case TooManyAttempts:
            return again(http::Status::TooManyRequests,
                         refusal.blocked ? Problem::Blocked : Problem::TooManyAttempts);
        case TooManyMails:
            return again(http::Status::TooManyRequests, Problem::TooManyMails);
        case SessionGone:
            return context.redirect_to(with_return("/login", view.return_to));
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

std::string_view to_text(NewFactor factor) {
    switch (factor) {
        case NewFactor::App:
            return "totp";
        case NewFactor::Passkey:
            return "passkey";
        case NewFactor::SecurityKey:
            return "security_key";
    }
    std::abort();  // a value outside the enum is a bug
}

NewFactor to_new_factor(std::string_view word) {
    for (const auto factor : {NewFactor::Passkey, NewFactor::SecurityKey})
        if (word == to_text(factor)) return factor;
    return NewFactor::App;
}

NewFactor to_new_factor(PasskeyKind kind) {
    return kind == PasskeyKind::Passkey ? NewFactor::Passkey : NewFactor::SecurityKey;
}

http::Response ask_for_mailed_code(const Context& context, NewFactor factor, const ReturnTo& to) {
    return context.redirect_to(this_page(factor, false, to));
}

http::Response get_mailed_code(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    auto to = return_to(context, services.sites, request.query_value("rd").value_or(""));
    const auto factor = to_new_factor(request.query_value("next").value_or(""));
    const auto client = context.client_of(request, &visitor.user);
    if (!services.mailed_codes.is_needed(visitor, client, request.received))
        return context.redirect_to(page_of(factor, to));
    auto view = view_of(context, request, visitor.user, std::move(to), factor);
    view.sent = request.query_value("sent") == "1";
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_mailed_code(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor) {
    const auto form = MailedCodeForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto to = return_to(context, services.sites, form->return_link);
    const auto factor = to_new_factor(form->next);
    const auto client = context.client_of(request, &visitor.user);
    auto view = view_of(context, request, visitor.user, to, factor);
    if (form->send) {
        const auto sent = services.mailed_codes.send(visitor, client, request.received);
        if (!sent) return refuse(context, std::move(view), sent.error());
        return context.redirect_to(this_page(factor, true, to));
    }
    view.sent = true;
    if (form->code.empty()) {
        view.problem = Problem::Incomplete;
        return context.pages.draw(http::Status::UnprocessableContent, view);
    }
    const auto done = services.mailed_codes.confirm(visitor, context.session_token(request),
                                                    form->code.reveal(), client, request.received);
    if (!done) return refuse(context, std::move(view), done.error());
    return with_session(context.redirect_to(page_of(factor, to)), context, request, *done);
}

}  // namespace postern::portal::factor
