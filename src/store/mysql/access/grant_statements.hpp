/// grant_statements: permissions, roles and grants.
#pragma once

#include "store/mysql/access/group_statements.hpp"
#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

/// What read_permission() expects.
inline constexpr Text kPermissionColumns{"p.id, p.name, p.description, p.resource, p.action"};

/// As kMemberExpiry.
inline constexpr Text kGrantExpiry{
    "IF(a.expires_at IS NULL, NULL, COALESCE(TO_SECONDS(a.expires_at), 0))"};

/// What read_grant() expects.
inline constexpr Text kGrantColumns = joined<
    "a.id, a.public_id, u.public_id, u.email, g.name, r.name, p.name,"
    " TO_SECONDS(a.granted_at), a.granted_by, ",
    kGrantExpiry>;

inline constexpr Text kGrantTables{
    " FROM access_grant a"
    " LEFT JOIN user u ON u.id = a.user_id"
    " LEFT JOIN user_group g ON g.id = a.group_id"
    " LEFT JOIN role r ON r.id = a.role_id"
    " LEFT JOIN permission p ON p.id = a.permission_id "};

// --- permission

inline constexpr Statement kFindPermissions{
    "find_permissions",
    joined<"SELECT ", kPermissionColumns, " FROM permission p ORDER BY p.name">};

inline constexpr Statement kLockPermission{"lock_permission", R"sql(
    SELECT id FROM permission WHERE name = ? FOR UPDATE
)sql"};

inline constexpr Statement kAddPermission{"add_permission", R"sql(
    INSERT INTO permission (name, description, resource, action) VALUES (?, ?, ?, ?)
)sql"};

inline constexpr Statement kIsPermissionUsed{"is_permission_used", R"sql(
    SELECT EXISTS (SELECT 1 FROM role_permission WHERE permission_id = ?)
        OR EXISTS (SELECT 1 FROM access_grant WHERE permission_id = ?)
)sql"};

inline constexpr Statement kRemovePermission{"remove_permission",
                                             "DELETE FROM permission WHERE id = ?"};

// --- role, with the names of its permissions: one row for each

inline constexpr Text kRoleRows{
    "SELECT r.id, r.name, r.description, TO_SECONDS(r.created_at), COALESCE(p.name, '')"
    " FROM role r"
    " LEFT JOIN role_permission rp ON rp.role_id = r.id"
    " LEFT JOIN permission p ON p.id = rp.permission_id "};

inline constexpr Statement kFindRoles{"find_roles", joined<kRoleRows, "ORDER BY r.name, p.name">};

inline constexpr Statement kFindRole{"find_role",
                                     joined<kRoleRows, "WHERE r.name = ? ORDER BY p.name">};

inline constexpr Statement kLockRole{"lock_role", R"sql(
    SELECT id FROM role WHERE name = ? FOR UPDATE
)sql"};

inline constexpr Statement kAddRole{"add_role", R"sql(
    INSERT INTO role (name, description, created_at) VALUES (?, ?, ?)
)sql"};

inline constexpr Statement kDescribeRole{"describe_role", R"sql(
    UPDATE role SET description = ? WHERE id = ?
)sql"};

inline constexpr Statement kAddRolePermission{"add_role_permission", R"sql(
    INSERT INTO role_permission (role_id, permission_id)
    SELECT ?, p.id FROM permission p WHERE p.name = ?
)sql"};

inline constexpr Statement kRemoveRolePermissions{"remove_role_permissions", R"sql(
    DELETE FROM role_permission WHERE role_id = ?
)sql"};

// What it holds and who holds it go with it.
inline constexpr Statement kRemoveRole{"remove_role", "DELETE FROM role WHERE id = ?"};

// --- access_grant

inline constexpr Statement kFindGrants{
    "find_grants", joined<"SELECT ", kGrantColumns, kGrantTables, "ORDER BY a.id DESC LIMIT ?">};

inline constexpr Statement kFindGrantsOfUser{
    "find_grants_of_user", joined<"SELECT ", kGrantColumns, kGrantTables,
                                  "WHERE u.public_id = ? ORDER BY a.id DESC LIMIT ?">};

inline constexpr Statement kFindGrantsOfGroup{
    "find_grants_of_group",
    joined<"SELECT ", kGrantColumns, kGrantTables, "WHERE g.name = ? ORDER BY a.id DESC LIMIT ?">};

// One after the other along the index of the role or the permission.
inline constexpr Statement kFindGrantsOfRole{
    "find_grants_of_role", joined<"SELECT a.id, ", kGrantColumns, kGrantTables,
                                  "WHERE r.name = ? AND a.id < ? ORDER BY a.id DESC LIMIT ?">};

inline constexpr Statement kFindGrantsOfPermission{
    "find_grants_of_permission",
    joined<"SELECT a.id, ", kGrantColumns, kGrantTables,
           "WHERE p.name = ? AND a.id < ? ORDER BY a.id DESC LIMIT ?">};

inline constexpr Statement kFindGrant{
    "find_grant", joined<"SELECT ", kGrantColumns, kGrantTables, "WHERE a.public_id = ?">};

