/// session_statements: opening, finding, ending and revoking sessions.
#pragma once

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

// --- the user of a session

// The lock keeps the user from being disabled or scheduled for deletion until the session is
// stored.
inline constexpr Statement kLockEnabledUser{"lock_enabled_user", R"sql(
    SELECT session_epoch FROM user
     WHERE id = ? AND disabled = FALSE AND delete_at IS NULL AND waiting_since IS NULL
      LOCK IN SHARE MODE
)sql"};

// At most once a minute. Sent before kLockEnabledUser, which would otherwise have two sign-ins of
// one user wait for each other.
inline constexpr Statement kSetLastSignIn{"set_last_sign_in", R"sql(
    UPDATE user SET last_sign_in_at = ?
     WHERE id = ? AND disabled = FALSE AND delete_at IS NULL AND waiting_since IS NULL
       AND (last_sign_in_at IS NULL OR last_sign_in_at <= ?)
)sql"};

// A session counts only while its epoch is that of its user: this ends all of them, however many
// there are. Waits for sessions that are being opened, and keeps new ones out until the end.
inline constexpr Statement kEndSessions{"end_sessions", R"sql(
    UPDATE user SET session_epoch = session_epoch + 1 WHERE id = ?
)sql"};

// What follows is sent behind kEndSessions, in the same transaction.

inline constexpr Statement kKeepSession{"keep_session", R"sql(
    UPDATE user u
      STRAIGHT_JOIN session s ON s.user_id = u.id
       SET s.user_epoch = u.session_epoch
     WHERE u.id = ? AND s.public_id = ? AND s.user_epoch = u.session_epoch - 1
)sql"};

inline constexpr Statement kCountEnded{"count_ended", R"sql(
    SELECT COUNT(*)
      FROM (SELECT 1
              FROM user u
              STRAIGHT_JOIN session s FORCE INDEX (ix_session_user_epoch)
                 ON s.user_id = u.id AND s.user_epoch = u.session_epoch - 1
             WHERE u.id = ?
             LIMIT ?) AS ended
)sql"};

// --- account_cleanup

// Each starts again at the first key: what ended meanwhile can be anywhere.
inline constexpr Statement kAddEndedSessions{"add_ended_sessions", R"sql(
    INSERT INTO account_cleanup (user_id, after_session) VALUES (?, 0)
        ON DUPLICATE KEY UPDATE after_session = 0
)sql"};

inline constexpr Statement kAddForgottenDevices{"add_forgotten_devices", R"sql(
    INSERT INTO account_cleanup (user_id, after_device) VALUES (?, REPEAT(CHAR(0), 32))
        ON DUPLICATE KEY UPDATE after_device = VALUES(after_device)
)sql"};

// The lock keeps what ends meanwhile from being lost: it waits for the end of the batch.
inline constexpr Statement kLockAccountCleanup{"lock_account_cleanup", R"sql(
    SELECT user_id, after_session, after_device
      FROM account_cleanup
     ORDER BY user_id
     LIMIT 1
       FOR UPDATE
)sql"};

inline constexpr Statement kLockAccountCleanupOf{"lock_account_cleanup_of", R"sql(
    SELECT user_id, after_session, after_device FROM account_cleanup WHERE user_id = ? FOR UPDATE
)sql"};

inline constexpr Statement kRemoveAccountCleanup{"remove_account_cleanup", R"sql(
    DELETE FROM account_cleanup WHERE user_id = ?
)sql"};

// Without a lock on the user, whom others hold while they wait for kLockAccountCleanup.
inline constexpr Statement kFindEpochs{"find_epochs", R"sql(
    SELECT session_epoch, device_epoch FROM user WHERE id = ?
)sql"};

// By key, from where the last batch ended: rows that were just removed stay in the index for a
// while, and a search from the beginning would go through all of them each time.
inline constexpr Statement kFindEndedSessions{"find_ended_sessions", R"sql(
    SELECT COUNT(*), COALESCE(MAX(batch.id), 0)
      FROM (SELECT id
              FROM session FORCE INDEX (ix_session_user_id)
             WHERE user_id = ? AND user_epoch < ? AND id > ?
             ORDER BY id
             LIMIT ?) AS batch
)sql"};

