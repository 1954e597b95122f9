/// MysqlSchemaStore: the schema's version in the table schema_migration.
///
/// Migrating has a connection of its own with a patient time-out, since a change of a large table
/// may take long.
#pragma once

#include "postern/store/schema_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlSchemaStore final : public SchemaStore {
public:
    MysqlSchemaStore(Connection& connection, ConnectionSettings settings);
    std::vector<SettingProblem> find_setting_problems(const ServerNeeds& needs) override;
    std::vector<AppliedMigration> find_applied() override;
    std::size_t migrate(const std::vector<Migration>& migrations, TimePoint now,
                        const std::function<void(const Migration&)>& applied) override;

private:
    std::size_t migrate_locked(Connection& connection, const std::vector<Migration>& migrations,
                               TimePoint now, const std::function<void(const Migration&)>& applied);

    Connection& connection_;
    const ConnectionSettings settings_;
};

}  // namespace postern::store::mysql
