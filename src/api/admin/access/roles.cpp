// /api/v1/admin/roles.
#include <optional>

#include "api/admin/access/operations.hpp"
#include "api/admin/access/requests.hpp"
#include "api/admin/access/to_json.hpp"
#include "api/admin/guard/refusals.hpp"
#include "api/body/answers.hpp"
#include "postern/service/access/giving.hpp"

namespace postern::api::admin::access {

namespace {

using http::Status;

/// Why the caller cannot make a role have these permissions.
std::optional<http::Response> refusal(const Services& services,
                                      const std::vector<std::string>& permissions,
                                      const http::Request& request, const SessionWithUser& caller) {
    const auto gifts = service::gifts_of(services.grants, permissions);
    if (!gifts) return unknown("permissions", request);
    if (service::may_give(services.grants, caller.user.id, *gifts, request.received))
        return std::nullopt;
    return more_than_you_have(request);
}

/// Why the caller cannot take away what the role has: the same as they would need to give it.
std::optional<http::Response> refusal_to_take(const Services& services,
                                              const http::Request& request,
                                              const SessionWithUser& caller) {
    const auto role = services.grants.find_role(in_path(request, "name"));
    if (!role) return no_such("role", request);
    return refusal(services, role->permissions, request, caller);
}

http::Response refuse_role(service::GrantError error, const http::Request& request) {
    if (error == service::GrantError::NoSuchRole) return no_such("role", request);
    if (error == service::GrantError::NoSuchPermission) return unknown("permissions", request);
    return refuse(error, request);
}

/// The role as it is now; 404 where it is gone.
http::Response answer_role(const Services& services, const http::Request& request) {
    const auto role = services.grants.find_role(in_path(request, "name"));
    return role ? answer(Status::Ok, to_json(*role)) : no_such("role", request);
}

}  // namespace

http::Response get_roles(const Context&, const Services& services, const http::Request& request,
                         const SessionWithUser&) {
    const auto wanted = parse_page_request(request, ByName::parse);
    if (!wanted) return refuse(wanted.error(), request);
    const auto page = page_of(services.grants.roles(), *wanted,
                              [](const Role& role) { return ByName{role.name}; });
    json::Json::Array list;
    for (const auto& role : page.items) list.push_back(to_json(role));
    return answer(Status::Ok, json::Json::Object{{"roles", std::move(list)},
                                                 {"next_cursor", page.next_cursor}});
}

http::Response post_role(const Context&, const Services& services, const http::Request& request,
                         const SessionWithUser& caller) {
    const auto body = NewRole::parse(request);
    if (!body) return refuse(body.error(), request);
    if (auto refused = refusal(services, body->permissions, request, caller))
        return std::move(*refused);
    const auto added = services.grants.add_role(body->name, body->description, body->permissions,
                                                actor_of(request, caller), request.received);
    if (!added) return refuse_role(added.error(), request);
    return answer(Status::Created, to_json(*added));
}

http::Response get_role(const Context&, const Services& services, const http::Request& request,
                        const SessionWithUser&) {
    return answer_role(services, request);
}

http::Response patch_role(const Context&, const Services& services, const http::Request& request,
                          const SessionWithUser& caller) {
    const auto body = RolePatch::parse(request);
    if (!body) return refuse(body.error(), request);
    const auto& permissions = body->permissions;
    const auto role = services.grants.find_role(in_path(request, "name"));
    if (!role) return no_such("role", request);
    // All of them, not only new ones: what somebody else took away meanwhile would come back.
    if (permissions) {
        if (auto refused = refusal(services, role->permissions, request, caller))
            return std::move(*refused);
        if (auto refused = refusal(services, *permissions, request, caller))
            return std::move(*refused);
    }
    if (permissions || body->description || body->seen) {
        // Without `seen`, those that the caller may take away, as just looked up.
        const auto changed = services.grants.set_role(
            role->name, body->description, permissions, actor_of(request, caller), request.received,
            body->seen || !permissions ? body->seen : std::optional{role->permissions});
        if (!changed) return refuse_role(changed.error(), request);
    }
    return answer_role(services, request);
}

http::Response delete_role(const Context&, const Services& services, const http::Request& request,
                           const SessionWithUser& caller) {
    if (auto refused = refusal_to_take(services, request, caller)) return std::move(*refused);
    const auto removed = services.grants.remove_role(in_path(request, "name"),
                                                     actor_of(request, caller), request.received);
    if (!removed) return refuse_role(removed.error(), request);
    return http::Response{Status::NoContent};
}

}  // namespace postern::api::admin::access
