/// account_statements: the statements about links in e-mails and about the life of an account.
#pragma once

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

// --- mail_token

inline constexpr Statement kAddMailToken{"add_mail_token", R"sql(
    INSERT INTO mail_token (kind, user_id, token_hash, email, created_at, expires_at, return_link)
    VALUES (?, ?, ?, ?, ?, ?, ?)
)sql"};

inline constexpr Statement kCountMailTokens{"count_mail_tokens", R"sql(
    SELECT COUNT(*) FROM mail_token WHERE user_id = ? AND kind = ? AND created_at >= ?
)sql"};

inline constexpr Statement kRemoveMailTokensOfKind{"remove_mail_tokens_of_kind", R"sql(
    DELETE FROM mail_token WHERE user_id = ? AND kind = ? AND created_at >= ?
)sql"};

// They stay, because they count: see count_mail_tokens.
inline constexpr Statement kEndMailTokensOfKind{"end_mail_tokens_of_kind", R"sql(
    UPDATE mail_token SET expires_at = created_at
     WHERE user_id = ? AND kind = ? AND expires_at > created_at
)sql"};

// As with expired sessions: locks nothing that is still valid, and waits for nobody.
inline constexpr Statement kFindExpiredMailTokens{"find_expired_mail_tokens", R"sql(
    SELECT id FROM mail_token WHERE expires_at <= ? ORDER BY expires_at LIMIT ?
)sql"};

inline constexpr Statement kRemoveExpiredMailTokens{"remove_expired_mail_tokens", R"sql(
    DELETE t
      FROM (SELECT id FROM mail_token FORCE INDEX (ix_mail_token_expires_at)
             WHERE expires_at <= ? ORDER BY expires_at LIMIT ?) AS expired
      STRAIGHT_JOIN mail_token t ON t.id = expired.id
)sql"};

// --- user

// Keeps sessions from being opened and links from being used until the end.
inline constexpr Statement kLockAndFindUser{
    "lock_and_find_user",
    joined<"SELECT ", kUserColumns, " FROM user u WHERE u.id = ? FOR UPDATE">};

inline constexpr Statement kSetUserDisabled{"set_user_disabled", R"sql(
    UPDATE user SET disabled = ? WHERE id = ?
)sql"};

inline constexpr Statement kSetApproved{"set_approved", R"sql(
    UPDATE user SET waiting_since = NULL WHERE id = ?
)sql"};

inline constexpr Statement kSetEmailVerified{"set_email_verified", R"sql(
    UPDATE user
       SET email_verified_at = IF(TO_SECONDS(email_verified_at) IS NULL, ?, email_verified_at)
     WHERE id = ?
)sql"};

inline constexpr Statement kSetEmail{"set_email", R"sql(
    UPDATE user SET email = ?, email_verified_at = ? WHERE id = ?
)sql"};

inline constexpr Statement kSetProfile{"set_profile", R"sql(
    UPDATE user
       SET display_name = COALESCE(?, display_name),
           language = COALESCE(?, language),
           time_zone = COALESCE(?, time_zone),
           given_name = COALESCE(?, given_name),
           family_name = COALESCE(?, family_name)
     WHERE id = ?
)sql"};

inline constexpr Statement kSetUsername{"set_username", R"sql(
    UPDATE user SET username = NULLIF(?, ''), username_skeleton = NULLIF(?, '') WHERE id = ?
)sql"};

inline constexpr Statement kSetDeleteAt{"set_delete_at", R"sql(
    UPDATE user SET delete_at = ? WHERE id = ?
)sql"};

// Not 0000-00-00 or the like: an account whose time cannot be read stays.
inline constexpr Statement kFindDueUsers{"find_due_users", joined<"SELECT ", kUserColumns, R"sql(
      FROM user u
     WHERE u.delete_at >= '1000-01-01' AND u.delete_at <= ?
     ORDER BY u.delete_at
     LIMIT ?
)sql">};

inline constexpr Statement kFindUnverifiedUsers{"find_unverified_users",
                                                joined<"SELECT ", kUserColumns, R"sql(
      FROM user u
     WHERE u.email_verified_at IS NULL AND u.created_at >= '1000-01-01' AND u.created_at < ?
     ORDER BY u.created_at
     LIMIT ?
)sql">};

inline constexpr Statement kFindWaitingUsers{"find_waiting_users",
                                             joined<"SELECT ", kUserColumns, R"sql(
      FROM user u
     WHERE u.waiting_since >= '1000-01-01' AND u.waiting_since < ?
     ORDER BY u.waiting_since
     LIMIT ?
)sql">};

inline constexpr Statement kFindFactorResets{
    "find_factor_resets", joined<"SELECT ", kUserColumns, R"sql(, TO_SECONDS(r.due_at)
      FROM factor_reset r
      JOIN user u ON u.id = r.user_id
     WHERE r.next_step_at <= ?
     ORDER BY r.next_step_at
     LIMIT ?
)sql">};

inline constexpr Statement kCountOwned{"count_owned", R"sql(
    SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM session WHERE user_id = ? LIMIT ?) AS sessions)
         + (SELECT COUNT(*) FROM (SELECT 1 FROM known_device WHERE user_id = ? LIMIT ?) AS devices)
)sql"};

inline constexpr Statement kRemoveUser{"remove_user", "DELETE FROM user WHERE id = ?"};

// --- user_password

inline constexpr Statement kLockPassword{"lock_password", R"sql(
    SELECT phc FROM user_password WHERE user_id = ? FOR UPDATE
)sql"};

// --- what is remembered about signing in

// As with sessions: a device is known only while its epoch is that of its user.
inline constexpr Statement kForgetDevices{"forget_devices", R"sql(
    UPDATE user SET device_epoch = device_epoch + 1 WHERE id = ?
)sql"};

inline constexpr Statement kForgetFailures{"forget_failures", R"sql(
    DELETE FROM sign_in_failure WHERE account_key = ?
)sql"};

}  // namespace postern::store::mysql
