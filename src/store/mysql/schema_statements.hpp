/// schema_statements: the statements of MysqlSchemaStore.
///
/// TO_SECONDS, here and everywhere, since UNIX_TIMESTAMP ends in 2038 on MariaDB.
#pragma once

#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

// Lock names are common to all databases of a server, and at most 64 characters long. The lock ends
// with the session.
inline constexpr Statement kLockMigrations{"lock_migrations", R"sql(
    SELECT GET_LOCK(CONCAT('postern.', SHA1(DATABASE())), ?)
)sql"};

inline constexpr Statement kFindAppliedMigrations{"find_applied_migrations", R"sql(
    SELECT version, name, sha256, TO_SECONDS(applied_at)
      FROM schema_migration
     ORDER BY version
)sql"};

inline constexpr Statement kAddAppliedMigration{"add_applied_migration", R"sql(
    INSERT INTO schema_migration (version, name, sha256, applied_at) VALUES (?, ?, ?, ?)
)sql"};

}  // namespace postern::store::mysql
