/// operations: one function for each; it parses the request, calls one service and answers. Each
/// runs for callers only whom administering() has let in.
#pragma once

#include "api/admin/guard/guard.hpp"

namespace postern::api::admin::access {

// --- groups and their members (groups.cpp, members.cpp) ------------------------------------------

Operation get_groups;
Operation post_group;
Operation get_group;
/// Changes the description.
Operation patch_group;
/// With its memberships and grants.
Operation delete_group;

Operation get_members;
/// Puts a user into the group, or replaces the end of their membership. Refused where the group has
/// a permission that the caller does not have.
Operation put_member;
Operation delete_member;

// --- permissions and roles (permissions.cpp, roles.cpp) ------------------------------------------

Operation get_permissions;
/// Refused where the caller does not have this permission by another one: nobody could give it to
/// themselves under the name of one that they have.
Operation post_permission;
Operation delete_permission;

Operation get_roles;
/// Refused where the caller does not have all permissions of the role.
Operation post_role;
Operation get_role;
/// Changes the description, or replaces the permissions. The caller must have all of them, those
/// before and those after.
Operation patch_role;
/// With its grants.
Operation delete_role;

// --- grants (grants.cpp) -------------------------------------------------------------------------

Operation get_grants;
/// Grants a role or a permission, or replaces the end of that grant. Refused where the caller does
/// not have it, or not for as long.
Operation post_grant;
Operation delete_grant;

}  // namespace postern::api::admin::access
