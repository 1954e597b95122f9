/// access_request_statements: the statements of MysqlAccessRequestStore.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

// Along the index of users: one of them has few entries, and the newest come first.
inline constexpr Statement kFindAccessRequest{"find_access_request", R"sql(
    SELECT a.id
      FROM audit a FORCE INDEX (ix_audit_user)
     WHERE a.user = ? AND a.event = ? AND a.result = ? AND a.detail = ? AND a.created_at >= ?
     ORDER BY a.id DESC
     LIMIT 1
)sql"};

}  // namespace postern::store::mysql
