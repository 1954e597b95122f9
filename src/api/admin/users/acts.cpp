// /api/v1/admin/users/{id}/disable and so on: what is done to an account.
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "api/admin/guard/refusals.hpp"
#include "api/admin/users/operations.hpp"
#include "api/admin/users/refusals.hpp"
#include "api/admin/users/requests.hpp"
#include "api/body/answers.hpp"
#include "postern/service/access/giving.hpp"

namespace postern::api::admin::users {

namespace {

using http::Status;

/// What an act needs: the user of the path, and who acts, with the reason of the body.
struct Act {
    std::string user;  ///< their public id
    Actor actor;
};

enum class Reach {
    Anybody,    ///< the act gives the caller nothing
    AsFarAsMe,  ///< see service::may_act_on()
};

Result<Act, http::Response> parse_act(const Services& services, Reach reach,
                                      const http::Request& request, const SessionWithUser& caller) {
    auto reason = parse_reason(request);
    if (!reason) return fail(refuse(reason.error(), request));
    const auto user = user_in_path(services, request);
    if (!user) return fail(no_such_user(request));
    if (reach == Reach::AsFarAsMe &&
        !service::may_act_on(services.grants, caller.user.id, user->id, request.received))
        return fail(more_than_caller(request));
    Act act{user->public_id.text(), actor_of(request, caller)};
    act.actor.reason = std::move(*reason);
    return act;
}

http::Response set_disabled(const Services& services, bool disabled, const http::Request& request,
                            const SessionWithUser& caller) {
    const auto act = parse_act(services, Reach::AsFarAsMe, request, caller);
    if (!act) return act.error();
    const auto done =
        services.users.set_disabled(act->user, disabled, act->actor, request.received);
    return done ? http::Response{Status::NoContent} : refuse(done.error(), request);
}

}  // namespace

http::Response post_disable(const Context&, const Services& services, const http::Request& request,
                            const SessionWithUser& caller) {
    return set_disabled(services, true, request, caller);
}

http::Response post_enable(const Context&, const Services& services, const http::Request& request,
                           const SessionWithUser& caller) {
    return set_disabled(services, false, request, caller);
}

http::Response post_verify(const Context&, const Services& services, const http::Request& request,
                           const SessionWithUser& caller) {
    const auto act = parse_act(services, Reach::AsFarAsMe, request, caller);
    if (!act) return act.error();
    return services.users.verify_email(act->user, act->actor, request.received)
               ? http::Response{Status::NoContent}
               : no_such_user(request);
}

http::Response post_reset_password(const Context&, const Services& services,
                                   const http::Request& request, const SessionWithUser& caller) {
    const auto act = parse_act(services, Reach::Anybody, request, caller);
    if (!act) return act.error();
    if (!services.mail_enabled) return no_mail(request);
    return services.users.ask_for_reset(act->user, act->actor, request.received)
               ? http::Response{Status::NoContent}
               : no_such_user(request);
}

http::Response post_reset_factors(const Context&, const Services& services,
                                  const http::Request& request, const SessionWithUser& caller) {
    const auto act = parse_act(services, Reach::AsFarAsMe, request, caller);
    if (!act) return act.error();
    switch (services.users.reset_factors(act->user, act->actor, request.received)) {
        case service::ResetFactorsOutcome::Reset:
            return http::Response{Status::NoContent};
        case service::ResetFactorsOutcome::NoFactor:
            return conflict("no_factor", "The user has no second factor.", request);
        case service::ResetFactorsOutcome::NoSuchUser:
            return no_such_user(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response put_deletion(const Context&, const Services& services, const http::Request& request,
                            const SessionWithUser& caller) {
    const auto act = parse_act(services, Reach::AsFarAsMe, request, caller);
    if (!act) return act.error();
    const auto at = services.users.schedule_deletion(act->user, act->actor, request.received);
    return at ? answer(Status::Ok, json::Json::Object{{"delete_at", to_rfc3339(*at)}})
              : refuse(at.error(), request);
}

http::Response delete_deletion(const Context&, const Services& services,
                               const http::Request& request, const SessionWithUser& caller) {
    const auto act = parse_act(services, Reach::AsFarAsMe, request, caller);
    if (!act) return act.error();
    switch (services.users.keep(act->user, act->actor, request.received)) {
        case service::KeepOutcome::Kept:
            return http::Response{Status::NoContent};
        case service::KeepOutcome::NotScheduled:
            return conflict("not_scheduled", "The account is not scheduled for deletion.", request);
        case service::KeepOutcome::NoSuchUser:
            return no_such_user(request);
    }
    std::abort();  // a value outside the enum is a bug
}

http::Response delete_user(const Context&, const Services& services, const http::Request& request,
                           const SessionWithUser& caller) {
    const auto act = parse_act(services, Reach::AsFarAsMe, request, caller);
    if (!act) return act.error();
    switch (services.users.delete_now(act->user, act->actor, request.received)) {
        case service::DeleteOutcome::Deleted:
            return http::Response{Status::NoContent};
        case service::DeleteOutcome::NoSuchUser:
            return no_such_user(request);
        case service::DeleteOutcome::Kept:
            return changed_meanwhile(request);
        case service::DeleteOutcome::LastAdministrator:
            return last_administrator(request);
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::api::admin::users
