/// handlers: one function for each row of access; parse, one service call, answer.
#pragma once

#include "portal/admin/access/routes.hpp"
#include "portal/admin/frame/rows.hpp"

namespace postern::portal::admin::access {

// All are of the type Page.

Page get_groups;  ///< those that the visitor may see
Page get_new_group;
Page post_new_group;
Page get_group;  ///< with its members, `?after=`
Page get_edit_group;
Page post_edit_group;

/// A list of e-mail addresses, until a day. Nobody is added while an address is unknown; where one
/// of them is in too many groups, those before them are added.
Page get_add_members;
Page post_add_members;
/// The member `?user=`, a public id.
Page get_remove_member;
Page post_remove_member;
Page get_delete_group;
Page post_delete_group;

Page get_roles;
Page get_new_role;
Page post_new_role;
Page get_role;  ///< with those who have it, `?after=`
Page get_edit_role;
Page post_edit_role;

/// To a user or a group, until a day. The role `admin` has its name typed.
Page get_grant;
Page post_grant;
/// The grant `?grant=`, a public id.
Page get_revoke;
Page post_revoke;
Page get_delete_role;
Page post_delete_role;

Page get_permissions;
Page get_new_permission;
Page post_new_permission;
Page get_delete_permission;
Page post_delete_permission;

Page get_networks;
/// Shows first what the text changes, and saves what was shown.
Page get_edit_networks;
Page post_edit_networks;

}  // namespace postern::portal::admin::access
