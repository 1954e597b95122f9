/// access_rows: what the stores of groups, grants and rules have in common.
#pragma once

#include <optional>
#include <string_view>

#include "postern/model/group.hpp"
#include "postern/store/grant_store.hpp"
#include "store/mysql/connection/connection.hpp"
#include "store/mysql/connection/rows.hpp"

namespace postern::store::mysql {

// --- reading

/// A column that is NULL or TO_SECONDS(...). What is no time there is one long past.
std::optional<TimePoint> read_expiry(Columns& columns);

Membership read_membership(Columns& columns);
/// Of kPermissionColumns.
Permission read_permission(Columns& columns);
/// Of kGrantColumns.
Grant read_grant(Columns& columns);
HeldPermission read_held_permission(Columns& columns);

// --- for the inside of a transaction, in this order. Each locks the row until the end.

bool lock_user(Connection& connection, UserId user);
std::optional<UserId> lock_user(Connection& connection, std::string_view public_id);
std::optional<GroupId> lock_group(Connection& connection, std::string_view name);
std::optional<RoleId> lock_role(Connection& connection, std::string_view name);
/// Its number.
std::optional<std::uint32_t> lock_permission(Connection& connection, std::string_view name);

/// Whether the rules of some site name this group or role.
bool is_named_by_rule(Connection& connection, GroupId group);
bool is_named_by_rule(Connection& connection, RoleId role);

/// Whether the user has more groups or roles than is allowed.
bool has_too_many_groups(Connection& connection, UserId user);
bool has_too_many_roles(Connection& connection, UserId user);

}  // namespace postern::store::mysql
