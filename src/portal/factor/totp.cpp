// GET and POST /account/security/totp, and what is before and after it.
#include <cstdlib>

#include "portal/factor/forms.hpp"
#include "portal/factor/handlers.hpp"
#include "portal/factor/mailed_code.hpp"
#include "portal/factor/recovery_codes.hpp"
#include "portal/page/answers.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/factor/fresh_proof.hpp"
#include "postern/text/qr_code.hpp"

namespace postern::portal::factor {

namespace {

using Problem = TotpSetupView::Problem;

constexpr const char* kPage = "/account/security/totp";

/// `abcd efgh ...`: nobody can type 32 letters in one go.
std::string in_groups(std::string_view key) {
    constexpr std::size_t kGroup = 4;
    std::string text;
    text.reserve(key.size() + key.size() / kGroup);
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (i > 0 && i % kGroup == 0) text += ' ';
        text += key[i];
    }
    return text;
}

TotpView before(const Context& context, const http::Request& request, const User& user,
                ReturnTo to) {
    return {.frame = context.frame(request, &user),
            .menu = menu_of(context, request, AccountPage::Security),
            .return_to = std::move(to)};
}

http::Response show(const Context& context, const http::Request& request, const User& user,
                    ReturnTo to, const service::TotpSetup& setup, http::Status status,
                    Problem problem, std::string clock_off = {}) {
    TotpSetupView view;
    view.frame = context.frame(request, &user);
    view.menu = menu_of(context, request, AccountPage::Security);
    view.return_to = std::move(to);
    if (auto code = text::qr_code(setup.uri)) {
        view.qr_path = code->path.reveal();
        view.qr_size = code->side;
    }
    view.key = in_groups(setup.key.reveal());
    view.uri = setup.uri.reveal();
    view.account = user.email.text();
    view.problem = problem;
    view.clock_off = std::move(clock_off);
    return with_retry_after_refusal(context.pages.draw(status, view), {});
}

http::Response refuse(const Context& context, const Services& services,
                      const http::Request& request, const SessionWithUser& visitor, ReturnTo to,
                      const service::FactorRefusal& refusal) {
    using enum service::FactorError;
    const auto again = [&](http::Status status, Problem problem, std::string clock_off = {}) {
        const auto setup =
            services.factors.find_setup(visitor, context.session_token(request), request.received);
        if (!setup) return context.redirect_to(with_return(kPage, to));
        return show(context, request, visitor.user, to, *setup, status, problem,
                    std::move(clock_off));
    };
    switch (refusal.error) {  // no default: a new outcome must not compile until it has an answer
        case StepUpRequired:
            return context.redirect_to(step_up_page_for(context, with_return(kPage, to)));
        case MailedCodeRequired:
            return ask_for_mailed_code(context, NewFactor::App, to);
        case MalformedCode:
            return again(http::Status::UnprocessableContent, Problem::MalformedCode);
        case WrongCode: {
            const auto off = refusal.clock_off.value_or(std::chrono::seconds{0});
            const auto problem = off.count() == 0  ? Problem::WrongCode
                                 : off.count() > 0 ? Problem::ClockAhead
                                                   : Problem::ClockBehind;
            const auto frame = context.frame(request, &visitor.user);
            return again(http::Status::Forbidden, problem,
                         context.wait_text(frame, std::chrono::abs(off)));
        }
        case Busy:
            return again(http::Status::ServiceUnavailable, Problem::Busy);
        case EnrolmentGone: {
            auto view = before(context, request, visitor.user, std::move(to));
            view.expired = true;
            return context.pages.draw(http::Status::Gone, view);
        }
        case NoFactor:
        case ChangedMeanwhile:
        case PasskeysOff:  // this and what follows is of passkeys only
        case TooManyPasskeys:
        case BadPasskeyName:
        case PasskeyExpired:
        case PasskeyRefused:
        case PasskeyTaken:
        case TooFewPasskeys:
        case PasskeyUnproven:
        case PasswordNeeded:
            return context.redirect_to("/account/security");
        case NoKeys:
        case Unavailable: {
            auto view = before(context, request, visitor.user, std::move(to));
            view.can_set_up = false;
            return context.pages.draw(http::Status::ServiceUnavailable, view);
        }
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Response get_totp(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor) {
    auto to = return_to(context, services.sites, request.query_value("rd").value_or(""));
    const auto has = services.factors.overview(visitor.user);
    if (!service::has_fresh_proof(visitor.session, has.factors(), request.received))
        return context.redirect_to(step_up_page_for(context, with_return(kPage, to)));
    if (services.factors.needs_mailed_code(visitor, has, context.client_of(request, &visitor.user),
                                           request.received))
        return ask_for_mailed_code(context, NewFactor::App, to);
    auto view = before(context, request, visitor.user, std::move(to));
    view.replaces = has.totp.has_value();
    view.can_set_up = services.factors.has_keys();
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_totp_setup(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    const auto form = ProofForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto to = return_to(context, services.sites, form->return_link);
    const auto setup =
        services.factors.begin_totp(visitor, context.session_token(request),
                                    context.client_of(request, &visitor.user), request.received);
    if (!setup) return refuse(context, services, request, visitor, std::move(to), setup.error());
    return show(context, request, visitor.user, std::move(to), *setup, http::Status::Ok,
                Problem::None);
}

http::Response post_totp(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    const auto form = ProofForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto to = return_to(context, services.sites, form->return_link);
    const auto token = context.session_token(request);
    if (form->code.empty()) {
        const auto setup = services.factors.find_setup(visitor, token, request.received);
        if (!setup)
            return refuse(context, services, request, visitor, std::move(to), setup.error());
        return show(context, request, visitor.user, std::move(to), *setup,
                    http::Status::UnprocessableContent, Problem::Incomplete);
    }
    auto done =
        services.factors.confirm_totp(visitor, token, form->code.reveal(),
                                      context.client_of(request, &visitor.user), request.received);
    if (!done) return refuse(context, services, request, visitor, std::move(to), done.error());
    if (done->recovery_codes.empty())
        return with_session(context.redirect_to("/account/security?done=replaced"), context,
                            request, done->session);
    return with_session(show_recovery_codes(context, request, visitor.user,
                                            {.codes = std::move(done->recovery_codes),
                                             .return_to = std::move(to),
                                             .session_token = done->session.token.reveal(),
                                             .added = RecoveryCodesView::Added::App}),
                        context, request, done->session);
}

http::Response get_remove_totp(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    const auto has = services.factors.overview(visitor.user);
    if (!has.totp) return context.redirect_to("/account/security");
    if (!service::has_fresh_proof(visitor.session, has.factors(), request.received))
        return context.redirect_to(step_up_page_for(context, request.path));
    const RemoveTotpView view{.frame = context.frame(request, &visitor.user),
                              .menu = menu_of(context, request, AccountPage::Security),
                              .is_last = has.passkeys.empty()};
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_remove_totp(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor) {
    const auto present = services.factors.overview(visitor.user).totp;
    if (!present) return context.redirect_to("/account/security");
    const auto done = services.factors.remove_totp(
        visitor, present->public_id, context.client_of(request, &visitor.user), request.received);
    if (!done && done.error().error == service::FactorError::StepUpRequired)
        return context.redirect_to(step_up_page_for(context, request.path));
    if (!done) return context.redirect_to("/account/security");
    return with_session(context.redirect_to("/account/security?done=removed"), context, request,
                        *done);
}

}  // namespace postern::portal::factor