inline constexpr Statement kRemoveEndedSessions{"remove_ended_sessions", R"sql(
    DELETE s
      FROM session s FORCE INDEX (ix_session_user_id)
     WHERE s.user_id = ? AND s.user_epoch < ? AND s.id > ? AND s.id <= ?
)sql"};

inline constexpr Statement kSetEndedSession{"set_ended_session", R"sql(
    UPDATE account_cleanup SET after_session = ? WHERE user_id = ?
)sql"};

inline constexpr Statement kFinishEndedSessions{"finish_ended_sessions", R"sql(
    UPDATE account_cleanup SET after_session = NULL WHERE user_id = ?
)sql"};

inline constexpr Statement kFindForgottenDevices{"find_forgotten_devices", R"sql(
    SELECT COUNT(*), COALESCE(MAX(batch.device_hash), '')
      FROM (SELECT device_hash
              FROM known_device FORCE INDEX (PRIMARY)
             WHERE user_id = ? AND user_epoch < ? AND device_hash > ?
             ORDER BY device_hash
             LIMIT ?) AS batch
)sql"};

inline constexpr Statement kRemoveForgottenDevices{"remove_forgotten_devices", R"sql(
    DELETE d
      FROM known_device d FORCE INDEX (PRIMARY)
     WHERE d.user_id = ? AND d.user_epoch < ? AND d.device_hash > ? AND d.device_hash <= ?
)sql"};

inline constexpr Statement kSetForgottenDevice{"set_forgotten_device", R"sql(
    UPDATE account_cleanup SET after_device = ? WHERE user_id = ?
)sql"};

inline constexpr Statement kFinishForgottenDevices{"finish_forgotten_devices", R"sql(
    UPDATE account_cleanup SET after_device = NULL WHERE user_id = ?
)sql"};

// --- session

inline constexpr Statement kAddSession{"add_session", R"sql(
    INSERT INTO session (public_id, token_hash, user_id, created_at, last_seen_at, expires_at,
                         idle_seconds, remember, address, user_agent, level, methods,
                         authenticated_at, factor_at, user_epoch)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
)sql"};

inline constexpr Statement kFindSessionByTokenHash{
    "find_session_by_token_hash", joined<"SELECT ", kSessionColumns, ", ", kUserColumns, R"sql(
      FROM session s
      JOIN user u ON u.id = s.user_id AND u.session_epoch = s.user_epoch
     WHERE s.token_hash = ?
)sql">};

inline constexpr Statement kFindSessionsByUser{"find_sessions_by_user",
                                               joined<"SELECT ", kSessionColumns, R"sql(
      FROM user u
      STRAIGHT_JOIN session s ON s.user_id = u.id AND s.user_epoch = u.session_epoch
     WHERE u.id = ?
     ORDER BY s.id DESC
     LIMIT ?
)sql">};

inline constexpr Statement kFindSessionPage{
    "find_session_page", joined<"SELECT ", kSessionColumns, ", ", kUserColumns, R"sql(
      FROM session s
      JOIN user u ON u.id = s.user_id AND u.session_epoch = s.user_epoch
     WHERE s.id > ?
     ORDER BY s.id
     LIMIT ?
)sql">};

// The newest ones that may stay are passed over in the index; usually none comes behind them.
inline constexpr Statement kFindSessionsOverLimit{"find_sessions_over_limit", R"sql(
    SELECT id, ends_at > ?
      FROM session FORCE INDEX (ix_session_user_epoch)
     WHERE user_id = ? AND user_epoch = ?
     ORDER BY id DESC
     LIMIT ?, ?
)sql"};

inline constexpr Statement kSetSessionLastSeen{"set_session_last_seen", R"sql(
    UPDATE session SET last_seen_at = ? WHERE id = ? AND last_seen_at < ?
)sql"};

// The lock makes sure that what is read is what will be removed.
inline constexpr Statement kLockSessionByPublicId{"lock_session_by_public_id", R"sql(
    SELECT s.user_id, (SELECT u.public_id FROM user u WHERE u.id = s.user_id)
      FROM session s WHERE s.public_id = ? FOR UPDATE
)sql"};

