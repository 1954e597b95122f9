// GET and POST /login/second and /login/second/recovery.
#include <cstdlib>

#include "portal/factor/forms.hpp"
#include "portal/factor/handlers.hpp"
#include "portal/factor/views.hpp"
#include "portal/page/answers.hpp"
#include "portal/page/form_token.hpp"
#include "portal/page/framed.hpp"
#include "postern/service/sign_in/second_factor_service.hpp"

namespace postern::portal::factor {

namespace {

using Problem = ProveView::Problem;

http::Response show(const Context& context, const http::Request& request, http::Status status,
                    ProveView view) {
    view.frame = keep_return(std::move(view.frame), view.return_to);
    return draw_onward_form(context, request, status, std::move(view));
}

ProveView view_of(const Context& context, const http::Request& request, ReturnTo to, CodeKind kind,
                  const service::WaitingSignIn& waiting) {
    return {.frame = context.frame(request, &waiting.user),
            .return_to = std::move(to),
            .ask = kind == CodeKind::Totp ? ProveView::Ask::Totp : ProveView::Ask::RecoveryCode,
            .recovery_codes = waiting.factors.recovery_codes > 0,
            .email = waiting.user.email.text()};
}

/// Nothing waits any more. A visitor who is signed in by now, in another tab, goes on.
http::Response start_again(const Context& context, const http::Request& request,
                           const ReturnTo& to) {
    if (context.find_session(request)) return go_on(context, request, to);
    return context.redirect_to(with_return("/login?expired=1", to))
        .with(context.cookies.clear_sign_in());
}

/// Marks the problem on the page; returns its status.
http::Status mark(const Context& context, const service::CodeRefusal& refusal, ProveView& view) {
    using enum service::CodeProblem;
    switch (refusal.problem) {  // no default: a new outcome must not compile until it has an answer
        case Malformed:
            view.problem = Problem::MalformedCode;
            return http::Status::UnprocessableContent;
        case Wrong:
            view.problem = Problem::WrongCode;
            return http::Status::Forbidden;
        case TooManyAttempts:
            view.problem = refusal.blocked ? Problem::Blocked : Problem::TooManyAttempts;
            view.wait = context.wait_text(view.frame, refusal.retry_after);
            return http::Status::TooManyRequests;
        case Busy:
            view.problem = Problem::Busy;
            return http::Status::ServiceUnavailable;
        case Unavailable:
            view.problem = Problem::Unavailable;
            return http::Status::ServiceUnavailable;
        case Gone:  // has a page of its own
            break;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Response get_second_factor(const Context& context, const Services& services, CodeKind kind,
                                 const http::Request& request) {
    auto to = return_to(context, services.sites, request.query_value("rd").value_or(""));
    const auto waiting =
        services.second_factor.find(context.sign_in_token(request), request.received);
    if (!waiting && context.sign_in_token(request).empty() && !context.find_session(request))
        return context.redirect_to(with_return("/login", to));
    if (!waiting) return start_again(context, request, to);
    if (is_framed(request)) return show_framed(context, request, to);
    return show(context, request, http::Status::Ok,
                view_of(context, request, std::move(to), kind, *waiting));
}

http::Response post_second_factor(const Context& context, const Services& services, CodeKind kind,
                                  const http::Request& request) {
    const auto form = ProofForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto to = return_to(context, services.sites, form->return_link);
    const auto token = context.sign_in_token(request);
    const auto waiting = services.second_factor.find(token, request.received);
    if (!waiting) return start_again(context, request, to);

    auto view = view_of(context, request, to, kind, *waiting);
    if (form->code.empty()) {
        view.problem = Problem::Incomplete;
        return show(context, request, http::Status::UnprocessableContent, std::move(view));
    }
    const auto done = services.second_factor.finish(
        {token, {kind, form->code.reveal()}, context.session_token(request)},
        context.client_of(request, &waiting->user), request.received);
    if (!done && done.error().problem == service::CodeProblem::Gone)
        return start_again(context, request, to);
    if (!done) {
        const auto status = mark(context, done.error(), view);
        return with_retry_after_refusal(show(context, request, status, std::move(view)),
                                        done.error().retry_after);
    }
    // The one thing to do after the loss of a phone comes first.
    auto next = kind == CodeKind::RecoveryCode && to.empty()
                    ? context.redirect_to("/account/security")
                    : go_on(context, request, to);
    return with_session(std::move(next), context, request, done->opened)
        .with(context.cookies.clear_sign_in())
        .with(context.cookies.clear_address())
        .with(context.cookies.device(done->device));
}

http::Response stale_second_factor(const Context& context, const Services& services, CodeKind kind,
                                   const http::Request& request) {
    const auto form = ProofForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto to = return_to(context, services.sites, form->return_link);
    const auto waiting =
        services.second_factor.find(context.sign_in_token(request), request.received);
    if (!waiting) return start_again(context, request, to);
    auto view = view_of(context, request, std::move(to), kind, *waiting);
    view.problem = Problem::Stale;
    return show(context, request, http::Status::Forbidden, std::move(view));
}

}  // namespace postern::portal::factor
