// POST /login/passkey.
#include <cstdlib>
#include <utility>

#include "portal/page/answers.hpp"
#include "portal/page/passkey_answer.hpp"
#include "portal/sign_in/handlers.hpp"
#include "portal/sign_in/sign_in_form.hpp"
#include "portal/sign_in/sign_in_page.hpp"
#include "postern/service/sign_in/passkey_sign_in_service.hpp"

namespace postern::portal::sign_in {

namespace {

using Problem = SignInView::Problem;
using service::PasskeySignInError;

/// Marks the problem on the page; returns its status.
http::Status mark(const Context& context, const service::PasskeySignInRefusal& refusal,
                  SignInView& view) {
    using enum service::PasskeySignInError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case Unavailable:
            view.problem = Problem::PasskeysUnavailable;
            return http::Status::ServiceUnavailable;
        case Malformed:
            view.problem = Problem::PasskeyMalformed;
            return http::Status::UnprocessableContent;
        case Expired:
            view.problem = Problem::PasskeyExpired;
            return http::Status::Forbidden;
        case Refused:
            view.problem = Problem::PasskeyRefused;
            return http::Status::Unauthorized;
        case TooManyAttempts:
            view.problem = Problem::TooManyAttempts;
            view.wait = context.wait_text(view.frame, refusal.retry_after);
            return http::Status::TooManyRequests;
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const Context& context, const Services& services,
                      const http::Request& request, SignInView view,
                      const service::PasskeySignInRefusal& refusal) {
    const auto status = mark(context, refusal, view);
    return with_retry_after_refusal(
        show_sign_in(context, services, request, status, std::move(view)), refusal.retry_after);
}

SignInView view_of(const Context& context, const Services& services, const http::Request& request,
                   const PasskeySignInForm& form) {
    return {.frame = context.frame(request),
            .return_to = return_to(context, services.sites, form.return_link),
            .remember = form.remember};
}

}  // namespace

http::Response post_passkey_sign_in(const Context& context, const Services& services,
                                    const http::Request& request) {
    const auto form = PasskeySignInForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto view = view_of(context, services, request, *form);
    const auto answer = passkey_assertion(form->answer);
    if (!answer)
        return refuse(context, services, request, std::move(view), {PasskeySignInError::Malformed});

    const auto done =
        services.passkey_sign_in.sign_in({.holder = context.cookies.browser_secret(request.cookies),
                                          .answer = *answer,
                                          .remember = form->remember,
                                          .previous_token = context.session_token(request)},
                                         context.client_of(request), request.received);
    if (done) return arrive(context, request, view.return_to, *done);
    // Somebody has signed in in another window, and what was asked belonged to no session.
    if (done.error().error == PasskeySignInError::Expired && context.find_session(request))
        return go_on(context, request, view.return_to);
    return refuse(context, services, request, std::move(view), done.error());
}

http::Response stale_passkey_sign_in(const Context& context, const Services& services,
                                     const http::Request& request) {
    const auto form = PasskeySignInForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto view = view_of(context, services, request, *form);
    view.problem = Problem::Stale;
    return show_sign_in(context, services, request, http::Status::Forbidden, std::move(view));
}

}  // namespace postern::portal::sign_in
