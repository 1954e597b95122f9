#include "api/admin/access/routes.hpp"

#include "api/admin/access/operations.hpp"
#include "api/admin/guard/area.hpp"

namespace postern::api::admin::access {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    using enum http::Method;
    const Area groups{context, services, service::AdminArea::Groups};
    const Area roles{context, services, service::AdminArea::Roles};
    return {
        groups.list("/groups", get_groups),
        groups.write(Post, "/groups", post_group),
        groups.read("/groups/{name}", get_group),
        groups.write(Patch, "/groups/{name}", patch_group),
        groups.write(Delete, "/groups/{name}", delete_group),
        groups.read("/groups/{name}/members", get_members),
        groups.write(Put, "/groups/{name}/members/{id}", put_member),
        groups.write(Delete, "/groups/{name}/members/{id}", delete_member),

        roles.read("/permissions", get_permissions),
        roles.write(Post, "/permissions", post_permission),
        roles.write(Delete, "/permissions/{name}", delete_permission),
        roles.read("/roles", get_roles),
        roles.write(Post, "/roles", post_role),
        roles.read("/roles/{name}", get_role),
        roles.write(Patch, "/roles/{name}", patch_role),
        roles.write(Delete, "/roles/{name}", delete_role),
        roles.read("/grants", get_grants),
        roles.write(Post, "/grants", post_grant),
        roles.write(Delete, "/grants/{id}", delete_grant),
    };
}

}  // namespace postern::api::admin::access
