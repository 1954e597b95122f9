#include "store/mysql/schema_store.hpp"

#include <algorithm>

#include "postern/base/bytes.hpp"
#include "store/migrations.hpp"
#include "store/mysql/connection/connection_statements.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/connection/server_settings.hpp"
#include "store/mysql/schema_statements.hpp"

namespace postern::store::mysql {

namespace {

constexpr std::chrono::seconds kMigrationTimeout{3600};
constexpr std::uint32_t kLockWaitSeconds = 600;

ConnectionSettings patient(ConnectionSettings settings) {
    settings.read_timeout = kMigrationTimeout;
    settings.write_timeout = kMigrationTimeout;
    return settings;
}

std::vector<AppliedMigration> read_applied(Connection& connection) {
    constexpr int kNoSuchTable = 1146;
    std::vector<AppliedMigration> applied;
    try {
        const auto rows = connection.query(kFindAppliedMigrations);
        while (rows->next()) {
            Columns columns{*rows};
            applied.push_back({.version = static_cast<std::uint32_t>(columns.number()),
                               .name = columns.text(),
                               .sha256 = columns.text(),
                               .applied_at = columns.time()});
        }
    } catch (const sql::SQLException& error) {
        if (error.getErrorCode() != kNoSuchTable) throw;  // a new database has no such table yet
    }
    return applied;
}

bool takes_writes(Connection& connection) {
    constexpr int kReadOnly = 1290;
    constexpr int kNoSuchTable = 1146;  // before the first migration
    try {
        connection.update(kProbeWrite);
        return true;
    } catch (const sql::SQLException& error) {
        if (error.getErrorCode() != kReadOnly && error.getErrorCode() != kNoSuchTable) throw;
        return false;
    }
}

std::vector<SettingProblem> read_problems(Connection& connection, const ServerNeeds& needs) {
    const auto rows = connection.query(kFindServerSettings);
    ServerSettings settings;
    while (rows->next())
        settings.emplace(to_ascii_lower(std::string{rows->getString(1)}),
                         std::string{rows->getString(2)});
    auto problems = mysql::find_setting_problems(settings, needs);
    const bool read_only = std::ranges::any_of(
        problems, [](const SettingProblem& problem) { return problem.setting == "read_only"; });
    if (!read_only || !takes_writes(connection)) return problems;
    settings.emplace(kTakesWrites, "yes");
    return mysql::find_setting_problems(settings, needs);
}

/// Before the first change: half a schema helps nobody.
void refuse_unfit_server(Connection& connection) {
    const auto problems = read_problems(connection, {});
    if (problems.empty()) return;
    throw StoreError{"the database server's " + problems.front().text(), false};
}

void lock(Connection& connection) {
    const auto row = connection.query(kLockMigrations, kLockWaitSeconds);
    if (!row->next() || row->getInt(1) != 1)
        throw StoreError{"another migration holds the lock", true};
}

/// A migration that was cut off between its change and its record is run again. What creates says
/// IF NOT EXISTS; a column or an index cannot on MySQL, so its being there says that it was done:
/// one ALTER TABLE happens as a whole or not at all.
bool is_there_already(const sql::SQLException& error) {
    constexpr int kDuplicateColumn = 1060;
    constexpr int kDuplicateIndex = 1061;
    return error.getErrorCode() == kDuplicateColumn || error.getErrorCode() == kDuplicateIndex;
}

void run(Connection& connection, const std::string& statement) {
    try {
        connection.run_once(statement);
    } catch (const sql::SQLException& error) {
        if (!is_there_already(error)) throw;
    }
}

}  // namespace

MysqlSchemaStore::MysqlSchemaStore(Connection& connection, ConnectionSettings settings)
    : connection_{connection}, settings_{patient(std::move(settings))} {}

std::vector<SettingProblem> MysqlSchemaStore::find_setting_problems(const ServerNeeds& needs) {
    return connection_.repeatable([&] { return read_problems(connection_, needs); });
}

std::vector<AppliedMigration> MysqlSchemaStore::find_applied() {
    return connection_.repeatable([&] { return read_applied(connection_); });
}

std::size_t MysqlSchemaStore::migrate(const std::vector<Migration>& migrations, TimePoint now,
                                      const std::function<void(const Migration&)>& applied) {
    // The lock belongs to this session and ends with it, also when anything below throws.
    Connection connection{settings_, 0};
    connection.ping();
    return connection.once([&] { return migrate_locked(connection, migrations, now, applied); });
}

std::size_t MysqlSchemaStore::migrate_locked(Connection& connection,
                                             const std::vector<Migration>& migrations,
                                             TimePoint now,
                                             const std::function<void(const Migration&)>& applied) {
    refuse_unfit_server(connection);
    lock(connection);
    const auto pending = find_pending(migrations, read_applied(connection));
    for (const Migration& migration : pending) {
        for (const std::string& statement : split_statements(migration.text))
            run(connection, statement);
        connection.update(kAddAppliedMigration, migration.version, migration.name, migration.sha256,
                          now);
        if (applied) applied(migration);
    }
    return pending.size();
}

}  // namespace postern::store::mysql
