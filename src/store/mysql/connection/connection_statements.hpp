/// connection_statements: what a connection sends for itself.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

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

inline constexpr Statement kFindSchemaVersion{"find_schema_version", R"sql(
    SELECT COALESCE(MAX(version), 0) FROM schema_migration
)sql"};

inline constexpr Statement kPing{"ping", R"sql(SELECT 1)sql"};

// START TRANSACTION cannot be prepared on MySQL; switching autocommit can, and means the same.
inline constexpr Statement kBegin{"begin", R"sql(SET SESSION autocommit = 0)sql"};
// Commits what is open, by the definition of autocommit, and says so when it cannot.
inline constexpr Statement kCommit{"commit", R"sql(SET SESSION autocommit = 1)sql"};

inline constexpr Statement kFindLastInsertId{"find_last_insert_id", R"sql(
    SELECT LAST_INSERT_ID()
)sql"};

}  // namespace postern::store::mysql
