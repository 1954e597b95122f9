#include "support/test_database.hpp"

#include <cppconn/connection.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>
#include <mysql_driver.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "postern/store/mysql/mysql_database.hpp"
#include "postern/store/schema_store.hpp"

namespace postern::test {

namespace {

std::string environment(const char* name) {
    const char* const value = std::getenv(name);
    if (!value) throw std::runtime_error{std::string{name} + " is not set; run `make database`"};
    return value;
}

store::mysql::ConnectionSettings account_settings() {
    store::mysql::ConnectionSettings settings;
    settings.name = RawSql::test_database_name();
    settings.user = environment("POSTERN_TEST_DB_USER");
    return settings;
}

void make_database() {
    RawSql{""}.run("CREATE DATABASE " + RawSql::test_database_name());
    store::mysql::MysqlDatabase database{socket_settings(), false};
    database.schema().migrate(store::read_migrations(migrations_folder()), TimePoint{}, {});
}

}  // namespace

struct RawSql::Impl {
    std::unique_ptr<sql::Connection> connection;
    std::unique_ptr<sql::Statement> statement;
};

RawSql::RawSql(const std::string& database) : impl_{std::make_unique<Impl>()} {
    impl_->connection.reset(sql::mysql::get_driver_instance()->connect(
        "unix://" + environment("POSTERN_TEST_DB_SOCKET"), environment("POSTERN_TEST_DB_USER"),
        ""));
    if (!database.empty()) impl_->connection->setSchema(database);
    impl_->statement.reset(impl_->connection->createStatement());
}

RawSql::~RawSql() = default;

void RawSql::run(const std::string& sql) { impl_->statement->execute(sql); }

std::vector<RawSql::Row> RawSql::rows(const std::string& sql) {
    const std::unique_ptr<sql::ResultSet> answer{impl_->statement->executeQuery(sql)};
    const unsigned int columns = answer->getMetaData()->getColumnCount();
    std::vector<Row> all;
    while (answer->next()) {
        Row& row = all.emplace_back();
        for (unsigned int i = 1; i <= columns; ++i)
            row.push_back(answer->isNull(i) ? "NULL" : std::string{answer->getString(i)});
    }
    return all;
}

std::string RawSql::value(const std::string& sql) {
    const auto all = rows(sql);
    if (all.empty()) throw std::runtime_error{"no row: " + sql};
    return all.front().front();
}

store::mysql::ConnectionSettings socket_settings() {
    auto settings = account_settings();
    settings.servers = {{.socket = environment("POSTERN_TEST_DB_SOCKET"), .host = {}}};
    return settings;
}

store::mysql::ConnectionSettings plain_tcp_settings() {
    auto settings = account_settings();
    const auto port = static_cast<std::uint16_t>(std::stoi(environment("POSTERN_TEST_DB_PORT")));
    settings.servers = {{.socket = {}, .host = "127.0.0.1", .port = port}};
    return settings;
}

store::mysql::ConnectionSettings tls_settings() {
    auto settings = plain_tcp_settings();
    settings.ca_file = environment("POSTERN_TEST_DB_CA");
    return settings;
}

void control_server(const std::string& word) {
    const std::string command = environment("POSTERN_TEST_DB_CONTROL") + " " + word;
    if (std::system(command.c_str()) != 0)
        throw std::runtime_error{"the fixture could not: " + word};
}

std::string migrations_folder() {
    // tests/support/test_database.cpp -> the root of the source tree
    return (std::filesystem::path{__FILE__}.parent_path().parent_path().parent_path() /
            "sql/migrations")
        .string();
}

void prepare_database() {
    static const bool made = (make_database(), true);
    static_cast<void>(made);
    RawSql sql;
    for (const char* const table : {"token_family",    "revoked_token", "personal_token",
                                    "signing_key",     "sign_in_step",  "factor_enrolment",
                                    "user_totp",       "recovery_code", "recovery_set",
                                    "session",         "mail_token",    "known_device",
                                    "user_password",   "user",          "site",
                                    "revocation",      "outbox",        "audit",
                                    "sign_in_failure", "access_grant",  "user_group",
                                    "network",         "access_event",  "held_username",
                                    "invitation",      "terms_text",    "terms_version"})
        sql.run(std::string{"DELETE FROM "} + table);
    sql.run("DELETE FROM daily_count");
    sql.run("DELETE FROM daily_count_mark");
    sql.run("INSERT INTO daily_count_mark (id) VALUES (1)");
    sql.run("UPDATE approval_notice SET told_at = '2000-01-01'");
    // What every installation has stays.
    sql.run("DELETE FROM role WHERE name <> 'admin'");
    sql.run("DELETE FROM permission WHERE name <> 'administer'");
}

MysqlStores::MysqlStores() : database_{(prepare_database(), socket_settings())} {}

}  // namespace postern::test
