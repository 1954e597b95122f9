/// user_statements: users and their passwords.
#pragma once

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

// --- user

inline constexpr Statement kAddUser{"add_user", R"sql(
    INSERT INTO user (public_id, email, display_name, created_at, language, time_zone,
                      email_verified_at, disabled)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
)sql"};

inline constexpr Statement kFindUserByEmail{"find_user_by_email",
                                            joined<"SELECT ", kUserColumns, R"sql(, p.phc
      FROM user u
      JOIN user_password p ON p.user_id = u.id
     WHERE u.email = ?
)sql">};

inline constexpr Statement kFindUserByPublicId{
    "find_user_by_public_id",
    joined<"SELECT ", kUserColumns, " FROM user u WHERE u.public_id = ?">};

// Also without a password.
inline constexpr Statement kFindUserRowByEmail{
    "find_user_row_by_email", joined<"SELECT ", kUserColumns, " FROM user u WHERE u.email = ?">};

inline constexpr Statement kFindUserById{
    "find_user_by_id", joined<"SELECT ", kUserColumns, " FROM user u WHERE u.id = ?">};

inline constexpr Statement kFindUserPage{
    "find_user_page",
    joined<"SELECT ", kUserColumns, " FROM user u WHERE u.id > ? ORDER BY u.id LIMIT ?">};

// LOCATE of an empty text is 1. Addresses are stored in lowercase. What is searched for need not
// be ASCII, and the server refuses to compare that with an ascii column.
inline constexpr Statement kListUsers{"list_users", joined<"SELECT ", kUserColumns, R"sql(
      FROM user u
     WHERE u.id > ?
       AND u.disabled >= ?
       AND (LOCATE(?, CONVERT(u.email USING utf8mb4)) > 0
            OR LOCATE(?, u.display_name COLLATE utf8mb4_general_ci) > 0
            OR CONVERT(u.public_id USING utf8mb4) COLLATE utf8mb4_bin = ?)
     ORDER BY u.id
     LIMIT ?
)sql">};

// --- user_password

inline constexpr Statement kAddPassword{"add_password", R"sql(
    INSERT INTO user_password (user_id, phc, changed_at) VALUES (?, ?, ?)
)sql"};

inline constexpr Statement kFindPasswordChangedAt{"find_password_changed_at", R"sql(
    SELECT TO_SECONDS(changed_at) FROM user_password WHERE user_id = ? AND phc <> ?
)sql"};

inline constexpr Statement kRehashPassword{"rehash_password", R"sql(
    UPDATE user_password SET phc = ? WHERE user_id = ? AND phc = ?
)sql"};

inline constexpr Statement kSetPassword{"set_password", R"sql(
    UPDATE user_password SET phc = ?, changed_at = ? WHERE user_id = ?
)sql"};

}  // namespace postern::store::mysql
