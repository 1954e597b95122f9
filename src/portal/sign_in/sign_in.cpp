// GET and POST /login.
#include <cstdlib>

#include "portal/page/answers.hpp"
#include "portal/page/form_token.hpp"
#include "portal/page/framed.hpp"
#include "portal/sign_in/handlers.hpp"
#include "portal/sign_in/sign_in_form.hpp"
#include "portal/sign_in/sign_in_page.hpp"
#include "postern/service/sign_in/sign_in_service.hpp"

namespace postern::portal::sign_in {

namespace {

SignInView::Notice notice_of(const http::Request& request) {
    if (request.query_value("registered") == "1") return SignInView::Notice::Registered;
    if (request.query_value("waiting") == "1") return SignInView::Notice::Waiting;
    if (request.query_value("reset") == "1") return SignInView::Notice::PasswordReset;
    if (request.query_value("signed_out") == "1") return SignInView::Notice::SignedOut;
    if (request.query_value("expired") == "1") return SignInView::Notice::Expired;
    return SignInView::Notice::None;
}

/// Of a person who has just used a link from an e-mail; empty for everyone else.
std::string known_address(const Context& context, const http::Request& request) {
    const auto email = EmailAddress::parse(context.cookies.find_address(request.cookies));
    return email ? email->text() : std::string{};
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
        case AwaitingApproval:
            view.problem = Problem::AwaitingApproval;
            return http::Status::Forbidden;
        case Busy:
            view.problem = Problem::Busy;
            return http::Status::ServiceUnavailable;
        case SecondFactorRequired:  // goes on elsewhere
            break;
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const Context& context, const Services& services,
                      const http::Request& request, SignInView view,
                      const service::SignInRefusal& refusal) {
    const auto status = mark(context, refusal, view);
    return with_retry_after_refusal(
        show_sign_in(context, services, request, status, std::move(view)), refusal.retry_after);
}

http::Response refuse_incomplete(const Context& context, const Services& services,
                                 const http::Request& request, SignInView view,
                                 const SignInForm& form) {
    view.problem = SignInView::Problem::Incomplete;
    view.email_missing = form.email.empty();
    view.password_missing = form.password.empty();
    return show_sign_in(context, services, request, http::Status::BadRequest, std::move(view));
}

/// True when this very person has signed in in another window since the form was drawn.
bool is_signed_in_since(const Context& context, const http::Request& request,
                        std::string_view email) {
    const auto form = http::Form::parse(request);
    if (!form || form_token_ok(context.cookies, request, *form)) return false;
    const auto session = context.find_session(request);
    if (!session) return false;
    const User& user = session->user;
    if (const auto address = EmailAddress::parse(email)) return *address == user.email;
    const auto name = Username::parse(email);
    return name && user.username == *name;
}

}  // namespace

http::Response get_sign_in(const Context& context, const Services& services,
                           const http::Request& request) {
    const auto to = return_to(context, services.sites, request.query_value("rd").value_or(""));
    if (context.find_session(request)) return go_on(context, request, to);
    if (is_framed(request)) return show_framed(context, request, to);
    return show_sign_in(context, services, request, http::Status::Ok,
                        {.frame = keep_return(context.frame(request), to),
                         .return_to = to,
                         .email = known_address(context, request),
                         .notice = notice_of(request)});
}

http::Response post_sign_in(const Context& context, const Services& services,
                            const http::Request& request) {
    const auto form = SignInForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);

    SignInView view{.frame = context.frame(request),
                    .return_to = return_to(context, services.sites, form->return_link),
                    .email = form->email,
                    .remember = form->remember};
    if (is_signed_in_since(context, request, form->email))
        return go_on(context, request, view.return_to);
    if (!form->is_complete())
        return refuse_incomplete(context, services, request, std::move(view), *form);

    const auto done = services.sign_in.sign_in(
        {form->email, form->password.reveal(), form->remember, context.session_token(request)},
        context.client_of(request), request.received);
    if (!done && done.error().waiting)
        return context.redirect_to(with_return("/login/second", view.return_to))
            .with(context.cookies.sign_in(done.error().waiting->token.reveal()));
    if (!done) return refuse(context, services, request, std::move(view), done.error());
    return arrive(context, request, view.return_to, *done);
}

http::Response stale_sign_in(const Context& context, const Services& services,
                             const http::Request& request) {
    const auto form = SignInForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    return show_sign_in(context, services, request, http::Status::Forbidden,
                        {.frame = context.frame(request),
                         .return_to = return_to(context, services.sites, form->return_link),
                         .email = form->email,
                         .remember = form->remember,
                         .problem = SignInView::Problem::Stale});
}

}  // namespace postern::portal::sign_in
