/// administrator_statements: who has the role `admin` (kAdminRole).
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

// A write: nodes of a cluster see no lock of another one, but they see this. Whatever could end an
// administrator waits here for whatever else could.
inline constexpr Statement kLockAdminRole{"lock_admin_role", R"sql(
    UPDATE role SET looked_at = looked_at + 1 WHERE name = 'admin'
)sql"};

inline constexpr Statement kCountAdministrators{"count_administrators", R"sql(
    SELECT COUNT(*), COUNT(u.email_verified_at)
      FROM (SELECT a.user_id
              FROM role r
              JOIN access_grant a ON a.role_id = r.id
             WHERE r.name = 'admin' AND a.user_id IS NOT NULL AND a.expires_at IS NULL
             UNION
            SELECT m.user_id
              FROM role r
              JOIN access_grant a ON a.role_id = r.id
              JOIN group_member m ON m.group_id = a.group_id
             WHERE r.name = 'admin' AND a.expires_at IS NULL AND m.expires_at IS NULL) AS holder
      JOIN user u ON u.id = holder.user_id
     WHERE u.disabled = FALSE AND u.delete_at IS NULL AND u.waiting_since IS NULL
)sql"};

inline constexpr Statement kIsAdministrator{"is_administrator", R"sql(
    SELECT u.email_verified_at IS NOT NULL
      FROM user u
     WHERE u.id = ? AND u.disabled = FALSE AND u.delete_at IS NULL AND u.waiting_since IS NULL
       AND (EXISTS (SELECT 1
                      FROM access_grant a
                      JOIN role r ON r.id = a.role_id
                     WHERE a.user_id = u.id AND a.expires_at IS NULL AND r.name = 'admin')
            OR EXISTS (SELECT 1
                         FROM group_member m
                         JOIN access_grant a ON a.group_id = m.group_id
                         JOIN role r ON r.id = a.role_id
                        WHERE m.user_id = u.id AND m.expires_at IS NULL
                          AND a.expires_at IS NULL AND r.name = 'admin'))
)sql"};

// With an expiry, too, and whatever the state of the user.
inline constexpr Statement kHasAdminRoleHolder{"has_admin_role_holder", R"sql(
    SELECT 1
      FROM role r
      JOIN access_grant a ON a.role_id = r.id
      LEFT JOIN group_member m ON m.group_id = a.group_id
     WHERE r.name = 'admin' AND (a.user_id IS NOT NULL OR m.user_id IS NOT NULL)
     LIMIT 1
)sql"};

inline constexpr Statement kIsAdminGroup{"is_admin_group", R"sql(
    SELECT 1
      FROM access_grant a
      JOIN role r ON r.id = a.role_id
     WHERE a.group_id = ? AND a.expires_at IS NULL AND r.name = 'admin'
)sql"};

inline constexpr Statement kGrantAdminRole{"grant_admin_role", R"sql(
    INSERT INTO access_grant (public_id, user_id, role_id, granted_at, granted_by)
    SELECT ?, ?, r.id, ?, ? FROM role r WHERE r.name = 'admin'
)sql"};

}  // namespace postern::store::mysql
