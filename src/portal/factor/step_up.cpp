// GET and POST /login/step-up, /login/step-up/recovery and /login/step-up/passkey.
#include <cstdlib>

#include "portal/factor/forms.hpp"
#include "portal/factor/handlers.hpp"
#include "portal/page/answers.hpp"
#include "portal/page/form_token.hpp"
#include "portal/page/framed.hpp"
#include "portal/page/passkey_answer.hpp"
#include "postern/access/assurance.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/account/passkey_service.hpp"
#include "postern/service/account/step_up_service.hpp"
#include "postern/service/factor/fresh_proof.hpp"

namespace postern::portal::factor {

namespace {

using Problem = ProveView::Problem;
using access::Shortfall;
using service::StepUpError;

constexpr std::string_view kPage = "/login/step-up";

/// What the visitor has, and what the page that they want asks of them.
struct Wanted {
    service::Factors factors;
    Demand demand;
    Ways ways;
};

Wanted wanted_by(const Context& context, const Services& services, const http::Request& request,
                 const User& user, const ReturnTo& to) {
    const auto factors = services.step_up.factors_of(user);
    const auto demand =
        to.is_site() ? access::raised(to.demand, context.settings.required_since, request.received)
                     : service::fresh_demand(factors);
    return {factors, demand, ways_of(factors, services.passkeys.is_available(), demand.level)};
}

bool is_out_of_reach(const Wanted& wanted) {
    if (wanted.demand.level == Level::PhishingResistant) return !wanted.ways.passkey;
    return to_number(wanted.demand.level) > to_number(service::highest_level(wanted.factors));
}

ProveView view_of(const Context& context, const http::Request& request, ReturnTo to, Ask ask,
                  const Wanted& wanted, const User& user) {
    auto frame = keep_return(context.frame(request, &user), to);
    return {.frame = std::move(frame),
            .return_to = std::move(to),
            .ask = wanted.factors.any() ? ask : Ask::Password,
            .step_up = true,
            .ways = wanted.ways,
            .email = user.email.text()};
}

http::Response need_factor(const Context& context, const Services& services,
                           const http::Request& request, ReturnTo to, const Wanted& wanted,
                           const User& user) {
    const bool needs_passkey = wanted.demand.level == Level::PhishingResistant;
    auto frame = keep_return(context.frame(request, &user), to);
    return context.pages.draw(
        http::Status::Forbidden,
        FactorNeededView{.frame = std::move(frame),
                         .return_to = std::move(to),
                         .needs_passkey = needs_passkey,
                         .can_add_passkey = services.passkeys.is_available(),
                         .can_set_up = !needs_passkey && services.factors.has_keys()});
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
        case Expired:
            view.problem = Problem::Expired;
            return http::Status::Forbidden;
        case NeedsFactor:  // these have pages of their own
        case SessionGone:
            break;
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response refuse(const Context& context, const http::Request& request, ProveView view,
                      const service::StepUpRefusal& refusal) {
    const ReturnTo& to = view.return_to;
    if (refusal.error == StepUpError::SessionGone)
        return context.redirect_to(with_return("/login", to));
    // A factor was set up elsewhere, since the form was drawn.
    if (refusal.error == StepUpError::NeedsFactor)
        return context.redirect_to(with_return(std::string{kPage}, to));
    const auto status = mark(context, refusal, view);
    return with_retry_after_refusal(draw_onward_form(context, request, status, std::move(view)),
                                    refusal.retry_after);
}

http::Response show_step_up(const Context& context, const Services& services, Ask ask,
                            const http::Request& request, const SessionWithUser& visitor,
                            ReturnTo to) {
    const auto wanted = wanted_by(context, services, request, visitor.user, to);
    const auto shortfall =
        access::judge(visitor.session.authentication.assurance(), wanted.demand, request.received);
    if (shortfall == Shortfall::None) {
        const ProvenView view{context.frame(request, &visitor.user), std::move(to)};
        return context.pages.draw(http::Status::Ok, view);
    }
    if (is_framed(request)) return show_framed(context, request, to);
    if (is_out_of_reach(wanted))
        return need_factor(context, services, request, std::move(to), wanted, visitor.user);
    auto view = view_of(context, request, to, ask, wanted, visitor.user);
    const auto instead = ask_instead_of(ask, wanted.ways, request.query_value("by") == "app");
    if (view.ask != Ask::Password && instead != ask)
        return context.redirect_to(with_return(page_below(kPage, instead), to));
    if (request.query_value("unverified") == "1") view.problem = Problem::NotVerified;
    return draw_onward_form(context, request, http::Status::Ok, std::move(view));
}

}  // namespace

http::Response get_step_up(const Context& context, const Services& services, Ask ask,
                           const http::Request& request, const SessionWithUser& visitor) {
    return show_step_up(context, services, ask, request, visitor,
                        return_to(context, services.sites, request.query_value("rd").value_or("")));
}

http::Response stale_step_up(const Context& context, const Services& services, Ask ask,
                             const http::Request& request, const SessionWithUser& visitor) {
    const auto form = ProofForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    return show_step_up(context, services, ask, request, visitor,
                        return_to(context, services.sites, form->return_link));
}

http::Response post_step_up(const Context& context, const Services& services, Ask ask,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto form = ProofForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto to = return_to(context, services.sites, form->return_link);
    const auto wanted = wanted_by(context, services, request, visitor.user, to);
    auto view = view_of(context, request, to, ask, wanted, visitor.user);
    const bool by_password = view.ask == Ask::Password;
    if (by_password ? form->password.empty() : form->code.empty()) {
        view.problem = Problem::Incomplete;
        return draw_onward_form(context, request, http::Status::UnprocessableContent,
                                std::move(view));
    }
    const auto token = context.session_token(request);
    const auto client = context.client_of(request, &visitor.user);
    const auto kind = ask == Ask::RecoveryCode ? CodeKind::RecoveryCode : CodeKind::Totp;
    const auto done = by_password
                          ? services.step_up.by_password(visitor, token, form->password.reveal(),
                                                         client, request.received)
                          : services.step_up.by_code(visitor, token, {kind, form->code.reveal()},
                                                     client, request.received);
    return done ? with_session(go_on(context, request, to), context, request, *done)
                : refuse(context, request, std::move(view), done.error());
}

http::Response post_step_up_passkey(const Context& context, const Services& services,
                                    const http::Request& request, const SessionWithUser& visitor) {
    const auto form = PasskeyProofForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto to = return_to(context, services.sites, form->return_link);
    const auto wanted = wanted_by(context, services, request, visitor.user, to);
    auto view = view_of(context, request, to, Ask::Passkey, wanted, visitor.user);
    // The last factor was removed elsewhere, since the form was drawn.
    if (view.ask == Ask::Password) return context.redirect_to(with_return(std::string{kPage}, to));
    const auto answer = passkey_assertion(form->answer);
    if (!answer) return refuse(context, request, std::move(view), {StepUpError::MalformedCode});
    const auto done =
        services.step_up.by_passkey(visitor, context.session_token(request), *answer,
                                    context.client_of(request, &visitor.user), request.received);
    if (!done) return refuse(context, request, std::move(view), done.error());
    // The site would only send them back here.
    const auto proven = done->session.session.authentication.assurance();
    const bool is_too_weak =
        access::judge(proven, wanted.demand, request.received) == Shortfall::Level;
    auto next = is_too_weak
                    ? context.redirect_to(with_return("/login/step-up/passkey?unverified=1", to))
                    : go_on(context, request, to);
    return with_session(std::move(next), context, request, *done);
}

}  // namespace postern::portal::factor
