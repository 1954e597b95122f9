#include "api/admin/guard.hpp"

#include <optional>

#include "api/admin/refusals.hpp"
#include "api/body/answers.hpp"
#include "postern/access/assurance.hpp"
#include "postern/base/check.hpp"
#include "postern/service/access/giving.hpp"
#include "postern/service/account/step_up_service.hpp"

namespace postern::api::admin {

namespace {

/// Why the caller is not let in.
std::optional<http::Response> refusal(const Context& context, const Services& services, Needs needs,
                                      const http::Request& request, const SessionWithUser& caller) {
    if (!service::may_administer(services.grants, caller.user.id, needs.area, needs.action,
                                 request.received))
        return forbidden(request);
    const auto shortfall =
        postern::access::judge(caller.session.authentication.assurance(),
                               service::demand_of(needs.action), request.received);
    if (shortfall == postern::access::Shortfall::None) return std::nullopt;
    return two_factors_required(services.step_up.factors_of(caller.user), context, request);
}

}  // namespace

http::Handler administering(const Context& context, const Services& services, Needs needs,
                            Operation* operation) {
    return [context, services, needs, operation](const http::Request& request) {
        const auto session = context.find_session(request);
        if (!session) return refuse_without_session(request);
        auto refused = refusal(context, services, needs, request, *session);
        return refused ? std::move(*refused) : operation(context, services, request, *session);
    };
}

Actor actor_of(const http::Request& request, const SessionWithUser& caller) {
    return Actor::signed_in(caller.user.public_id, request.address, request.request_id);
}

bool may_take_from_group(const Services& services, std::string_view group,
                         const http::Request& request, const SessionWithUser& caller) {
    const auto taken =
        service::gifts_of_group(services.grants, group, std::nullopt, request.received);
    return service::may_give(services.grants, caller.user.id, taken, request.received);
}

const std::string& in_path(const http::Request& request, std::string_view name) {
    const auto found = request.path_values.find(name);
    POSTERN_CHECK(found != request.path_values.end());
    return found->second;
}

}  // namespace postern::api::admin
