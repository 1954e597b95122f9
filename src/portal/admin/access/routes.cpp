#include "portal/admin/access/routes.hpp"

#include "portal/admin/access/handlers.hpp"
#include "portal/admin/access/views.hpp"
#include "portal/admin/frame/rows.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::admin::access {

namespace {

constexpr std::size_t kMaxTextBody = 256 * 1024;

http::Route with_large_body(http::Route row) {
    row.max_body_bytes = kMaxTextBody;
    return row;
}

}  // namespace

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const Area groups{context, services, service::AdminArea::Groups};
    const Area roles{context, services, service::AdminArea::Roles};
    const Area rules{context, services, service::AdminArea::Rules};
    return {
        groups.list("/groups", get_groups),
        groups.form_page("/new-group", get_new_group),
        groups.form("/new-group", post_new_group),
        groups.page("/groups/{name}", get_group),
        groups.form_page("/groups/{name}/edit", get_edit_group),
        groups.form("/groups/{name}/edit", post_edit_group),
        groups.form_page("/groups/{name}/add", get_add_members),
        groups.form("/groups/{name}/add", post_add_members),
        groups.form_page("/groups/{name}/remove", get_remove_member),
        groups.form("/groups/{name}/remove", post_remove_member),
        groups.form_page("/groups/{name}/delete", get_delete_group),
        groups.form("/groups/{name}/delete", post_delete_group),

        roles.page("/roles", get_roles),
        roles.form_page("/new-role", get_new_role),
        roles.form("/new-role", post_new_role),
        roles.page("/roles/{name}", get_role),
        roles.form_page("/roles/{name}/edit", get_edit_role),
        roles.form("/roles/{name}/edit", post_edit_role),
        roles.form_page("/roles/{name}/grant", get_grant),
        roles.form("/roles/{name}/grant", post_grant),
        roles.form_page("/roles/{name}/revoke", get_revoke),
        roles.form("/roles/{name}/revoke", post_revoke),
        roles.form_page("/roles/{name}/delete", get_delete_role),
        roles.form("/roles/{name}/delete", post_delete_role),

        roles.page("/permissions", get_permissions),
        roles.form_page("/new-permission", get_new_permission),
        roles.form("/new-permission", post_new_permission),
        roles.form_page("/permissions/{name}/delete", get_delete_permission),
        roles.form("/permissions/{name}/delete", post_delete_permission),

        rules.page("/networks", get_networks),
        rules.form_page("/networks/edit", get_edit_networks),
        with_large_body(rules.form("/networks/edit", post_edit_networks)),
    };
}

std::vector<std::string> templates() {
    return templates_of<GroupsView, GroupFormView, GroupView, AddMembersView, RemoveMemberView,
                        DeleteGroupView, RolesView, RoleFormView, RoleView, GrantView, RevokeView,
                        DeleteRoleView, PermissionsView, PermissionFormView, DeletePermissionView,
                        NetworksView, EditNetworksView>();
}

}  // namespace postern::portal::admin::access
