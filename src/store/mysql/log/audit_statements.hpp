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
    " AND (a.created_at >= ? OR a.created_at < '1000-01-01') AND a.created_at < ?"};

// An empty user is NULL here: Connector/C++ would take NULL for a change of the parameter's type.
inline constexpr Statement kAddAudit{"add_audit", R"sql(
    INSERT INTO audit (created_at, event, result, user, actor, address, user_agent, request_id,
                       detail)
    VALUES (?, ?, ?, NULLIF(?, ''), ?, ?, ?, ?, ?)
)sql"};

inline constexpr Statement kFindAuditBefore{
    "find_audit_before", joined<"SELECT ", kAuditColumns, " FROM audit a WHERE a.id < ? AND ",
                                kAuditFilter, " ORDER BY a.id DESC LIMIT ?">};

inline constexpr Statement kFindAuditAfter{
    "find_audit_after", joined<"SELECT ", kAuditColumns, " FROM audit a WHERE a.id > ? AND ",
                               kAuditFilter, " ORDER BY a.id LIMIT ?">};

// The page of a single user: along the index of users, never through the whole audit log.
inline constexpr Statement kFindAuditOfUser{
    "find_audit_of_user",
    joined<"SELECT ", kAuditColumns,
           " FROM audit a FORCE INDEX (ix_audit_user) WHERE a.user = ? AND a.id < ? AND ",
           kAuditFilter, " ORDER BY a.id DESC LIMIT ?">};

// Without FORCE: the index came later than the table, and a schema without it will do.
inline constexpr Statement kFindAuditOfAddress{
    "find_audit_of_address",
    joined<"SELECT ", kAuditColumns, " FROM audit a WHERE a.address = ? AND a.id < ? AND ",
           kAuditFilter, " ORDER BY a.id DESC LIMIT ?">};

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