inline constexpr Statement kFindGrantKey{"find_grant_key", R"sql(
    SELECT a.id, a.user_id, a.role_id IS NOT NULL AND r.name = 'admin'
      FROM access_grant a
      LEFT JOIN role r ON r.id = a.role_id
     WHERE a.public_id = ?
)sql"};

// Of holder and of what, one is set.
inline constexpr Statement kFindGrantOf{"find_grant_of",
                                        joined<"SELECT a.id, a.public_id, ", kGrantExpiry, R"sql(
      FROM access_grant a
     WHERE a.user_id <=> ? AND a.group_id <=> ? AND a.role_id <=> ? AND a.permission_id <=> ?
)sql">};

inline constexpr Statement kAddGrant{"add_grant", R"sql(
    INSERT INTO access_grant (public_id, user_id, group_id, role_id, permission_id, granted_at,
                              granted_by, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
)sql"};

inline constexpr Statement kSetGrantExpiry{"set_grant_expiry", R"sql(
    UPDATE access_grant SET expires_at = ? WHERE id = ?
)sql"};

inline constexpr Statement kRemoveGrant{"remove_grant", "DELETE FROM access_grant WHERE id = ?"};

inline constexpr Statement kCountRoleGrants{"count_role_grants", R"sql(
    SELECT COUNT(*) FROM (SELECT 1 FROM access_grant WHERE role_id IS NOT NULL LIMIT ?) AS counted
)sql"};

// A member for whom one role more is too much.
inline constexpr Statement kFindFullMember{"find_full_member", R"sql(
    SELECT 1
      FROM group_member m
     WHERE m.group_id = ?
       AND (SELECT COUNT(*)
              FROM access_grant a
             WHERE a.user_id = m.user_id AND a.role_id IS NOT NULL)
         + (SELECT COUNT(*)
              FROM group_member o
              JOIN access_grant a ON a.group_id = o.group_id
             WHERE o.user_id = m.user_id AND a.role_id IS NOT NULL) > ?
     LIMIT 1
)sql"};

inline constexpr Statement kFindExpiredGrants{"find_expired_grants", R"sql(
    SELECT id FROM access_grant WHERE expires_at < ? ORDER BY expires_at LIMIT ?
)sql"};

inline constexpr Statement kRemoveExpiredGrants{"remove_expired_grants", R"sql(
    DELETE a
      FROM (SELECT id
              FROM access_grant FORCE INDEX (ix_access_grant_expires_at)
             WHERE expires_at < ? ORDER BY expires_at LIMIT ?) AS expired
      STRAIGHT_JOIN access_grant a ON a.id = expired.id
     WHERE a.expires_at < ?
)sql"};

// --- what a user has

// Directly or by a group, alone or in a role.
inline constexpr Statement kFindHeldPermissions{
    "find_held_permissions",
    joined<"SELECT ", kPermissionColumns, ", '', '', ", kGrantExpiry, R"sql(, NULL
      FROM access_grant a
      JOIN permission p ON p.id = a.permission_id
     WHERE a.user_id = ?
     UNION ALL
    SELECT )sql",
           kPermissionColumns, ", r.name, '', ", kGrantExpiry, R"sql(, NULL
      FROM access_grant a
      JOIN role r ON r.id = a.role_id
      JOIN role_permission rp ON rp.role_id = r.id
      JOIN permission p ON p.id = rp.permission_id
     WHERE a.user_id = ?
     UNION ALL
    SELECT )sql",
           kPermissionColumns, ", '', g.name, ", kGrantExpiry, ", ", kMemberExpiry, R"sql(
      FROM group_member m
      JOIN user_group g ON g.id = m.group_id
      JOIN access_grant a ON a.group_id = m.group_id
      JOIN permission p ON p.id = a.permission_id
     WHERE m.user_id = ?
     UNION ALL
    SELECT )sql",
           kPermissionColumns, ", r.name, g.name, ", kGrantExpiry, ", ", kMemberExpiry, R"sql(
      FROM group_member m
      JOIN user_group g ON g.id = m.group_id
      JOIN access_grant a ON a.group_id = m.group_id
      JOIN role r ON r.id = a.role_id
      JOIN role_permission rp ON rp.role_id = r.id
      JOIN permission p ON p.id = rp.permission_id
     WHERE m.user_id = ?
)sql">};

// Groups first (FALSE), then roles (TRUE), by number.
inline constexpr Statement kFindFacts{
    "find_facts", joined<"SELECT FALSE AS is_role, m.group_id AS id, ", kMemberExpiry, R"sql(, NULL
      FROM group_member m
     WHERE m.user_id = ?
     UNION ALL
    SELECT TRUE, a.role_id, )sql",
                         kGrantExpiry, R"sql(, NULL
      FROM access_grant a
     WHERE a.user_id = ? AND a.role_id IS NOT NULL
     UNION ALL
    SELECT TRUE, a.role_id, )sql",
                         kGrantExpiry, ", ", kMemberExpiry, R"sql(
      FROM group_member m
      JOIN access_grant a ON a.group_id = m.group_id
     WHERE m.user_id = ? AND a.role_id IS NOT NULL
     ORDER BY is_role, id
)sql">};

}  // namespace postern::store::mysql
