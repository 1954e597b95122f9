/// statements: the statements that Postern sends, each with its name; some stores have files of
/// their own beside this one. There is no other SQL.
///
/// Sorted by table. TO_SECONDS instead of UNIX_TIMESTAMP: the latter ends in 2038 on MariaDB.
#pragma once

#include <string_view>

#include "store/mysql/connection/columns.hpp"

namespace postern::store::mysql {

struct Statement {
    std::string_view name;  ///< as it appears in logs
    std::string_view text;
};

// --- the connection itself

inline constexpr Statement kSetUpSession{"set_up_session", R"sql(
    SET SESSION time_zone = '+00:00',
                sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
                innodb_lock_wait_timeout = 1
)sql"};

// A process that was stopped in the middle keeps a transaction open. With at most two pauses
// between a revocation's row and its commit, this stays well within kRevocationOverlap. MariaDB
// only.
inline constexpr Statement kLimitIdleTransactions{"limit_idle_transactions", R"sql(
    SET SESSION idle_transaction_timeout = 15
)sql"};

inline constexpr Statement kFindTlsCipher{"find_tls_cipher", R"sql(
    SHOW SESSION STATUS LIKE 'Ssl_cipher'
)sql"};

inline constexpr Statement kPing{"ping", R"sql(SELECT 1)sql"};

// START TRANSACTION cannot be prepared on MySQL; switching autocommit can, and means the same.
inline constexpr Statement kBegin{"begin", R"sql(SET SESSION autocommit = 0)sql"};
// Commits what is open, by the definition of autocommit, and says so when it cannot.
inline constexpr Statement kCommit{"commit", R"sql(SET SESSION autocommit = 1)sql"};

inline constexpr Statement kFindLastInsertId{"find_last_insert_id", R"sql(
    SELECT LAST_INSERT_ID()
)sql"};

// --- schema_migration

// Lock names are common to all databases of a server, and at most 64 characters long. The lock ends
// with the session.
inline constexpr Statement kLockMigrations{"lock_migrations", R"sql(
    SELECT GET_LOCK(CONCAT('postern.', SHA1(DATABASE())), ?)
)sql"};

inline constexpr Statement kFindSchemaVersion{"find_schema_version", R"sql(
    SELECT COALESCE(MAX(version), 0) FROM schema_migration
)sql"};

inline constexpr Statement kFindAppliedMigrations{"find_applied_migrations", R"sql(
    SELECT version, name, sha256, TO_SECONDS(applied_at)
      FROM schema_migration
     ORDER BY version
)sql"};

inline constexpr Statement kAddAppliedMigration{"add_applied_migration", R"sql(
    INSERT INTO schema_migration (version, name, sha256, applied_at) VALUES (?, ?, ?, ?)
)sql"};

// --- session

inline constexpr Statement kAddSession{"add_session", R"sql(
    INSERT INTO session (public_id, token_hash, user_id, created_at, last_seen_at, expires_at,
                         idle_seconds, remember, address, user_agent)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
)sql"};

inline constexpr Statement kFindSessionByTokenHash{
    "find_session_by_token_hash", "SELECT " POSTERN_SESSION_COLUMNS ", " POSTERN_USER_COLUMNS R"sql(
      FROM session s
      JOIN user u ON u.id = s.user_id
     WHERE s.token_hash = ?
)sql"};

inline constexpr Statement kFindSessionsByUser{"find_sessions_by_user",
                                               "SELECT " POSTERN_SESSION_COLUMNS R"sql(
      FROM session s
     WHERE s.user_id = ?
     ORDER BY s.created_at DESC, s.id DESC
     LIMIT ?
)sql"};

inline constexpr Statement kFindSessionPage{
    "find_session_page", "SELECT " POSTERN_SESSION_COLUMNS ", " POSTERN_USER_COLUMNS R"sql(
      FROM session s
      JOIN user u ON u.id = s.user_id
     WHERE s.id > ?
     ORDER BY s.id
     LIMIT ?
)sql"};

inline constexpr Statement kSetSessionLastSeen{"set_session_last_seen", R"sql(
    UPDATE session SET last_seen_at = ? WHERE id = ? AND last_seen_at < ?
)sql"};

// Fewer round trips than one statement for each session. Sessions in the order of their ids, and
// never a scan of the table, whatever the statistics say. MySQL takes a bare ? for a text.
#define POSTERN_SEEN "SELECT CAST(? AS UNSIGNED) AS id, CAST(? AS DATETIME) AS seen_at"
#define POSTERN_TEN_SEEN                                                             \
    POSTERN_SEEN                                                                     \
    " UNION ALL " POSTERN_SEEN " UNION ALL " POSTERN_SEEN " UNION ALL " POSTERN_SEEN \
    " UNION ALL " POSTERN_SEEN " UNION ALL " POSTERN_SEEN " UNION ALL " POSTERN_SEEN \
    " UNION ALL " POSTERN_SEEN " UNION ALL " POSTERN_SEEN " UNION ALL " POSTERN_SEEN
#define POSTERN_HUNDRED_SEEN                                                                     \
    POSTERN_TEN_SEEN                                                                             \
    " UNION ALL " POSTERN_TEN_SEEN " UNION ALL " POSTERN_TEN_SEEN " UNION ALL " POSTERN_TEN_SEEN \
    " UNION ALL " POSTERN_TEN_SEEN " UNION ALL " POSTERN_TEN_SEEN " UNION ALL " POSTERN_TEN_SEEN \
    " UNION ALL " POSTERN_TEN_SEEN " UNION ALL " POSTERN_TEN_SEEN " UNION ALL " POSTERN_TEN_SEEN
#define POSTERN_SEEN_BEFORE "UPDATE ("
#define POSTERN_SEEN_AFTER                                  \
    ") AS noted STRAIGHT_JOIN session s ON s.id = noted.id" \
    " SET s.last_seen_at = noted.seen_at"                   \
    " WHERE s.last_seen_at < noted.seen_at"

inline constexpr Statement kSetLastSeenOf1{"set_last_seen_of_1",
                                           POSTERN_SEEN_BEFORE POSTERN_SEEN POSTERN_SEEN_AFTER};
inline constexpr Statement kSetLastSeenOf10{
    "set_last_seen_of_10", POSTERN_SEEN_BEFORE POSTERN_TEN_SEEN POSTERN_SEEN_AFTER};
inline constexpr Statement kSetLastSeenOf100{
    "set_last_seen_of_100", POSTERN_SEEN_BEFORE POSTERN_HUNDRED_SEEN POSTERN_SEEN_AFTER};

// The lock makes sure that what is read is what will be removed.
inline constexpr Statement kLockSessionByPublicId{"lock_session_by_public_id", R"sql(
    SELECT user_id FROM session WHERE public_id = ? FOR UPDATE
)sql"};

inline constexpr Statement kRemoveSessionByTokenHash{"remove_session_by_token_hash", R"sql(
    DELETE FROM session WHERE token_hash = ?
)sql"};

inline constexpr Statement kRemoveSessionByPublicId{"remove_session_by_public_id", R"sql(
    DELETE FROM session WHERE public_id = ?
)sql"};

inline constexpr Statement kRemoveSessionOfUser{"remove_session_of_user", R"sql(
    DELETE FROM session WHERE user_id = ? AND public_id = ?
)sql"};

inline constexpr Statement kRemoveSessionsOfUser{"remove_sessions_of_user", R"sql(
    DELETE FROM session WHERE user_id = ?
)sql"};

inline constexpr Statement kRemoveOtherSessions{"remove_other_sessions", R"sql(
    DELETE FROM session WHERE user_id = ? AND public_id <> ?
)sql"};

// Reads without a lock.
inline constexpr Statement kFindExpiredSessions{"find_expired_sessions", R"sql(
    SELECT id FROM session WHERE ends_at <= ? ORDER BY ends_at LIMIT ?
)sql"};

// Must lock nothing that still is live, and wait for nobody who is using it. So the limit has to be
// what is there, or the server would go on to the first live session; and the inner select names
// its index, or the server would go through all of a table that it takes for small.
inline constexpr Statement kRemoveExpiredSessions{"remove_expired_sessions", R"sql(
    DELETE s
      FROM (SELECT id FROM session FORCE INDEX (ix_session_ends_at)
             WHERE ends_at <= ? ORDER BY ends_at LIMIT ?) AS ended
      STRAIGHT_JOIN session s ON s.id = ended.id
     WHERE s.ends_at <= ?
)sql"};

// --- revocation

// Each is sent before, and with the same condition as, the statement that removes the sessions.
inline constexpr Statement kRevokeSessionByTokenHash{"revoke_session_by_token_hash", R"sql(
    INSERT INTO revocation (token_hash, created_at)
    SELECT token_hash, UTC_TIMESTAMP() FROM session WHERE token_hash = ?
)sql"};

inline constexpr Statement kRevokeSessionByPublicId{"revoke_session_by_public_id", R"sql(
    INSERT INTO revocation (token_hash, created_at)
    SELECT token_hash, UTC_TIMESTAMP() FROM session WHERE public_id = ?
)sql"};

inline constexpr Statement kRevokeSessionOfUser{"revoke_session_of_user", R"sql(
    INSERT INTO revocation (token_hash, created_at)
    SELECT token_hash, UTC_TIMESTAMP() FROM session WHERE user_id = ? AND public_id = ?
)sql"};

inline constexpr Statement kRevokeOtherSessions{"revoke_other_sessions", R"sql(
    INSERT INTO revocation (token_hash, created_at)
    SELECT token_hash, UTC_TIMESTAMP() FROM session WHERE user_id = ? AND public_id <> ?
)sql"};

inline constexpr Statement kRevokeUser{"revoke_user", R"sql(
    INSERT INTO revocation (user_id, created_at) VALUES (?, UTC_TIMESTAMP())
)sql"};

// One statement, one snapshot. The row of site_revision is there also when no revocation is.
inline constexpr Statement kFindRevocations{"find_revocations", R"sql(
    SELECT r.revision, TO_SECONDS(UTC_TIMESTAMP()),
           v.id, v.token_hash, v.user_id, TO_SECONDS(v.created_at)
      FROM site_revision r
      LEFT JOIN (SELECT id, token_hash, user_id, created_at
                   FROM revocation
                  WHERE id > ?
                  ORDER BY id
                  LIMIT ?) AS v ON v.id > 0
     WHERE r.id = 1
     ORDER BY v.id
)sql"};

// As with expired sessions: no wait for a revocation that is just being written.
inline constexpr Statement kFindOldRevocations{"find_old_revocations", R"sql(
    SELECT id FROM revocation WHERE created_at < ? ORDER BY created_at LIMIT ?
)sql"};

inline constexpr Statement kRemoveOldRevocations{"remove_old_revocations", R"sql(
    DELETE v
      FROM (SELECT id FROM revocation FORCE INDEX (ix_revocation_created_at)
             WHERE created_at < ? ORDER BY created_at LIMIT ?) AS old
      STRAIGHT_JOIN revocation v ON v.id = old.id
)sql"};

// --- session and site_revision together: the check

// Two plain left joins let the server treat a single look-up as three constant rows; the form that
// says "session with its user" takes half as long again. Nothing is lost by it: the foreign key
// keeps every session's user there. Without FORCE INDEX a large batch makes the server scan a table
// that it takes for small, be it small or its statistics old.
#define POSTERN_CHECK_SESSIONS_BEFORE                                                             \
    "SELECT r.revision, s.token_hash, " POSTERN_SESSION_COLUMNS ", " POSTERN_CHECKED_USER_COLUMNS \
    " FROM site_revision r LEFT JOIN session s FORCE INDEX (uq_session_token_hash)"               \
    " ON s.token_hash IN ("
#define POSTERN_CHECK_SESSIONS_AFTER ") LEFT JOIN user u ON u.id = s.user_id WHERE r.id = 1"
#define POSTERN_FOUR "?, ?, ?, ?"
#define POSTERN_SIXTEEN POSTERN_FOUR ", " POSTERN_FOUR ", " POSTERN_FOUR ", " POSTERN_FOUR

inline constexpr Statement kCheckSessions1{
    "check_sessions_1", POSTERN_CHECK_SESSIONS_BEFORE "?" POSTERN_CHECK_SESSIONS_AFTER};
inline constexpr Statement kCheckSessions4{
    "check_sessions_4", POSTERN_CHECK_SESSIONS_BEFORE POSTERN_FOUR POSTERN_CHECK_SESSIONS_AFTER};
inline constexpr Statement kCheckSessions16{
    "check_sessions_16",
    POSTERN_CHECK_SESSIONS_BEFORE POSTERN_SIXTEEN POSTERN_CHECK_SESSIONS_AFTER};
inline constexpr Statement kCheckSessions64{
    "check_sessions_64", POSTERN_CHECK_SESSIONS_BEFORE POSTERN_SIXTEEN
    ", " POSTERN_SIXTEEN ", " POSTERN_SIXTEEN ", " POSTERN_SIXTEEN POSTERN_CHECK_SESSIONS_AFTER};

// --- site

inline constexpr Statement kFindSiteByName{
    "find_site_by_name", "SELECT " POSTERN_SITE_COLUMNS " FROM site t WHERE t.name = ?"};

inline constexpr Statement kFindSites{
    "find_sites", "SELECT " POSTERN_SITE_COLUMNS " FROM site t ORDER BY t.name"};

// One statement, one snapshot: the revision belongs to these sites.
inline constexpr Statement kFindSiteCatalogue{"find_site_catalogue",
                                              "SELECT r.revision, " POSTERN_SITE_COLUMNS R"sql(
      FROM site_revision r
      LEFT JOIN site t ON t.id > 0
     WHERE r.id = 1
)sql"};

inline constexpr Statement kAddSite{"add_site", R"sql(
    INSERT INTO site (name, origin, policy, created_at) VALUES (?, ?, ?, ?)
)sql"};

inline constexpr Statement kSetSite{"set_site", R"sql(
    UPDATE site SET origin = ?, policy = ? WHERE name = ?
)sql"};

inline constexpr Statement kRemoveSite{"remove_site", R"sql(
    DELETE FROM site WHERE name = ?
)sql"};

// --- site_revision

inline constexpr Statement kFindSiteRevision{"find_site_revision", R"sql(
    SELECT revision FROM site_revision WHERE id = 1
)sql"};

inline constexpr Statement kAdvanceSiteRevision{"advance_site_revision", R"sql(
    UPDATE site_revision SET revision = revision + 1 WHERE id = 1
)sql"};

// --- user

inline constexpr Statement kAddUser{"add_user", R"sql(
    INSERT INTO user (public_id, email, display_name, created_at, language, time_zone,
                      email_verified_at, disabled)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
)sql"};

inline constexpr Statement kFindUserByEmail{"find_user_by_email",
                                            "SELECT " POSTERN_USER_COLUMNS R"sql(, p.phc
      FROM user u
      JOIN user_password p ON p.user_id = u.id
     WHERE u.email = ?
)sql"};

inline constexpr Statement kFindUserByPublicId{
    "find_user_by_public_id", "SELECT " POSTERN_USER_COLUMNS " FROM user u WHERE u.public_id = ?"};

inline constexpr Statement kFindUserPage{"find_user_page",
                                         "SELECT " POSTERN_USER_COLUMNS
                                         " FROM user u WHERE u.id > ? ORDER BY u.id LIMIT ?"};

// The lock keeps him from being disabled or put to sleep until the session is stored.
inline constexpr Statement kLockEnabledUser{"lock_enabled_user", R"sql(
    SELECT id FROM user WHERE id = ? AND disabled = FALSE AND delete_at IS NULL LOCK IN SHARE MODE
)sql"};

// Waits for sessions that are being opened, and keeps new ones out until the end.
inline constexpr Statement kLockUser{"lock_user", R"sql(
    SELECT id FROM user WHERE id = ? FOR UPDATE
)sql"};

inline constexpr Statement kSetUserDisabled{"set_user_disabled", R"sql(
    UPDATE user SET disabled = ? WHERE id = ?
)sql"};

// --- user_password

inline constexpr Statement kAddPassword{"add_password", R"sql(
    INSERT INTO user_password (user_id, phc, changed_at) VALUES (?, ?, ?)
)sql"};

inline constexpr Statement kSetPassword{"set_password", R"sql(
    UPDATE user_password SET phc = ?, changed_at = ? WHERE user_id = ?
)sql"};

inline constexpr Statement kSetPasswordIfStill{"set_password_if_still", R"sql(
    UPDATE user_password SET phc = ?, changed_at = ? WHERE user_id = ? AND phc = ?
)sql"};

#undef POSTERN_SEEN
#undef POSTERN_TEN_SEEN
#undef POSTERN_HUNDRED_SEEN
#undef POSTERN_SEEN_BEFORE
#undef POSTERN_SEEN_AFTER
#undef POSTERN_CHECK_SESSIONS_BEFORE
#undef POSTERN_CHECK_SESSIONS_AFTER
#undef POSTERN_FOUR
#undef POSTERN_SIXTEEN

}  // namespace postern::store::mysql
