/// statistics_statements: the audit log counted by the day, and how things stand.
#pragma once

#include "store/mysql/log/audit_statements.hpp"

namespace postern::store::mysql {

// --- daily_count

inline constexpr Statement kFindDailyCounts{"find_daily_counts", R"sql(
    SELECT TO_SECONDS(day), event, result, detail, value FROM daily_count WHERE day >= DATE(?)
)sql"};

// The next entries: how many, the last one, and the first that is too young, or 0. One that claims
// to be from tomorrow stops nobody.
inline constexpr Statement kFindUncounted{"find_uncounted", R"sql(
    SELECT COUNT(*), COALESCE(MAX(b.id), 0),
           COALESCE(MIN(IF(b.created_at >= ? AND b.created_at < ?, b.id, NULL)), 0)
      FROM (SELECT id, created_at FROM audit FORCE INDEX (PRIMARY)
             WHERE id > ? ORDER BY id LIMIT ?) AS b
)sql"};

// Of a refusal, the reason is the first word of the detail. An entry without a time has no day.
inline constexpr Statement kAddDailyCounts{"add_daily_counts", R"sql(
    INSERT INTO daily_count (day, event, result, detail, value)
    SELECT b.day, b.event, b.result, b.detail, COUNT(*)
      FROM (SELECT DATE(created_at) AS day, event, result,
                   IF(result = 'ok', '',
                      LEFT(SUBSTRING_INDEX(SUBSTRING_INDEX(detail, ':', 1), ' ', 1), 40)) AS detail
              FROM audit FORCE INDEX (PRIMARY)
             WHERE id > ? AND id <= ? AND created_at >= '1000-01-01') AS b
     GROUP BY b.day, b.event, b.result, b.detail
        ON DUPLICATE KEY UPDATE value = value + VALUES(value)
)sql"};

inline constexpr Statement kRemoveOldCounts{"remove_old_counts", R"sql(
    DELETE FROM daily_count WHERE day < DATE(?) LIMIT ?
)sql"};

// --- daily_count_mark: one row

// The courier that counts holds it to the end, so that each entry is counted once.
inline constexpr Statement kLockCountMark{"lock_count_mark", R"sql(
    SELECT audit_id, walking, last_user, last_session,
           IF(stood_at IS NULL, NULL, COALESCE(TO_SECONDS(stood_at), 0))
      FROM daily_count_mark
     WHERE id = 1
       FOR UPDATE
)sql"};

inline constexpr Statement kSetCountedTo{"set_counted_to", R"sql(
    UPDATE daily_count_mark SET audit_id = ? WHERE id = 1
)sql"};

inline constexpr Statement kSetCountedAt{"set_counted_at", R"sql(
    UPDATE daily_count_mark SET counted_at = ? WHERE id = 1
)sql"};

inline constexpr Statement kBeginWalk{"begin_walk", R"sql(
    UPDATE daily_count_mark
       SET walking = TRUE, last_user = 0, last_session = 0, seen_users = 0, seen_factors = 0,
           seen_sessions = 0
     WHERE id = 1
)sql"};

inline constexpr Statement kWalkUsers{"walk_users", R"sql(
    SELECT COUNT(*), CAST(COALESCE(SUM(b.has_factor), 0) AS UNSIGNED), COALESCE(MAX(b.id), 0)
      FROM (SELECT id, has_factor FROM user FORCE INDEX (PRIMARY)
             WHERE id > ? ORDER BY id LIMIT ?) AS b
)sql"};

inline constexpr Statement kWalkSessions{"walk_sessions", R"sql(
    SELECT COUNT(*),
           CAST(COALESCE(SUM(b.ends_at > ? AND u.session_epoch = b.user_epoch
                             AND u.disabled = FALSE), 0) AS UNSIGNED),
           COALESCE(MAX(b.id), 0)
      FROM (SELECT id, user_id, user_epoch, ends_at FROM session FORCE INDEX (PRIMARY)
             WHERE id > ? ORDER BY id LIMIT ?) AS b
      STRAIGHT_JOIN user u ON u.id = b.user_id
)sql"};

inline constexpr Statement kGoOnWalking{"go_on_walking", R"sql(
    UPDATE daily_count_mark
       SET last_user = GREATEST(last_user, ?), seen_users = seen_users + ?,
           seen_factors = seen_factors + ?,
           last_session = GREATEST(last_session, ?), seen_sessions = seen_sessions + ?
     WHERE id = 1
)sql"};

inline constexpr Statement kFinishWalk{"finish_walk", R"sql(
    UPDATE daily_count_mark
       SET walking = FALSE, stood_at = ?, users = seen_users, factor_users = seen_factors,
           live_sessions = seen_sessions
     WHERE id = 1
)sql"};

// --- how things stand

inline constexpr Statement kFindStanding{"find_standing", R"sql(
    SELECT users, factor_users, live_sessions,
           IF(counted_at IS NULL OR stood_at IS NULL, NULL, COALESCE(TO_SECONDS(counted_at), 0))
      FROM daily_count_mark
     WHERE id = 1
)sql"};

// Four times now or how many: direct holders, then members of groups.
inline constexpr Statement kCountAdminHolders{"count_admin_holders", R"sql(
    SELECT COUNT(*), CAST(COALESCE(SUM(h.has_none), 0) AS UNSIGNED)
      FROM (SELECT NOT (EXISTS (SELECT 1 FROM user_totp t WHERE t.user_id = u.id)
                        OR EXISTS (SELECT 1 FROM user_passkey p WHERE p.user_id = u.id)) AS has_none
              FROM ((SELECT a.user_id
                       FROM role r
                       STRAIGHT_JOIN access_grant a ON a.role_id = r.id
                      WHERE r.name = 'admin' AND a.user_id IS NOT NULL
                        AND (a.expires_at IS NULL OR a.expires_at > ?)
                      LIMIT ?)
                     UNION
                    (SELECT m.user_id
                       FROM role r
                       STRAIGHT_JOIN access_grant a ON a.role_id = r.id
                       STRAIGHT_JOIN group_member m ON m.group_id = a.group_id
                      WHERE r.name = 'admin' AND (a.expires_at IS NULL OR a.expires_at > ?)
                        AND (m.expires_at IS NULL OR m.expires_at > ?)
                      LIMIT ?)) AS holder
              STRAIGHT_JOIN user u ON u.id = holder.user_id
             WHERE u.disabled = FALSE AND u.delete_at IS NULL AND u.waiting_since IS NULL
             LIMIT ?) AS h
)sql"};

inline constexpr Statement kCountFailedMails{"count_failed_mails", R"sql(
    SELECT COUNT(*)
      FROM (SELECT 1 FROM outbox FORCE INDEX (ix_outbox_next_attempt_at)
             WHERE failed_at IS NOT NULL LIMIT ?) AS failed
)sql"};

inline constexpr Statement kCountWaiting{"count_waiting", R"sql(
    SELECT COUNT(*)
      FROM (SELECT 1 FROM user FORCE INDEX (ix_user_waiting_since)
             WHERE waiting_since IS NOT NULL AND disabled = FALSE AND delete_at IS NULL
             LIMIT ?) AS waiting
)sql"};

// The administrators who did something last: the index tells the last entry of each at once.
inline constexpr Statement kFindLastActors{"find_last_actors", R"sql(
    SELECT actor
      FROM audit FORCE INDEX (ix_audit_actor)
     WHERE actor >= 'admin:' AND actor < 'admin;'
     GROUP BY actor
     ORDER BY MAX(id) DESC
     LIMIT ?
)sql"};

inline constexpr Statement kFindAuditOfActor{
    "find_audit_of_actor",
    joined<"SELECT ", kAuditColumns,
           " FROM audit a FORCE INDEX (ix_audit_actor) WHERE a.actor = ? ORDER BY a.id DESC "
           "LIMIT ?">};

}  // namespace postern::store::mysql
