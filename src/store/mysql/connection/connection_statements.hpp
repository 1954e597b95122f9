/// connection_statements: what a connection sends for itself.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

inline constexpr Statement kSetUpSession{"set_up_session", R"sql(
    SET SESSION time_zone = '+00:00',
                sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
                innodb_lock_wait_timeout = 1,
                foreign_key_checks = 1,
                unique_checks = 1,
                sql_select_limit = 18446744073709551615,
                max_join_size = 18446744073709551615,
                sql_big_selects = 1,
                group_concat_max_len = 65536,
                completion_type = 0
)sql"};

// A server whose default is otherwise (tx_read_only) would refuse every write.
inline constexpr Statement kReadWrite{"read_write", R"sql(
    SET SESSION TRANSACTION READ WRITE
)sql"};

// A process that was stopped in the middle keeps a transaction open. With at most two pauses
// between a revocation's row and its commit, this stays well within kRevocationOverlap. MariaDB
// only.
inline constexpr Statement kLimitIdleTransactions{"limit_idle_transactions", R"sql(
    SET SESSION idle_transaction_timeout = 15
)sql"};

// On a node of a Galera cluster. A read waits until what was acknowledged on any node is here, too:
// a session that another host has just opened, or ended. And never what a node without a majority
// remembers. MariaDB only.
inline constexpr Statement kReadWhatWasAcknowledged{"read_what_was_acknowledged", R"sql(
    SET SESSION wsrep_sync_wait = 1, wsrep_dirty_reads = 0
)sql"};

inline constexpr Statement kFindNodeState{"find_node_state", R"sql(
    SELECT @@GLOBAL.read_only
)sql"};

inline constexpr Statement kFindServerSettings{"find_server_settings", R"sql(
    SHOW VARIABLES
     WHERE Variable_name IN ('log_bin', 'binlog_format', 'read_only', 'super_read_only',
                             'innodb_read_only', 'innodb_force_recovery', 'enforce_storage_engine',
                             'disabled_storage_engines', 'offline_mode', 'max_allowed_packet',
                             'max_connections', 'max_user_connections', 'max_prepared_stmt_count',
                             'wsrep_on', 'wsrep_forced_binlog_format', 'wsrep_reject_queries',
                             'wsrep_max_ws_rows')
)sql"};

// Changes nothing. A server that is read-only for this user refuses it all the same.
inline constexpr Statement kProbeWrite{"probe_write", R"sql(
    UPDATE schema_migration SET name = name WHERE version = 0
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

inline constexpr Statement kRollback{"rollback", R"sql(ROLLBACK)sql"};

inline constexpr Statement kFindLastInsertId{"find_last_insert_id", R"sql(
    SELECT LAST_INSERT_ID()
)sql"};

}  // namespace postern::store::mysql
