// GET and POST /account/security/passkeys.
#include <cstdlib>

#include "portal/factor/forms.hpp"
#include "portal/factor/handlers.hpp"
#include "portal/factor/mailed_code.hpp"
#include "portal/factor/recovery_codes.hpp"
#include "portal/page/answers.hpp"
#include "portal/page/passkey_answer.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/account/passkey_service.hpp"
#include "postern/service/factor/fresh_proof.hpp"

namespace postern::portal::factor {

namespace {

using Problem = AddPasskeyView::Problem;

std::string page_for(PasskeyKind kind, const ReturnTo& to) {
    return with_return("/account/security/passkeys?kind=" + std::string{to_text(kind)}, to);
}

AddPasskeyView view_of(const Context& context, const http::Request& request, const User& user,
                       ReturnTo to, PasskeyKind kind) {
    return {.frame = context.frame(request, &user),
            .menu = menu_of(context, request, AccountPage::Security),
            .return_to = std::move(to),
            .kind = kind};
}

http::Response refuse(const Context& context, AddPasskeyView view, service::FactorError error) {
    using enum service::FactorError;
    const auto again = [&](http::Status status, Problem problem) {
        view.problem = problem;
        return with_retry_after_refusal(context.pages.draw(status, view), {});
    };
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case StepUpRequired:
            return context.redirect_to(
                step_up_page_for(context, page_for(view.kind, view.return_to)));
        case MailedCodeRequired:
            return ask_for_mailed_code(context, to_new_factor(view.kind), view.return_to);
        case BadPasskeyName:
            return again(http::Status::UnprocessableContent, Problem::BadName);
        case PasskeyRefused:
            return again(http::Status::Forbidden, Problem::Refused);
        case PasskeyExpired:
            return again(http::Status::Forbidden, Problem::Expired);
        case PasskeyTaken:
            return again(http::Status::Conflict, Problem::Taken);
        case TooManyPasskeys:
            return again(http::Status::Conflict, Problem::TooMany);
        case Busy:
            return again(http::Status::ServiceUnavailable, Problem::Busy);
        case PasskeysOff:
        case NoKeys:
        case Unavailable:
            return again(http::Status::ServiceUnavailable, Problem::Unavailable);
        case ChangedMeanwhile:
        case EnrolmentGone:  // this and what follows is of apps and codes only
        case MalformedCode:
        case WrongCode:
        case NoFactor:
        case TooFewPasskeys:
        case PasskeyUnproven:
        case PasswordNeeded:
            return context.redirect_to("/account/security");
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

http::Response get_add_passkey(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    const auto kind =
        parse_passkey_kind(request.query_value("kind").value_or("")).value_or(PasskeyKind::Passkey);
    auto to = return_to(context, services.sites, request.query_value("rd").value_or(""));
    const auto has = services.factors.overview(visitor.user);
    if (!service::has_fresh_proof(visitor.session, has.factors(), request.received))
        return context.redirect_to(step_up_page_for(context, page_for(kind, to)));
    if (services.factors.needs_mailed_code(visitor, has, context.client_of(request, &visitor.user),
                                           request.received))
        return ask_for_mailed_code(context, to_new_factor(kind), to);
    auto view = view_of(context, request, visitor.user, std::move(to), kind);
    if (has.passkeys.size() >= kMaxPasskeys) view.problem = Problem::TooMany;
    if (!services.passkeys.is_available()) view.problem = Problem::Unavailable;
    return context.pages.draw(http::Status::Ok, view);
}

http::Response post_add_passkey(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor) {
    const auto form = NewPasskeyForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    auto to = return_to(context, services.sites, form->return_link);
    auto view = view_of(context, request, visitor.user, to, form->kind);
    view.name = form->name;
    const auto answer = passkey_registration(form->answer);
    if (!answer) return refuse(context, std::move(view), service::FactorError::PasskeyRefused);
    auto done = services.passkeys.add(visitor, context.session_token(request), form->kind, *answer,
                                      form->name, context.client_of(request, &visitor.user),
                                      request.received);
    if (!done) return refuse(context, std::move(view), done.error().error);
    if (done->recovery_codes.empty())
        return with_session(to.empty() ? context.redirect_to("/account/security?done=passkey_added")
                                       : go_on(context, request, to),
                            context, request, done->session);
    return with_session(show_recovery_codes(context, request, visitor.user,
                                            {.codes = std::move(done->recovery_codes),
                                             .return_to = std::move(to),
                                             .session_token = done->session.token.reveal(),
                                             .added = RecoveryCodesView::Added::Passkey}),
                        context, request, done->session);
}

}  // namespace postern::portal::factor
