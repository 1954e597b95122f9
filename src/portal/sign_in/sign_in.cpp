// GET and POST /login.
#include <cstdlib>

#include "portal/page/answers.hpp"
#include "portal/page/form_token.hpp"
#include "portal/sign_in/handlers.hpp"
#include "portal/sign_in/sign_in_form.hpp"
#include "portal/sign_in/views.hpp"
#include "postern/http/content_security_policy.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"

namespace postern::portal::sign_in {

namespace {

SignInView::Notice notice_of(const http::Request& request) {
    if (request.query_value("registered") == "1") return SignInView::Notice::Registered;
    if (request.query_value("reset") == "1") return SignInView::Notice::PasswordReset;
    if (request.query_value("signed_out") == "1") return SignInView::Notice::SignedOut;
    return SignInView::Notice::None;
}

http::Response go_on(const Context& context, const ReturnTo& to) {
    return to.link.empty() ? context.redirect_to("/account") : http::Response::redirect(to.link);
}

http::Response show(const Context& context, const Services& services, const http::Request& request,
                    http::Status status, SignInView view) {
    view.mail_enabled = context.settings.mail_enabled;
    view.registration_open = services.registration.is_open();
    const std::string origin = view.return_to.origin;
    auto page = draw_form(context, request, status, std::move(view));
    // The answer to this form redirects to the site, and browsers apply the page's policy to that.
    if (!origin.empty())
        page.add("Content-Security-Policy", http::content_security_policy({origin}));
    return page;
}

/// Marks the problem on the page; returns its status.
http::Status mark(const Context& context, const service::SignInRefusal& refusal, SignInView& view) {
    using enum service::SignInError;
    using Problem = SignInView::Problem;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case BadCredentials:
            view.problem = Problem::BadCredentials;
            return http::Status::Unauthorized;
        case AccountDisabled:
            view.problem = Problem::AccountDisabled;
            return http::Status::Forbidden;
        case TooManyAttempts:
            view.problem = refusal.blocked ? Problem::Blocked : Problem::TooManyAttempts;
            view.wait = context.wait_text(view.frame, refusal.retry_after);
            return http::Status::TooManyRequests;
        case EmailNotVerified:
            view.problem = Problem::EmailNotVerified;
            return http::Status::Forbidden;
        case DeletionScheduled:
            view.problem = Problem::DeletionScheduled;
            return http::Status::Forbidden;
        case Busy:
            view.problem = Problem::Busy;
            return http::Status::ServiceUnavailable;
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const Context& context, const Services& services,
                      const http::Request& request, SignInView view,
                      const service::SignInRefusal& refusal) {
    const auto status = mark(context, refusal, view);
    return with_retry_after_refusal(show(context, services, request, status, std::move(view)),
                                    refusal.retry_after);
}

http::Response refuse_incomplete(const Context& context, const Services& services,
                                 const http::Request& request, SignInView view,
                                 const SignInForm& form) {
    view.problem = SignInView::Problem::Incomplete;
    view.email_missing = form.email.empty();
    view.password_missing = form.password.empty();
    return show(context, services, request, http::Status::BadRequest, std::move(view));
}

http::Cookie session_cookie(const http::SessionCookies& cookies,
                            const service::OpenedSession& opened, TimePoint now) {
    const auto& session = opened.session.session;
    return cookies.session(opened.token.reveal(), session.remember
                                                      ? std::optional{session.expires_at - now}
                                                      : std::nullopt);
}

}  // namespace

http::Response get_sign_in(const Context& context, const Services& services,
                           const http::Request& request) {
    const auto to = return_to(services.sites, request.query_value("rd").value_or(""));
    if (context.find_session(request)) return go_on(context, to);
    return show(context, services, request, http::Status::Ok,
                {.frame = context.frame(request), .return_to = to, .notice = notice_of(request)});
}

http::Response post_sign_in(const Context& context, const Services& services,
                            const http::Request& request) {
    const auto form = SignInForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);

    SignInView view{.frame = context.frame(request),
                    .return_to = return_to(services.sites, form->return_link),
                    .email = form->email,
                    .remember = form->remember};
    if (!form->is_complete())
        return refuse_incomplete(context, services, request, std::move(view), *form);

    const auto done = services.sign_in.sign_in(
        {form->email, form->password.reveal(), form->remember, context.session_token(request)},
        context.client_of(request), request.received);
    if (!done) return refuse(context, services, request, std::move(view), done.error());

    return go_on(context, view.return_to)
        .with(session_cookie(context.cookies, done->opened, request.received))
        .with(context.cookies.device(done->device))
        .with(context.cookies.clear_form());
}

}  // namespace postern::portal::sign_in
