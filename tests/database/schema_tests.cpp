// The schema: what the migrations make, how they are recorded, and what is refused.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>

#include "database/store_types.hpp"
#include "postern/store/store_error.hpp"
#include "store/migrations.hpp"

using namespace postern;
using namespace postern::test;
using store::Migration;

namespace {

std::string read_schema() {
    std::ifstream file{std::filesystem::path{migrations_folder()}.parent_path() / "schema.sql"};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// An empty database of its own, gone at the end.
class ScratchDatabase {
public:
    explicit ScratchDatabase(std::string name) : name_{std::move(name)} {
        RawSql{""}.run("CREATE DATABASE " + name_);
    }
    ~ScratchDatabase() { RawSql{""}.run("DROP DATABASE " + name_); }
    ScratchDatabase(const ScratchDatabase&) = delete;
    ScratchDatabase& operator=(const ScratchDatabase&) = delete;

    store::mysql::ConnectionSettings settings() const {
        auto settings = socket_settings();
        settings.name = name_;
        return settings;
    }

    std::size_t migrate(const std::vector<Migration>& migrations) const {
        return store::mysql::MysqlDatabase{settings(), false}.schema().migrate(migrations, kNow,
                                                                               {});
    }

    /// Everything that information_schema knows about the tables, as text.
    std::string description() const {
        RawSql sql;
        std::ostringstream text;
        for (const char* const query :
             {"SELECT table_name, engine, table_collation FROM information_schema.tables"
              " WHERE table_schema = '%' ORDER BY 1",
              "SELECT table_name, ordinal_position, column_name, column_default, is_nullable,"
              " column_type, character_set_name, collation_name, column_key, extra,"
              " generation_expression FROM information_schema.columns"
              " WHERE table_schema = '%' ORDER BY 1, 2",
              "SELECT table_name, index_name, seq_in_index, column_name, non_unique"
              " FROM information_schema.statistics WHERE table_schema = '%' ORDER BY 1, 2, 3",
              "SELECT table_name, constraint_name, constraint_type"
              " FROM information_schema.table_constraints WHERE table_schema = '%'"
              " ORDER BY 1, 2",
              "SELECT constraint_name, referenced_table_name, delete_rule, update_rule"
              " FROM information_schema.referential_constraints"
              " WHERE constraint_schema = '%' ORDER BY 1"}) {
            std::string full{query};
            full.replace(full.find('%'), 1, name_);
            for (const auto& row : sql.rows(full)) {
                for (const auto& value : row) text << value << '|';
                text << '\n';
            }
        }
        return text.str();
    }

    const std::string& name() const { return name_; }

private:
    std::string name_;
};

std::vector<Migration> known() { return store::read_migrations(migrations_folder()); }

}  // namespace

BOOST_AUTO_TEST_SUITE(schema_tests)

BOOST_AUTO_TEST_CASE(all_migrations_together_make_schema_sql) {
    const ScratchDatabase migrated{"postern_migrated"};
    const ScratchDatabase described{"postern_described"};
    migrated.migrate(known());
    RawSql sql{described.name()};
    for (const auto& statement : store::split_statements(read_schema())) sql.run(statement);

    BOOST_TEST(!migrated.description().empty());
    BOOST_TEST(migrated.description() == described.description());
    const auto rows_of = [&](const ScratchDatabase& database) {
        return sql.rows("SELECT id, revision FROM " + database.name() + ".site_revision");
    };
    BOOST_TEST(rows_of(migrated).size() == 1u);
    BOOST_TEST((rows_of(migrated) == rows_of(described)));
}

BOOST_AUTO_TEST_CASE(the_program_was_built_for_the_newest_migration) {
    BOOST_TEST(known().back().version == store::kSchemaVersion);
}

BOOST_AUTO_TEST_CASE(find_applied_finds_nothing_in_a_new_database) {
    const ScratchDatabase scratch{"postern_new"};
    store::mysql::MysqlDatabase database{scratch.settings(), false};
    BOOST_TEST(database.schema().find_applied().empty());
}

BOOST_AUTO_TEST_CASE(migrate_records_what_it_applied_and_does_it_once) {
    const ScratchDatabase scratch{"postern_recorded"};
    store::mysql::MysqlDatabase database{scratch.settings(), false};
    std::vector<std::uint32_t> seen;
    const auto note = [&](const Migration& m) { seen.push_back(m.version); };
    const auto migrations = known();
    BOOST_TEST(database.schema().migrate(migrations, kNow, note) == migrations.size());
    BOOST_TEST(database.schema().migrate(migrations, kNow, note) == 0u);
    BOOST_TEST(seen.size() == migrations.size());

    const auto applied = database.schema().find_applied();
    BOOST_REQUIRE(applied.size() == migrations.size());
    for (std::size_t i = 0; i < applied.size(); ++i) {
        BOOST_TEST(applied[i].version == migrations[i].version);
        BOOST_TEST(applied[i].name == migrations[i].name);
        BOOST_TEST(applied[i].sha256 == migrations[i].sha256);
        BOOST_TEST((applied[i].applied_at == kNow));
    }
}

BOOST_AUTO_TEST_CASE(migrate_continues_where_an_earlier_version_ended) {
    const ScratchDatabase scratch{"postern_continued"};
    auto migrations = known();
    const std::vector<Migration> older{migrations.begin(), migrations.begin() + 2};
    BOOST_TEST(scratch.migrate(older) == 2u);
    BOOST_TEST(scratch.migrate(migrations) == migrations.size() - 2);
}

BOOST_AUTO_TEST_CASE(migrate_runs_again_what_was_cut_off_before_its_record) {
    const ScratchDatabase scratch{"postern_cut_off"};
    const auto migrations = known();
    scratch.migrate(migrations);
    const std::string whole = scratch.description();
    for (const Migration& migration : migrations) {
        RawSql{scratch.name()}.run("DELETE FROM schema_migration WHERE version >= " +
                                   std::to_string(migration.version));
        BOOST_TEST_CONTEXT(migration.name)
        BOOST_TEST(scratch.migrate(migrations) == migrations.size() - migration.version + 1);
        BOOST_TEST(scratch.description() == whole);
    }
}

BOOST_AUTO_TEST_CASE(migrate_refuses_a_file_that_was_changed_and_changes_nothing) {
    const ScratchDatabase scratch{"postern_changed"};
    auto migrations = known();
    scratch.migrate({migrations.begin(), migrations.begin() + 2});
    const std::string before = scratch.description();
    migrations[0].sha256[0] = migrations[0].sha256[0] == 'a' ? 'b' : 'a';
    BOOST_CHECK_THROW(scratch.migrate(migrations), store::MigrationError);
    BOOST_TEST(scratch.description() == before);
}

BOOST_AUTO_TEST_CASE(migrate_refuses_a_database_of_a_newer_version) {
    const ScratchDatabase scratch{"postern_newer"};
    const auto migrations = known();
    scratch.migrate(migrations);
    BOOST_CHECK_THROW(scratch.migrate({migrations.begin(), migrations.end() - 1}),
                      store::MigrationError);
}

BOOST_AUTO_TEST_CASE(migrate_keeps_what_was_applied_before_a_failure) {
    const ScratchDatabase scratch{"postern_failed"};
    auto migrations = known();
    const auto number = static_cast<std::uint32_t>(migrations.size() + 1);
    migrations.push_back({number, "broken", std::string(64, '0'), "ALTER TABLE no_such ADD x INT"});
    BOOST_CHECK_THROW(scratch.migrate(migrations), store::StoreError);
    store::mysql::MysqlDatabase database{scratch.settings(), false};
    BOOST_TEST(database.schema().find_applied().size() == migrations.size() - 1);
}

BOOST_AUTO_TEST_CASE(migrate_by_four_at_once_applies_everything_once) {
    const ScratchDatabase scratch{"postern_at_once"};
    const auto migrations = known();
    RawSql warm_up;  // the driver's first use is not thread-safe
    std::vector<std::future<std::size_t>> runs;
    for (int i = 0; i < 4; ++i)
        runs.push_back(std::async(std::launch::async, [&] { return scratch.migrate(migrations); }));
    std::size_t applied = 0;
    for (auto& run : runs) applied += run.get();
    BOOST_TEST(applied == migrations.size());
}

BOOST_AUTO_TEST_CASE(a_database_with_an_old_schema_is_refused_until_it_is_migrated) {
    const ScratchDatabase scratch{"postern_old"};
    store::mysql::MysqlDatabase database{scratch.settings()};
    BOOST_CHECK_EXCEPTION(database.ping(), store::StoreError,
                          [](const auto& error) { return !error.transient(); });
    BOOST_CHECK_EXCEPTION(database.ping(), store::StoreError,  // waits, and says so
                          [](const auto& error) { return error.transient(); });
    scratch.migrate(known());
    store::mysql::MysqlDatabase fresh{scratch.settings()};
    fresh.ping();
}

BOOST_AUTO_TEST_SUITE_END()
