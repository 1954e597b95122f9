// /api/v1/admin/permissions.
#include "api/admin/access/operations.hpp"
#include "api/admin/access/requests.hpp"
#include "api/admin/access/to_json.hpp"
#include "api/admin/guard/refusals.hpp"
#include "api/body/answers.hpp"
#include "postern/service/access/giving.hpp"

namespace postern::api::admin::access {

namespace {

using http::Status;

}  // namespace

http::Response get_permissions(const Context&, const Services& services,
                               const http::Request& request, const SessionWithUser&) {
    const auto wanted = parse_page_request(request, ByName::parse);
    if (!wanted) return refuse(wanted.error(), request);
    const auto page = page_of(services.grants.permissions(), *wanted,
                              [](const Permission& one) { return ByName{one.name}; });
    json::Json::Array list;
    for (const auto& permission : page.items) list.push_back(to_json(permission));
    return answer(Status::Ok, json::Json::Object{{"permissions", std::move(list)},
                                                 {"next_cursor", page.next_cursor}});
}

http::Response post_permission(const Context&, const Services& services,
                               const http::Request& request, const SessionWithUser& caller) {
    const auto permission = parse_permission(request);
    if (!permission) return refuse(permission.error(), request);
    if (!service::may_give(services.grants, caller.user.id, {{*permission}}, request.received))
        return more_than_you_have(request);
    const auto added =
        services.grants.add_permission(*permission, actor_of(request, caller), request.received);
    if (!added) return refuse(added.error(), request);
    return answer(Status::Created, to_json(*permission));
}

http::Response delete_permission(const Context&, const Services& services,
                                 const http::Request& request, const SessionWithUser& caller) {
    const auto removed = services.grants.remove_permission(
        in_path(request, "name"), actor_of(request, caller), request.received);
    if (removed) return http::Response{Status::NoContent};
    if (removed.error() == service::GrantError::NoSuchPermission)
        return no_such("permission", request);
    return refuse(removed.error(), request);
}

}  // namespace postern::api::admin::access
