// GET and POST /admin/users/{id}/verify and its neighbours: see Act.
#include <cstdlib>

#include "portal/admin/users/common.hpp"
#include "portal/admin/users/forms.hpp"
#include "portal/admin/users/handlers.hpp"
#include "postern/base/bytes.hpp"
#include "postern/service/account/user_service.hpp"
#include "postern/service/admin/session_directory.hpp"
#include "postern/service/token/personal_token_service.hpp"
#include "postern/service/token/token_service.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::admin::users {

namespace {

/// How an act ended.
enum class Outcome { Done, LastAdministrator, ChangedMeanwhile };

Outcome outcome_of(const Result<void, service::UserChangeError>& changed) {
    if (changed) return Outcome::Done;
    return changed.error() == service::UserChangeError::LastAdministrator
               ? Outcome::LastAdministrator
               : Outcome::ChangedMeanwhile;
}

Outcome outcome_of(service::DeleteOutcome deleted) {
    switch (deleted) {  // no default: a new outcome must not compile until it has an answer
        case service::DeleteOutcome::Deleted:
        case service::DeleteOutcome::NoSuchUser:
            return Outcome::Done;
        case service::DeleteOutcome::Kept:
            return Outcome::ChangedMeanwhile;
        case service::DeleteOutcome::LastAdministrator:
            return Outcome::LastAdministrator;
    }
    std::abort();  // a value outside the enum is a bug
}

Outcome done_if(bool done) { return done ? Outcome::Done : Outcome::ChangedMeanwhile; }

Outcome revoke_tokens(const Services& services, const User& user, const Actor& actor,
                      TimePoint now) {
    for (const auto& family : services.tokens.list(user, now))
        services.tokens.end_any(family.public_id, actor, now);
    for (const auto& token : services.personal_tokens.list(user, now))
        services.personal_tokens.end_any(token.public_id, actor, now);
    return Outcome::Done;
}

Outcome perform(const Services& services, Act act, const User& user, const Actor& actor,
                TimePoint now) {
    const std::string& id = user.public_id.text();
    switch (act) {  // no default: a new act must not compile until it is done
        case Act::Verify:
            return done_if(services.users.verify_email(id, actor, now));
        case Act::MailReset:
            return done_if(services.users.ask_for_reset(id, actor, now));
        case Act::Disable:
            return outcome_of(services.users.set_disabled(id, true, actor, now));
        case Act::Enable:
            return outcome_of(services.users.set_disabled(id, false, actor, now));
        case Act::EndSessions:
            services.sessions.end_all_of(user, actor, now);
            return Outcome::Done;
        case Act::ResetFactors:
            return done_if(services.users.reset_factors(id, actor, now) ==
                           service::ResetFactorsOutcome::Reset);
        case Act::RevokeTokens:
            return revoke_tokens(services, user, actor, now);
        case Act::ScheduleDeletion: {
            const auto scheduled = services.users.schedule_deletion(id, actor, now);
            if (scheduled) return Outcome::Done;
            return scheduled.error() == service::UserChangeError::LastAdministrator
                       ? Outcome::LastAdministrator
                       : Outcome::ChangedMeanwhile;
        }
        case Act::Keep:
            return done_if(services.users.keep(id, actor, now) == service::KeepOutcome::Kept);
        case Act::DeleteNow:
            return outcome_of(services.users.delete_now(id, actor, now));
    }
    std::abort();  // a value outside the enum is a bug
}

ActView view_of(const Context& context, const Services& services, const http::Request& request,
                const SessionWithUser& visitor, const User& user, Act act) {
    std::string command{command_of(act)};
    if (!command.empty()) command.append(" ").append(user.public_id.text());
    ActView view{.frame = users_frame(context, services, request, visitor, std::move(command)),
                 .act = act,
                 .id = user.public_id.text(),
                 .email = user.email.text(),
                 .display_name = user.display_name.text(),
                 .is_visitor = user.id == visitor.user.id};
    view.grace = text::duration_text(context.pages.words(), view.frame.language,
                                     context.settings.deletion_grace);
    view.problems.out_of_reach = is_hostile(act) && !may_act_on(services, request, visitor, user);
    return view;
}

/// What is missing in the answer.
void check(const ActForm& form, const User& user, AskProblems& problems, const Asks& asks) {
    problems.no_reason = asks.reason && form.reason.empty();
    problems.bad_reason = !is_reason(form.reason);
    problems.not_sure = asks.tick && !form.sure;
    problems.wrong_address =
        asks.address && !equals_ignoring_ascii_case(form.typed, user.email.text());
}

}  // namespace

http::Response show_act(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor, Act act) {
    const auto user = user_in_path(services, request);
    if (!user) return context.error_page(http::PipelineError::NotFound, request);
    const auto view = view_of(context, services, request, visitor, *user, act);
    return context.pages.draw(
        view.problems.out_of_reach ? http::Status::Forbidden : http::Status::Ok, view);
}

http::Response do_act(const Context& context, const Services& services,
                      const http::Request& request, const SessionWithUser& visitor, Act act) {
    const auto form = ActForm::parse(request);
    if (!form) return context.error_page(http::PipelineError::BadRequest, request);
    const auto user = user_in_path(services, request);
    if (!user) return context.error_page(http::PipelineError::NotFound, request);
    auto view = view_of(context, services, request, visitor, *user, act);
    if (view.problems.out_of_reach) return context.pages.draw(http::Status::Forbidden, view);
    view.reason = form->reason;
    check(*form, *user, view.problems, asks_of(act));
    if (view.problems.any()) return context.pages.draw(http::Status::UnprocessableContent, view);
    const auto outcome = perform(
        services, act, *user, actor_with_reason(request, visitor, form->reason), request.received);
    view.problems.last_administrator = outcome == Outcome::LastAdministrator;
    view.problems.changed_meanwhile = outcome == Outcome::ChangedMeanwhile;
    if (view.problems.any()) return context.pages.draw(http::Status::Conflict, view);
    const std::string next = act == Act::DeleteNow ? "/admin/users" : page_of(*user);
    return context.redirect_to(with_done(next, done_word_of(act)));
}

}  // namespace postern::portal::admin::users
