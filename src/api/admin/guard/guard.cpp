#include "api/admin/guard/guard.hpp"

#include <cstdlib>
#include <vector>

#include "api/admin/guard/refusals.hpp"
#include "api/body/answers.hpp"
#include "postern/access/assurance.hpp"
#include "postern/base/check.hpp"
#include "postern/service/access/giving.hpp"
#include "postern/service/account/step_up_service.hpp"
#include "postern/service/account/user_service.hpp"

namespace postern::api::admin {

namespace {

using service::AdminAction;
using service::AdminScope;

ApiScope scope_of(AdminAction action) {
    switch (action) {  // no default: a new action must not compile until it has a scope
        case AdminAction::Read:
            return ApiScope::AdminRead;
        case AdminAction::Write:
            return ApiScope::AdminWrite;
    }
    std::abort();  // a value outside the enum is a bug
}

/// A token with a scope of administrators was granted for a fresh proof, and stands for it.
Demand demand_of(AdminAction action, const Caller& caller) {
    Demand demand = service::demand_of(action);
    if (caller.token) demand.max_age = std::nullopt;
    return demand;
}

/// What the path names of a delegated area; empty: nothing.
std::string_view object_of(const http::Request& request) {
    const auto found = request.path_values.find("name");
    return found == request.path_values.end() ? std::string_view{} : found->second;
}

/// Of a caller without the permission.
std::optional<http::Response> refusal_of_scope(const Services& services, Needs needs,
                                               const http::Request& request, const Caller& caller) {
    const auto held = services.grants.held_by(caller.user.id, request.received);
    const AdminScope scope{held, needs.area, needs.action};
    const auto object = object_of(request);
    if (needs.reach == Needs::Reach::Some ? scope.somewhere() : scope.covers(object))
        return std::nullopt;
    // A caller who may read it knows that it is there; one who may do nothing learns nothing.
    const AdminScope seen{held, needs.area, AdminAction::Read};
    if (object.empty() || !scope.somewhere() || seen.covers(object)) return forbidden(request);
    return no_such(needs.area == service::AdminArea::Groups ? "group" : "site", request);
}

/// Why the caller is not let in.
std::optional<http::Response> refusal(const Context& context, const Services& services, Needs needs,
                                      const http::Request& request, const Caller& caller) {
    if (!service::admin_network_allows(services.networks, request.address))
        return forbidden(request);
    if (auto refused = refusal_of_scope(services, needs, request, caller)) return refused;
    const auto shortfall =
        postern::access::judge(caller.session.authentication.assurance(),
                               demand_of(needs.action, caller), request.received);
    if (shortfall == postern::access::Shortfall::None) return std::nullopt;
    return two_factors_required(services.step_up.factors_of(caller.user), context, request);
}

}  // namespace

Endpoint administering(const Context& context, const Services& services, Needs needs,
                       Operation* operation) {
    const auto run = [context, services, needs, operation](const http::Request& request) {
        const auto caller = find_caller(context, scope_of(needs.action), request);
        if (!caller) return caller.error();
        auto refused = refusal(context, services, needs, request, *caller);
        return refused ? std::move(*refused) : operation(context, services, request, *caller);
    };
    return {run, true};
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

std::optional<User> user_in_path(const Services& services, const http::Request& request) {
    const auto id = PublicId::parse(in_path(request, "id"));
    auto user = id ? services.users.find(id->text()) : std::nullopt;
    if (!user || user->public_id != *id) return std::nullopt;
    return user;
}

}  // namespace postern::api::admin
