/// audit_statements: every statement about the audit log.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

// What read_audit_entry expects, in this order.
inline constexpr Text kAuditColumns{
    "a.id, TO_SECONDS(a.created_at), a.event, a.result, COALESCE(a.user, ''), a.actor, "
    "a.address, a.user_agent, a.request_id, a.detail"};

// What is not to matter is empty, or the ends of time. Before them is only what was edited by hand.
inline constexpr Text kAuditFilter{
    "(? = '' OR a.user = ?) AND (? = '' OR a.event = ?)"
    " AND (? = '' OR a.result = ?)"
    " AND (? = '' OR a.address = ?)"
    " AND (? = '' OR a.request_id = ?)"
    " AND (a.created_at >= ? OR a.created_at < '1000-01-01') AND a.created_at < ?"};

// An empty user is NULL here: Connector/C++ would take NULL for a change of the parameter's type.
inline constexpr Statement kAddAudit{"add_audit", R"sql(
    INSERT INTO audit (created_at, event, result, user, actor, address, user_agent, request_id,
                       detail)
    VALUES (?, ?, ?, NULLIF(?, ''), ?, ?, ?, ?, ?)
)sql"};

// Each of those that follow walks along one index from the newest entry down, or up from one: first
// how far the next entries reach, then which of them the filter lets through. So none reads more
// than it was told to, however few fit.

inline constexpr Statement kReachAudit{"reach_audit", R"sql(
    SELECT COUNT(*), COALESCE(MIN(r.id), 0)
      FROM (SELECT id FROM audit FORCE INDEX (PRIMARY)
             WHERE id < ? ORDER BY id DESC LIMIT ?) AS r
)sql"};

inline constexpr Statement kFindAuditBefore{
    "find_audit_before",
    joined<"SELECT ", kAuditColumns,
           " FROM audit a FORCE INDEX (PRIMARY) WHERE a.id < ? AND a.id >= ? AND ", kAuditFilter,
           " ORDER BY a.id DESC LIMIT ?">};

inline constexpr Statement kReachAuditAfter{"reach_audit_after", R"sql(
    SELECT COUNT(*), COALESCE(MAX(r.id), 0)
      FROM (SELECT id FROM audit FORCE INDEX (PRIMARY)
             WHERE id > ? ORDER BY id LIMIT ?) AS r
)sql"};

inline constexpr Statement kFindAuditAfter{
    "find_audit_after",
    joined<"SELECT ", kAuditColumns,
           " FROM audit a FORCE INDEX (PRIMARY) WHERE a.id > ? AND a.id <= ? AND ", kAuditFilter,
           " ORDER BY a.id LIMIT ?">};

inline constexpr Statement kReachAuditOfUser{"reach_audit_of_user", R"sql(
    SELECT COUNT(*), COALESCE(MIN(r.id), 0)
      FROM (SELECT id FROM audit FORCE INDEX (ix_audit_user)
             WHERE user = ? AND id < ? ORDER BY id DESC LIMIT ?) AS r
)sql"};

inline constexpr Statement kFindAuditOfUser{
    "find_audit_of_user", joined<"SELECT ", kAuditColumns,
                                 " FROM audit a FORCE INDEX (ix_audit_user)"
                                 " WHERE a.user = ? AND a.id < ? AND a.id >= ? AND ",
                                 kAuditFilter, " ORDER BY a.id DESC LIMIT ?">};

inline constexpr Statement kReachAuditOfAddress{"reach_audit_of_address", R"sql(
    SELECT COUNT(*), COALESCE(MIN(r.id), 0)
      FROM (SELECT id FROM audit FORCE INDEX (ix_audit_address)
             WHERE address = ? AND id < ? ORDER BY id DESC LIMIT ?) AS r
)sql"};

inline constexpr Statement kFindAuditOfAddress{
    "find_audit_of_address", joined<"SELECT ", kAuditColumns,
                                    " FROM audit a FORCE INDEX (ix_audit_address)"
                                    " WHERE a.address = ? AND a.id < ? AND a.id >= ? AND ",
                                    kAuditFilter, " ORDER BY a.id DESC LIMIT ?">};

inline constexpr Statement kReachAuditOfEvent{"reach_audit_of_event", R"sql(
    SELECT COUNT(*), COALESCE(MIN(r.id), 0)
      FROM (SELECT id FROM audit FORCE INDEX (ix_audit_event)
             WHERE event = ? AND id < ? ORDER BY id DESC LIMIT ?) AS r
)sql"};

inline constexpr Statement kFindAuditOfEvent{
    "find_audit_of_event", joined<"SELECT ", kAuditColumns,
                                  " FROM audit a FORCE INDEX (ix_audit_event)"
                                  " WHERE a.event = ? AND a.id < ? AND a.id >= ? AND ",
                                  kAuditFilter, " ORDER BY a.id DESC LIMIT ?">};

inline constexpr Statement kReachAuditOfResult{"reach_audit_of_result", R"sql(
    SELECT COUNT(*), COALESCE(MIN(r.id), 0)
      FROM (SELECT id FROM audit FORCE INDEX (ix_audit_result)
             WHERE result = ? AND id < ? ORDER BY id DESC LIMIT ?) AS r
)sql"};

inline constexpr Statement kFindAuditOfResult{
    "find_audit_of_result", joined<"SELECT ", kAuditColumns,
                                   " FROM audit a FORCE INDEX (ix_audit_result)"
                                   " WHERE a.result = ? AND a.id < ? AND a.id >= ? AND ",
                                   kAuditFilter, " ORDER BY a.id DESC LIMIT ?">};

// Of one request there are a few. Without FORCE: a schema without that index will do.
inline constexpr Statement kReachAuditOfRequest{"reach_audit_of_request", R"sql(
    SELECT COUNT(*), COALESCE(MIN(r.id), 0)
      FROM (SELECT id FROM audit
             WHERE request_id = ? AND id < ? ORDER BY id DESC LIMIT ?) AS r
)sql"};

inline constexpr Statement kFindAuditOfRequest{
    "find_audit_of_request",
    joined<"SELECT ", kAuditColumns,
           " FROM audit a WHERE a.request_id = ? AND a.id < ? AND a.id >= ? AND ", kAuditFilter,
           " ORDER BY a.id DESC LIMIT ?">};

// Where a span of time is in the order of the keys, roughly: clocks differ, and an entry is written
// a moment after its time.
inline constexpr Statement kFindAuditSince{"find_audit_since", R"sql(
    SELECT id FROM audit FORCE INDEX (ix_audit_created_at)
     WHERE created_at >= ? ORDER BY created_at, id LIMIT 1
)sql"};

inline constexpr Statement kFindAuditUntil{"find_audit_until", R"sql(
    SELECT id FROM audit FORCE INDEX (ix_audit_created_at)
     WHERE created_at >= '1000-01-01' AND created_at < ?
     ORDER BY created_at DESC, id DESC LIMIT 1
)sql"};

// Entries without a time stay, to be seen.
inline constexpr Statement kFindOldAudit{"find_old_audit", R"sql(
    SELECT id FROM audit
     WHERE created_at >= '1000-01-01' AND created_at < ? ORDER BY created_at LIMIT ?
)sql"};

inline constexpr Statement kRemoveOldAudit{"remove_old_audit", R"sql(
    DELETE a
      FROM (SELECT id FROM audit FORCE INDEX (ix_audit_created_at)
             WHERE created_at >= '1000-01-01' AND created_at < ? ORDER BY created_at LIMIT ?) AS old
      STRAIGHT_JOIN audit a ON a.id = old.id
)sql"};

}  // namespace postern::store::mysql
