/// group_statements: groups and their members.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

/// As read_expiry() expects. Of a DATETIME that is none, TO_SECONDS() is NULL; who has such an
/// expiry is not in the group any more.
inline constexpr Text kMemberExpiry{
    "IF(m.expires_at IS NULL, NULL, COALESCE(TO_SECONDS(m.expires_at), 0))"};

/// Of the tables m, g and u, as read_membership() expects.
inline constexpr Text kMembershipColumns =
    joined<"m.user_id, g.name, u.public_id, u.email, TO_SECONDS(m.granted_at), m.granted_by, ",
           kMemberExpiry>;

inline constexpr Text kMembershipTables{
    " FROM group_member m"
    " JOIN user u ON u.id = m.user_id"
    " JOIN user_group g ON g.id = m.group_id "};

// --- user_group

inline constexpr Statement kFindGroups{"find_groups", R"sql(
    SELECT id, name, description, TO_SECONDS(created_at) FROM user_group ORDER BY name
)sql"};

inline constexpr Statement kCountMembersUpTo{"count_members_up_to", R"sql(
    SELECT COUNT(*)
      FROM (SELECT 1
              FROM group_member m FORCE INDEX (ix_group_member_group_id)
             WHERE m.group_id = ? AND (m.expires_at IS NULL OR m.expires_at > ?)
             LIMIT ?) AS c
)sql"};

inline constexpr Statement kFindGroup{"find_group", R"sql(
    SELECT id, name, description, TO_SECONDS(created_at) FROM user_group WHERE name = ?
)sql"};

// Keeps the group from being removed until the end, and from what else changes it as a whole.
inline constexpr Statement kLockGroup{"lock_group", R"sql(
    SELECT id FROM user_group WHERE name = ? FOR UPDATE
)sql"};

inline constexpr Statement kAddGroup{"add_group", R"sql(
    INSERT INTO user_group (name, description, created_at) VALUES (?, ?, ?)
)sql"};

inline constexpr Statement kDescribeGroup{"describe_group", R"sql(
    UPDATE user_group SET description = ? WHERE name = ?
)sql"};

// Memberships and grants go with it.
inline constexpr Statement kRemoveGroup{"remove_group", "DELETE FROM user_group WHERE id = ?"};

// --- rule_subject

inline constexpr Statement kIsNamedByRule{"is_named_by_rule", R"sql(
    SELECT 1 FROM rule_subject WHERE kind = ? AND subject_id = ? LIMIT 1
)sql"};

// --- user

// Memberships, grants and requests for access of a user come one after the other.
inline constexpr Statement kLockUserOnly{"lock_user_only", R"sql(
    SELECT id FROM user WHERE id = ? FOR UPDATE
)sql"};

inline constexpr Statement kLockUserByPublicId{"lock_user_by_public_id", R"sql(
    SELECT id FROM user WHERE public_id = ? FOR UPDATE
)sql"};

// --- group_member

inline constexpr Statement kFindMembers{
    "find_members", joined<"SELECT ", kMembershipColumns, kMembershipTables,
                           "WHERE g.name = ? AND m.user_id > ? ORDER BY m.user_id LIMIT ?">};

inline constexpr Statement kFindGroupsOfUser{
    "find_groups_of_user", joined<"SELECT ", kMembershipColumns, kMembershipTables,
                                  "WHERE m.user_id = ? ORDER BY g.name">};

inline constexpr Statement kFindMemberExpiry{
    "find_member_expiry", joined<"SELECT ", kMemberExpiry,
                                 " FROM group_member m WHERE m.user_id = ? AND m.group_id = ?">};

inline constexpr Statement kJoinGroup{"join_group", R"sql(
    INSERT INTO group_member (user_id, group_id, granted_at, granted_by, expires_at)
    VALUES (?, ?, ?, ?, ?)
    ON DUPLICATE KEY UPDATE expires_at = VALUES(expires_at)
)sql"};

inline constexpr Statement kLeaveGroup{"leave_group", R"sql(
    DELETE FROM group_member WHERE user_id = ? AND group_id = ?
)sql"};

inline constexpr Statement kCountGroupsOfUser{"count_groups_of_user", R"sql(
    SELECT COUNT(*) FROM group_member WHERE user_id = ?
)sql"};

// A role counts once for each way in which the user has it.
inline constexpr Statement kCountRolesOfUser{"count_roles_of_user", R"sql(
    SELECT (SELECT COUNT(*) FROM access_grant WHERE user_id = ? AND role_id IS NOT NULL)
         + (SELECT COUNT(*)
              FROM group_member m
              JOIN access_grant a ON a.group_id = m.group_id
             WHERE m.user_id = ? AND a.role_id IS NOT NULL)
)sql"};

inline constexpr Statement kFindExpiredMembers{"find_expired_members", R"sql(
    SELECT user_id FROM group_member WHERE expires_at < ? ORDER BY expires_at LIMIT ?
)sql"};

inline constexpr Statement kRemoveExpiredMembers{"remove_expired_members", R"sql(
    DELETE m
      FROM (SELECT user_id, group_id
              FROM group_member FORCE INDEX (ix_group_member_expires_at)
             WHERE expires_at < ? ORDER BY expires_at LIMIT ?) AS expired
      STRAIGHT_JOIN group_member m
         ON m.user_id = expired.user_id AND m.group_id = expired.group_id
     WHERE m.expires_at < ?
)sql"};

}  // namespace postern::store::mysql