inline constexpr Statement kRemoveSessionByPublicId{"remove_session_by_public_id", R"sql(
    DELETE FROM session WHERE public_id = ?
)sql"};

inline constexpr Statement kRemoveSessionOfUser{"remove_session_of_user", R"sql(
    DELETE FROM session WHERE user_id = ? AND public_id = ?
)sql"};

// Reads without a lock.
inline constexpr Statement kFindExpiredSessions{"find_expired_sessions", R"sql(
    SELECT id FROM session WHERE ends_at <= ? ORDER BY ends_at LIMIT ?
)sql"};

// Must lock nothing that is still live, and wait for nobody who is using it. So the limit has to be
// what is there, or the server would go on to the first live session; and the inner select names
// its index, or the server would go through all of a table that it takes for small.
inline constexpr Statement kRemoveExpiredSessions{"remove_expired_sessions", R"sql(
    DELETE s
      FROM (SELECT id FROM session FORCE INDEX (ix_session_ends_at)
             WHERE ends_at <= ? ORDER BY ends_at LIMIT ?) AS ended
      STRAIGHT_JOIN session s ON s.id = ended.id
     WHERE s.ends_at <= ?
)sql"};

inline constexpr Statement kFindNewestSession{"find_newest_session", R"sql(
    SELECT COALESCE(MAX(id), 0) FROM session
)sql"};

inline constexpr Statement kLockSomeSessions{"lock_some_sessions", R"sql(
    SELECT id FROM session WHERE id <= ? ORDER BY id LIMIT ? FOR UPDATE
)sql"};

/// 100 keys: SessionStore::kMostAtOnce.
inline constexpr Text kSomeKeys = joined<"(", repeated<100, "?", ", ">, ")">;

inline constexpr Statement kRemoveSessions{"remove_sessions",
                                           joined<"DELETE FROM session WHERE id IN ", kSomeKeys>};

// --- token_family

inline constexpr Statement kLockSomeFamilies{"lock_some_families", R"sql(
    SELECT id FROM token_family ORDER BY id LIMIT ? FOR UPDATE
)sql"};

// Before kRemoveFamilies, with the same keys.
inline constexpr Statement kRevokeUsersOfFamilies{"revoke_users_of_families", joined<R"sql(
    INSERT INTO revocation (user_id, created_at)
    SELECT DISTINCT user_id, UTC_TIMESTAMP() FROM token_family WHERE id IN )sql",
                                                                                     kSomeKeys>};

inline constexpr Statement kRemoveFamilies{
    "remove_families", joined<"DELETE FROM token_family WHERE id IN ", kSomeKeys>};

// Sent behind kEndSessions, in the same transaction.
inline constexpr Statement kHasEndedFamily{"has_ended_family", R"sql(
    SELECT 1
      FROM user u
      STRAIGHT_JOIN token_family f ON f.user_id = u.id AND f.user_epoch + 1 = u.session_epoch
     WHERE u.id = ? AND f.revoked_at IS NULL
     LIMIT 1
)sql"};

// --- revocation

// Before kRemoveSessions, with the same keys.
inline constexpr Statement kRevokeUsersOfSessions{"revoke_users_of_sessions", joined<R"sql(
    INSERT INTO revocation (user_id, created_at)
    SELECT DISTINCT user_id, UTC_TIMESTAMP() FROM session WHERE id IN )sql",
                                                                                     kSomeKeys>};

// Each is sent before, and with the same condition as, the statement that removes the sessions.
inline constexpr Statement kRevokeSessionByPublicId{"revoke_session_by_public_id", R"sql(
    INSERT INTO revocation (token_hash, created_at)
    SELECT token_hash, UTC_TIMESTAMP() FROM session WHERE public_id = ?
)sql"};

inline constexpr Statement kRevokeSessionOfUser{"revoke_session_of_user", R"sql(
    INSERT INTO revocation (token_hash, created_at)
    SELECT s.token_hash, UTC_TIMESTAMP()
      FROM session s
      JOIN user u ON u.id = s.user_id AND u.session_epoch = s.user_epoch
     WHERE s.user_id = ? AND s.public_id = ?
)sql"};

}  // namespace postern::store::mysql
