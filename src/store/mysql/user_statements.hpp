/// user_statements: users and their passwords.
#pragma once

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

// --- user

inline constexpr Statement kAddUser{"add_user", R"sql(
    INSERT INTO user (public_id, email, display_name, created_at, language, time_zone,
                      email_verified_at, disabled, username, username_skeleton, given_name,
                      family_name, waiting_since, word_version)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, ''), NULLIF(?, ''), ?, ?, ?, ?)
)sql"};

inline constexpr Statement kFindUserByEmail{"find_user_by_email",
                                            joined<"SELECT ", kUserColumns, R"sql(, p.phc
      FROM user u
      JOIN user_password p ON p.user_id = u.id
     WHERE u.email = ?
)sql">};

inline constexpr Statement kFindUserByUsername{"find_user_by_username",
                                               joined<"SELECT ", kUserColumns, R"sql(, p.phc
      FROM user u
      JOIN user_password p ON p.user_id = u.id
     WHERE u.username = ?
)sql">};

inline constexpr Statement kFindUserByPublicId{
    "find_user_by_public_id",
    joined<"SELECT ", kUserColumns, " FROM user u WHERE u.public_id = ?">};

// Also without a password.
inline constexpr Statement kFindUserRowByEmail{
    "find_user_row_by_email", joined<"SELECT ", kUserColumns, " FROM user u WHERE u.email = ?">};

inline constexpr Statement kFindUserRowByUsername{
    "find_user_row_by_username",
    joined<"SELECT ", kUserColumns, " FROM user u WHERE u.username = ?">};

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
            OR LOCATE(?, CONVERT(COALESCE(u.username, '') USING utf8mb4)) > 0
            OR LOCATE(?, u.display_name COLLATE utf8mb4_general_ci) > 0
            OR CONVERT(u.public_id USING utf8mb4) COLLATE utf8mb4_bin = ?)
     ORDER BY u.id
     LIMIT ?
)sql">};

// --- held_username

// A locking read sees what was committed a moment ago. Asked once the name is the user's, and
// a transaction that gives a name up holds it before that: so one of the two sees the other.
inline constexpr Statement kFindHeldUsername{"find_held_username", R"sql(
    SELECT user_id FROM held_username
     WHERE username_skeleton = ? AND held_until > ? AND user_id <> ? FOR UPDATE
)sql"};

inline constexpr Statement kHoldUsername{"hold_username", R"sql(
    INSERT INTO held_username (username_skeleton, username, user_id, held_until)
    SELECT u.username_skeleton, u.username, u.id, ?
      FROM user u
     WHERE u.id = ? AND u.username IS NOT NULL
        ON DUPLICATE KEY UPDATE username = VALUES(username), user_id = VALUES(user_id),
                                held_until = VALUES(held_until)
)sql"};

inline constexpr Statement kTakeHeldUsername{"take_held_username", R"sql(
    DELETE FROM held_username WHERE username_skeleton = ? AND user_id = ?
)sql"};

inline constexpr Statement kCountHeldUsernames{"count_held_usernames", R"sql(
    SELECT COUNT(*) FROM held_username WHERE user_id = ? AND held_until > ?
)sql"};

inline constexpr Statement kFindOldUsernames{"find_old_usernames", R"sql(
    SELECT username_skeleton FROM held_username WHERE held_until <= ? ORDER BY held_until LIMIT ?
)sql"};

inline constexpr Statement kRemoveOldUsernames{"remove_old_usernames", R"sql(
    DELETE h
      FROM (SELECT username_skeleton FROM held_username FORCE INDEX (ix_held_username_held_until)
             WHERE held_until <= ? ORDER BY held_until LIMIT ?) AS old
      STRAIGHT_JOIN held_username h ON h.username_skeleton = old.username_skeleton
     WHERE h.held_until <= ?
)sql"};

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
