#include "api/admin/routes.hpp"

#include "api/admin/operations.hpp"
#include "api/body/rows.hpp"

namespace postern::api::admin {

namespace {

using service::AdminAction;
using service::AdminArea;

/// Makes the rows of one area.
class Area {
public:
    Area(const Context& context, const Services& services, AdminArea area)
        : context_{context}, services_{services}, area_{area} {}

    http::Route read(const std::string& path, Operation* operation) const {
        return reading("/api/v1/admin" + path, let_in(AdminAction::Read, operation));
    }
    http::Route write(http::Method method, const std::string& path, Operation* operation) const {
        return writing(method, "/api/v1/admin" + path, let_in(AdminAction::Write, operation));
    }

private:
    Endpoint let_in(AdminAction action, Operation* operation) const {
        return administering(context_, services_, {area_, action}, operation);
    }

    const Context& context_;
    const Services& services_;
    AdminArea area_;
};

}  // namespace

std::vector<http::Route> routes(const Context& context, const Services& services) {
    using enum http::Method;
    const Area groups{context, services, AdminArea::Groups};
    const Area roles{context, services, AdminArea::Roles};
    const Area rules{context, services, AdminArea::Rules};
    return {
        groups.read("/groups", get_groups),
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

        rules.read("/sites/{name}/rules", get_rules),
        rules.write(Put, "/sites/{name}/rules", put_rules),
        rules.read("/sites/{name}/explain", get_explain),
    };
}

}  // namespace postern::api::admin
