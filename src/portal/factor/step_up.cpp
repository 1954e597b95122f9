// GET and POST /login/step-up and /login/step-up/recovery.
#include <cstdlib>

#include "portal/factor/forms.hpp"
#include "portal/factor/handlers.hpp"
#include "portal/factor/views.hpp"
#include "portal/page/answers.hpp"
#include "portal/page/form_token.hpp"
#include "portal/page/framed.hpp"
#include "postern/access/assurance.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/account/step_up_service.hpp"
#include "postern/service/factor/fresh_proof.hpp"

namespace postern::portal::factor {

namespace {

using Problem = ProveView::Problem;
using access::Shortfall;

/// What the visitor has, and what the page that they want asks of them.
struct Wanted {
    service::Factors factors;
    Demand demand;
};

Wanted wanted_by(const Services& services, const User& user, const ReturnTo& to) {
    const auto factors = services.step_up.factors_of(user);
    return {factors, to.is_site() ? to.demand : service::fresh_demand(factors)};
}

bool is_out_of_reach(const Wanted& wanted) {
    return to_number(wanted.demand.level) > to_number(service::highest_level(wanted.factors));
}

ProveView view_of(const Context& context, const http::Request& request, ReturnTo to, CodeKind kind,
                  const Wanted& wanted, const User& user) {
    const auto ask = !wanted.factors.any()    ? ProveView::Ask::Password
                     : kind == CodeKind::Totp ? ProveView::Ask::Totp
                                              : ProveView::Ask::RecoveryCode;
    auto frame = keep_return(context.frame(request, &user), to);
    return {.frame = std::move(frame),
            .return_to = std::move(to),
            .ask = ask,
            .step_up = true,
            .recovery_codes = wanted.factors.recovery_codes > 0,
            .email = user.email.text()};
}

http::Response need_factor(const Context& context, const Services& services,
                           const http::Request& request, ReturnTo to, const Wanted& wanted,
                           const User& user) {
    const bool would_do = to_number(wanted.demand.level) <= to_number(Level::Two);
    auto frame = keep_return(context.frame(request, &user), to);
    return context.pages.draw(
        http::Status::Forbidden,
        FactorNeededView{.frame = std::move(frame),
                         .return_to = std::move(to),
                         .can_set_up = would_do && services.factors.has_keys()});
}

/// Marks the problem on the page; returns its status.
http::Status mark(const Context& context, const service::StepUpRefusal& refusal, ProveView& view) {
    using enum service::StepUpError;
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case WrongPassword:
            view.problem = Problem::WrongPassword;
            return http::Status::Forbidden;
        case MalformedCode:
            view.problem = Problem::MalformedCode;
            return http::Status::UnprocessableContent;
        case WrongCode:
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
        case NeedsFactor:  // an app was set up elsewhere, since the form was drawn
            view.problem = Problem::Stale;
            view.ask = ProveView::Ask::Totp;
            return http::Status::Forbidden;
        case SessionGone:  // has a page of its own
            break;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

namespace {

http::Response show_step_up(const Context& context, const Services& services, CodeKind kind,
                            const http::Request& request, const SessionWithUser& visitor,
                            ReturnTo to) {
    const auto wanted = wanted_by(services, visitor.user, to);
    const auto shortfall =
        access::judge(visitor.session.authentication.assurance(), wanted.demand, request.received);
    if (shortfall == Shortfall::None) {
        const ProvenView view{context.frame(request, &visitor.user), std::move(to)};
        return context.pages.draw(http::Status::Ok, view);
    }
    if (is_framed(request)) return show_framed(context, request, to);
    if (is_out_of_reach(wanted))
        return need_factor(context, services, request, std::move(to), wanted, visitor.user);
    return draw_onward_form(context, request, http::Status::Ok,
                            view_of(context, request, std::move(to), kind, wanted, visitor.user));
}

}  // namespace

http::Response get_step_up(const Context& context, const Services& services, CodeKind kind,
                           const http::Request& request, const SessionWithUser& visitor) {
    return show_step_up(context, services, kind, request, visitor,
                        return_to(context, services.sites, request.query_value("rd").value_or("")));
}

http::Response stale_step_up(const Context& context, const Services& services, CodeKind kind,
                             const http::Request& request, const SessionWithUser& visitor) {
    const auto form = ProofForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    return show_step_up(context, services, kind, request, visitor,
                        return_to(context, services.sites, form->return_link));
}

http::Response post_step_up(const Context& context, const Services& services, CodeKind kind,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto form = ProofForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto to = return_to(context, services.sites, form->return_link);
    const auto wanted = wanted_by(services, visitor.user, to);
    auto view = view_of(context, request, to, kind, wanted, visitor.user);
    const bool by_password = view.ask == ProveView::Ask::Password;
    if (by_password ? form->password.empty() : form->code.empty()) {
        view.problem = Problem::Incomplete;
        return draw_onward_form(context, request, http::Status::UnprocessableContent,
                                std::move(view));
    }
    const auto token = context.session_token(request);
    const auto client = context.client_of(request, &visitor.user);
    const auto done = by_password
                          ? services.step_up.by_password(visitor, token, form->password.reveal(),
                                                         client, request.received)
                          : services.step_up.by_code(visitor, token, {kind, form->code.reveal()},
                                                     client, request.received);
    if (!done && done.error().error == service::StepUpError::SessionGone)
        return context.redirect_to(with_return("/login", to));
    if (!done) {
        const auto status = mark(context, done.error(), view);
        return with_retry_after_refusal(draw_onward_form(context, request, status, std::move(view)),
                                        done.error().retry_after);
    }
    return with_session(go_on(context, request, to), context, request, *done);
}

}  // namespace postern::portal::factor
