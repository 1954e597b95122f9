// GET and POST /login/second, /login/second/recovery and /login/second/passkey.
#include <cstdlib>

#include "portal/factor/forms.hpp"
#include "portal/factor/handlers.hpp"
#include "portal/factor/waiting.hpp"
#include "portal/page/answers.hpp"
#include "portal/page/duty_first.hpp"
#include "portal/page/form_token.hpp"
#include "portal/page/framed.hpp"
#include "portal/page/passkey_answer.hpp"
#include "postern/service/account/passkey_service.hpp"
#include "postern/service/sign_in/lost_factor_service.hpp"
#include "postern/service/sign_in/second_factor_service.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::factor {

namespace {

using Problem = ProveView::Problem;
using service::WaitingSignIn;

constexpr std::string_view kPage = "/login/second";

http::Response show(const Context& context, const http::Request& request, http::Status status,
                    ProveView view) {
    view.frame = keep_return(std::move(view.frame), view.return_to);
    return draw_onward_form(context, request, status, std::move(view));
}

/// A recovery code is for people who have lost something: no time to trust a device.
bool can_trust(const Services& services, Ask ask) {
    return ask != Ask::RecoveryCode && services.second_factor.can_trust_devices();
}

std::string trust_time_for(const Context& context, const Services& services, Ask ask,
                           const Frame& frame) {
    if (!can_trust(services, ask)) return {};
    return text::duration_text(context.pages.words(), frame.language,
                               context.settings.trust_device);
}

ProveView view_of(const Context& context, const Services& services, const http::Request& request,
                  ReturnTo to, Ask ask, const WaitingSignIn& waiting) {
    auto frame = context.frame(request, &waiting.user);
    auto trust_time = trust_time_for(context, services, ask, frame);
    return {.frame = std::move(frame),
            .return_to = std::move(to),
            .ask = ask,
            .ways = ways_of(waiting.factors, services.passkeys.is_available()),
            .can_say_lost = services.lost_factor.is_available(),
            .trust_time = std::move(trust_time),
            .email = waiting.user.email.text()};
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
        case Expired:
            view.problem = Problem::Expired;
            return http::Status::Forbidden;
        case Gone:  // has a page of its own
            break;
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const Context& context, const http::Request& request, ProveView view,
                      const service::CodeRefusal& refusal) {
    if (refusal.problem == service::CodeProblem::Gone)
        return start_again(context, request, view.return_to);
    const auto status = mark(context, refusal, view);
    return with_retry_after_refusal(show(context, request, status, std::move(view)),
                                    refusal.retry_after);
}

http::Response arrive(const Context& context, const http::Request& request, Ask ask,
                      const ReturnTo& to, const service::SignedIn& done) {
    // The one thing to do after the loss of a phone or a key comes first.
    auto next = ask == Ask::RecoveryCode && to.empty()
                    ? context.redirect_to("/account/security")
                    : go_on_as(context, request, done.opened.session.user, to);
    return with_session(std::move(next), context, request, done.opened)
        .with(context.cookies.clear_sign_in())
        .with(context.cookies.clear_address())
        .with(context.cookies.device(done.device));
}

}  // namespace

http::Response get_second_factor(const Context& context, const Services& services, Ask ask,
                                 const http::Request& request) {
    auto to = return_to(context, services.sites, request.query_value("rd").value_or(""));
    const auto waiting =
        services.second_factor.find(context.sign_in_token(request), request.received);
    if (!waiting || !waiting->factors.any()) return nothing_waits(context, request, to);
    auto view = view_of(context, services, request, to, ask, *waiting);
    const auto instead = ask_instead_of(ask, view.ways, request.query_value("by") == "app");
    if (instead != ask) return context.redirect_to(with_return(page_below(kPage, instead), to));
    if (is_framed(request)) return show_framed(context, request, to);
    return show(context, request, http::Status::Ok, std::move(view));
}

http::Response post_second_factor(const Context& context, const Services& services, Ask ask,
                                  const http::Request& request) {
    const auto form = ProofForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto to = return_to(context, services.sites, form->return_link);
    const auto token = context.sign_in_token(request);
    const auto waiting = services.second_factor.find(token, request.received);
    if (!waiting) return start_again(context, request, to);

    auto view = view_of(context, services, request, to, ask, *waiting);
    view.trust_device = can_trust(services, ask) && form->trust_device;
    if (form->code.empty()) {
        view.problem = Problem::Incomplete;
        return show(context, request, http::Status::UnprocessableContent, std::move(view));
    }
    const auto kind = ask == Ask::RecoveryCode ? CodeKind::RecoveryCode : CodeKind::Totp;
    const auto done = services.second_factor.finish(
        {token, {kind, form->code.reveal()}, context.session_token(request), view.trust_device},
        context.client_of(request, &waiting->user), request.received);
    return done ? arrive(context, request, ask, to, *done)
                : refuse(context, request, std::move(view), done.error());
}

http::Response post_second_passkey(const Context& context, const Services& services,
                                   const http::Request& request) {
    const auto form = PasskeyProofForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto to = return_to(context, services.sites, form->return_link);
    const auto token = context.sign_in_token(request);
    const auto waiting = services.second_factor.find(token, request.received);
    if (!waiting) return start_again(context, request, to);

    auto view = view_of(context, services, request, to, Ask::Passkey, *waiting);
    view.trust_device = form->trust_device;
    const auto answer = passkey_assertion(form->answer);
    if (!answer)
        return refuse(context, request, std::move(view), {service::CodeProblem::Malformed});
    const auto done = services.second_factor.finish_by_passkey(
        {token, *answer, context.session_token(request), view.trust_device},
        context.client_of(request, &waiting->user), request.received);
    return done ? arrive(context, request, Ask::Passkey, to, *done)
                : refuse(context, request, std::move(view), done.error());
}

http::Response stale_second_factor(const Context& context, const Services& services, Ask ask,
                                   const http::Request& request) {
    const auto form = ProofForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto to = return_to(context, services.sites, form->return_link);
    const auto waiting =
        services.second_factor.find(context.sign_in_token(request), request.received);
    if (!waiting) return start_again(context, request, to);
    auto view = view_of(context, services, request, std::move(to), ask, *waiting);
    view.trust_device = can_trust(services, ask) && form->trust_device;
    view.problem = Problem::Stale;
    return show(context, request, http::Status::Forbidden, std::move(view));
}

}  // namespace postern::portal::factor
