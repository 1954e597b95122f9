// GET and POST /login.
#include <cstdlib>

#include "portal/sign_in/handlers.hpp"
#include "portal/sign_in/sign_in_form.hpp"
#include "postern/http/content_security_policy.hpp"

namespace postern::portal {

namespace {

constexpr std::string_view kBusyRetryAfterSeconds = "2";

SignInView::Notice notice_of(const http::Request& request) {
    if (request.query_value("registered") == "1") return SignInView::Notice::Registered;
    if (request.query_value("reset") == "1") return SignInView::Notice::PasswordReset;
    if (request.query_value("signed_out") == "1") return SignInView::Notice::SignedOut;
    return SignInView::Notice::None;
}

http::Response go_on(const Context& context, const ReturnTo& to) {
    return to.link.empty() ? context.redirect_to("/account") : http::Response::redirect(to.link);
}

http::Response show(const Context& context, const http::Request& request, http::Status status,
                    SignInView view) {
    const auto binding = bind_form(context, request);
    view.form_token = binding.token;
    view.mail_enabled = context.settings.mail_enabled;
    view.registration_open = context.services.registration.is_open();
    auto page = context.pages.draw(status, view);
    // The answer to this form leads to the site, and browsers hold that against the page's policy.
    if (!view.return_to.origin.empty())
        page.add("Content-Security-Policy", http::content_security_policy({view.return_to.origin}));
    return with_form_cookie(std::move(page), binding);
}

http::Response refuse_for_now(const Context& context, const http::Request& request, SignInView view,
                              const service::SignInRefusal& refusal) {
    view.problem =
        refusal.blocked ? SignInView::Problem::Blocked : SignInView::Problem::TooManyAttempts;
    view.wait = context.wait_text(view.frame, refusal.retry_after);
    return with_retry_after(show(context, request, http::Status::TooManyRequests, std::move(view)),
                            refusal.retry_after);
}

http::Response refuse(const Context& context, const http::Request& request, SignInView view,
                      const service::SignInRefusal& refusal) {
    using enum service::SignInError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case BadCredentials:
            view.problem = SignInView::Problem::BadCredentials;
            return show(context, request, http::Status::Unauthorized, std::move(view));
        case AccountDisabled:
            view.problem = SignInView::Problem::AccountDisabled;
            return show(context, request, http::Status::Forbidden, std::move(view));
        case TooManyAttempts:
            return refuse_for_now(context, request, std::move(view), refusal);
        case EmailNotVerified:
            view.problem = SignInView::Problem::EmailNotVerified;
            return show(context, request, http::Status::Forbidden, std::move(view));
        case DeletionScheduled:
            view.problem = SignInView::Problem::DeletionScheduled;
            return show(context, request, http::Status::Forbidden, std::move(view));
        case Busy:
            view.problem = SignInView::Problem::Busy;
            return show(context, request, http::Status::ServiceUnavailable, std::move(view))
                .add("Retry-After", kBusyRetryAfterSeconds);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse_incomplete(const Context& context, const http::Request& request,
                                 SignInView view, const SignInForm& form) {
    view.problem = SignInView::Problem::Incomplete;
    view.email_missing = form.email.empty();
    view.password_missing = form.password.empty();
    return show(context, request, http::Status::BadRequest, std::move(view));
}

http::Cookie session_cookie(const http::SessionCookies& cookies,
                            const service::OpenedSession& opened, TimePoint now) {
    const auto& session = opened.session.session;
    return cookies.session(opened.token.reveal(), session.remember
                                                      ? std::optional{session.expires_at - now}
                                                      : std::nullopt);
}

}  // namespace

http::Response GetSignIn::operator()(const http::Request& request) const {
    const auto to = context.return_to(request.query_value("rd").value_or(""));
    if (context.find_session(request)) return go_on(context, to);
    return show(context, request, http::Status::Ok,
                {.frame = context.frame(request), .return_to = to, .notice = notice_of(request)});
}

http::Response PostSignIn::operator()(const http::Request& request) const {
    const auto form = SignInForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);

    SignInView view{.frame = context.frame(request),
                    .return_to = context.return_to(form->return_link),
                    .email = form->email,
                    .remember = form->remember};
    if (!form->is_complete()) return refuse_incomplete(context, request, std::move(view), *form);

    const auto& services = context.services;
    const auto signed_in = services.login.sign_in(
        {form->email, form->password.reveal(), form->remember, context.session_token(request)},
        context.client_of(request), request.received);
    if (!signed_in) return refuse(context, request, std::move(view), signed_in.error());

    return go_on(context, view.return_to)
        .with(session_cookie(services.cookies, signed_in->opened, request.received))
        .with(services.cookies.device(signed_in->device))
        .with(services.cookies.clear_form());
}

}  // namespace postern::portal
