// The connection: what it sets, what it refuses, and how it comes back.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <functional>
#include <thread>

#include "database/store_types.hpp"
#include "postern/store/store_error.hpp"
#include "store/mysql/connection/connection.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::StoreError;
using store::mysql::Connection;
using store::mysql::ConnectionSettings;
using store::mysql::MysqlDatabase;
using store::mysql::Statement;
using store::mysql::Transaction;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr Statement kConnectionId{"test_connection_id", "SELECT CONNECTION_ID()"};
constexpr Statement kSetName{"test_set_name",
                             "UPDATE user SET display_name = 'Changed' WHERE email = ?"};

std::uint64_t connection_id(Connection& connection) {
    return connection.repeatable([&] {
        const auto row = connection.query(kConnectionId);
        row->next();
        return row->getUInt64(1);
    });
}

void kill(std::uint64_t id) { RawSql{}.run("KILL " + std::to_string(id)); }

std::string session_variable(Connection& connection, std::string_view text) {
    const Statement statement{text, text};
    return connection.repeatable([&]() -> std::string {
        const auto row = connection.query(statement);
        row->next();
        return row->getString(1);
    });
}

/// The server stays as the other tests need it, whatever happens.
struct RunningServer {
    ~RunningServer() { control_server("start"); }
};

/// Calls until it works; returns how long that took. At most 5 s.
std::chrono::milliseconds time_until_good(const std::function<void()>& call) {
    const auto began = SteadyClock::now();
    for (;;) {
        try {
            call();
            break;
        } catch (const StoreError&) {
            if (SteadyClock::now() - began > 5s) throw;
            std::this_thread::sleep_for(5ms);
        }
    }
    return std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - began);
}

/// How many the server has been asked for so far, with the one that asks.
std::uint64_t connections() {
    return std::stoull(RawSql{}.rows("SHOW GLOBAL STATUS LIKE 'Connections'")[0][1]);
}

bool is_transient(const StoreError& error) { return error.transient(); }
/// The client library itself refused (2026, or 2012 without CA file); not our look at the cipher,
/// which comes after the sign-in.
bool before_the_password_was_sent(const StoreError& error) {
    return std::string_view{error.what()}.starts_with("database: connect: error 20");
}
bool is_final(const StoreError& error) { return !error.transient(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(connection_tests)

// --- what it sets

BOOST_AUTO_TEST_CASE(a_connection_is_strict_uses_utc_and_reads_committed_rows) {
    prepare_database();
    Connection connection{socket_settings(), 0};
    BOOST_TEST(session_variable(connection, "SELECT @@SESSION.time_zone") == "+00:00");
    BOOST_TEST(session_variable(connection, "SELECT @@SESSION.autocommit") == "1");
    BOOST_TEST(session_variable(connection, "SELECT @@SESSION.character_set_client") == "utf8mb4");
    BOOST_TEST(session_variable(connection, "SELECT @@SESSION.idle_transaction_timeout") == "15");
    const auto mode = session_variable(connection, "SELECT @@SESSION.sql_mode");
    BOOST_TEST((mode.find("STRICT_ALL_TABLES") != std::string::npos));
    const auto isolation =
        session_variable(connection,
                         "SELECT variable_value FROM information_schema.session_variables"
                         " WHERE variable_name IN ('tx_isolation', 'transaction_isolation')");
    BOOST_TEST(isolation == "READ-COMMITTED");
}

BOOST_AUTO_TEST_CASE(constructing_never_connects) {
    ConnectionSettings nowhere;
    nowhere.servers = {{.socket = "/nonexistent/mariadb.sock", .host = {}}};
    MysqlDatabase database{nowhere};
    BOOST_CHECK_EXCEPTION(database.ping(), StoreError, is_transient);
}

BOOST_AUTO_TEST_CASE(calls_right_after_a_failed_attempt_fail_without_another_one) {
    ConnectionSettings nowhere;
    nowhere.servers = {{.socket = "/nonexistent/mariadb.sock", .host = {}}};
    MysqlDatabase database{nowhere};
    BOOST_CHECK_THROW(database.ping(), StoreError);
    BOOST_CHECK_EXCEPTION(database.ping(), StoreError, [](const auto& error) {
        return std::string_view{error.what()}.find("waiting") != std::string_view::npos &&
               error.transient();
    });
}

// --- encryption

BOOST_AUTO_TEST_CASE(tcp_without_tls_is_refused) {
    auto settings = plain_tcp_settings();
    MysqlDatabase refused{settings, false};
    BOOST_CHECK_EXCEPTION(refused.ping(), StoreError, is_final);
}

BOOST_AUTO_TEST_CASE(tcp_without_tls_works_on_loopback_when_allowed) {
    auto settings = plain_tcp_settings();
    settings.plaintext_allowed = true;
    for (const char* const host : {"127.0.0.1", "localhost"}) {
        settings.servers.front().host = host;
        MysqlDatabase{settings, false}.ping();
    }
}

BOOST_AUTO_TEST_CASE(tcp_without_tls_is_refused_for_other_hosts_even_when_allowed) {
    auto settings = plain_tcp_settings();
    settings.plaintext_allowed = true;
    for (const char* const host : {"192.0.2.1", "db.example.org", "localhost.example.org", ""}) {
        settings.servers.front().host = host;
        MysqlDatabase refused{settings, false};
        BOOST_CHECK_EXCEPTION(refused.ping(), StoreError, is_final);
    }
}

BOOST_AUTO_TEST_CASE(tls_encrypts_when_the_ca_is_right) {
    Connection connection{tls_settings(), 0};
    const auto cipher =
        session_variable(connection,
                         "SELECT variable_value FROM information_schema.session_status"
                         " WHERE variable_name = 'Ssl_cipher'");
    BOOST_TEST(!cipher.empty());
}

BOOST_AUTO_TEST_CASE(tls_is_refused_when_the_ca_is_another_one_or_missing) {
    auto settings = tls_settings();
    for (const std::string& file : {settings.ca_file + ".other", settings.ca_file + ".missing"}) {
        settings.ca_file = file;
        MysqlDatabase refused{settings, false};
        BOOST_CHECK_EXCEPTION(refused.ping(), StoreError, before_the_password_was_sent);
    }
}

BOOST_AUTO_TEST_CASE(tls_is_refused_when_the_certificate_is_for_another_host) {
    auto settings = tls_settings();
    settings.servers.front().host = "127.0.0.2";  // the certificate says 127.0.0.1
    MysqlDatabase refused{settings, false};
    BOOST_CHECK_EXCEPTION(refused.ping(), StoreError, before_the_password_was_sent);
}

BOOST_AUTO_TEST_CASE(tls_is_refused_when_the_server_offers_none) {
    const RunningServer restored;
    const auto settings = tls_settings();
    control_server("stop");
    control_server("start-without-tls");
    MysqlDatabase refused{settings, false};
    BOOST_CHECK_EXCEPTION(refused.ping(), StoreError, before_the_password_was_sent);
    control_server("stop");
}

// --- coming back

BOOST_AUTO_TEST_CASE(a_read_works_after_its_connection_was_killed) {
    MysqlStores stores;
    Connection connection{socket_settings(), 0};
    const auto first = connection_id(connection);
    kill(first);
    BOOST_TEST(connection_id(connection) != first);
}

BOOST_AUTO_TEST_CASE(every_store_works_after_its_connection_was_killed) {
    MysqlStores stores;
    const auto kill_all = [] {
        RawSql sql;
        for (const auto& row : sql.rows("SELECT id FROM information_schema.processlist"
                                        " WHERE db = 'postern_test' AND id <> CONNECTION_ID()"))
            sql.run("KILL " + row[0]);
    };
    kill_all();
    const auto user = stores.users().add(sample_user("ann@example.org"));
    BOOST_REQUIRE(user.has_value());
    kill_all();
    BOOST_TEST(stores.sessions().add(sample_session(user->id), {}).has_value());
    kill_all();
    BOOST_TEST(stores.sites().add(sample_site("wiki"), sample_audit()).has_value());
    kill_all();
    const store::CheckKey key{"wiki", sample_hash(1)};
    const auto rows = stores.checks().find({&key, 1});
    BOOST_TEST((rows[0].site.has_value() && rows[0].session.has_value()));
}

BOOST_AUTO_TEST_CASE(a_transaction_cut_in_the_middle_leaves_nothing_and_is_not_repeated) {
    MysqlStores stores;
    stores.users().add(sample_user("ann@example.org")).value();
    Connection connection{socket_settings(), 0};
    const auto id = connection_id(connection);
    int runs = 0;
    const auto cut = [&](Transaction& transaction) {
        ++runs;
        connection.update(kSetName, std::string{"ann@example.org"});
        kill(id);
        transaction.commit();
        return true;
    };
    BOOST_CHECK_EXCEPTION(connection.transaction(cut), StoreError, is_transient);
    BOOST_TEST(runs == 1);
    BOOST_TEST(RawSql{}.value("SELECT display_name FROM user") == "Ann Example");
}

BOOST_AUTO_TEST_CASE(a_transaction_without_commit_leaves_nothing) {
    MysqlStores stores;
    stores.users().add(sample_user("ann@example.org")).value();
    Connection connection{socket_settings(), 0};
    connection.transaction(
        [&](Transaction&) { return connection.update(kSetName, std::string{"ann@example.org"}); });
    connection_id(connection);
    BOOST_TEST(RawSql{}.value("SELECT display_name FROM user") == "Ann Example");
}

BOOST_AUTO_TEST_CASE(a_stopped_server_is_reported_at_once_and_back_within_two_seconds) {
    const RunningServer restored;
    MysqlStores stores;
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    const store::CheckKey key{"wiki", sample_hash(1)};
    const auto check = [&] { stores.checks().find({&key, 1}); };
    check();
    for (const char* const how : {"stop", "kill9"}) {
        control_server(how);
        for (int i = 0; i < 100; ++i) {
            const auto began = SteadyClock::now();
            BOOST_CHECK_EXCEPTION(check(), StoreError, is_transient);
            BOOST_TEST((SteadyClock::now() - began < 500ms));
        }
        control_server("start");
        BOOST_TEST((time_until_good(check) < 2s));
    }
    control_server("stop");
}

BOOST_AUTO_TEST_CASE(a_frozen_server_costs_one_timeout_and_no_retry) {
    MysqlStores stores;
    auto settings = socket_settings();
    settings.read_timeout = 1s;
    Connection connection{settings, 0};
    connection_id(connection);
    constexpr Statement kSlow{"test_slow", "SELECT SLEEP(30)"};
    const auto began = SteadyClock::now();
    BOOST_CHECK_EXCEPTION(connection.repeatable([&] { return connection.query(kSlow)->next(); }),
                          StoreError, is_transient);
    const auto spent = SteadyClock::now() - began;
    BOOST_TEST((spent > 900ms && spent < 1900ms));
    connection_id(connection);  // and the next call works
}

BOOST_AUTO_TEST_CASE(a_read_only_server_is_disconnected_and_tried_again) {
    MysqlStores stores;
    Connection connection{socket_settings(), 0};
    const auto first = connection_id(connection);
    RawSql{}.run("CREATE USER IF NOT EXISTS 'reader'@'localhost'");
    RawSql{}.run("GRANT SELECT, INSERT, UPDATE, DELETE ON postern_test.* TO 'reader'@'localhost'");
    auto settings = socket_settings();
    settings.user = "reader";
    MysqlDatabase limited{settings};
    limited.ping();
    RawSql{}.run("SET GLOBAL read_only = 1");
    BOOST_CHECK_EXCEPTION(limited.users().add(sample_user("ann@example.org")).value(), StoreError,
                          is_transient);
    RawSql{}.run("SET GLOBAL read_only = 0");
    BOOST_TEST(limited.users().add(sample_user("ann@example.org")).has_value());
    BOOST_TEST(connection_id(connection) == first);
}

BOOST_AUTO_TEST_CASE(an_error_names_the_statement_and_never_the_values) {
    MysqlStores stores;
    stores.users().add(sample_user("ann@example.org")).value();
    auto twin = sample_user("bob@example.org");  // same public id: not an expected duplicate
    BOOST_CHECK_EXCEPTION(stores.users().add(twin).value(), StoreError, [&](const auto& error) {
        const std::string text{error.what()};
        return text.find("add_user") != std::string::npos &&
               text.find("1062") != std::string::npos &&
               text.find(twin.public_id.text()) == std::string::npos && !error.transient();
    });
}

BOOST_AUTO_TEST_CASE(rollback_undoes_what_was_written_and_keeps_the_session) {
    MysqlStores stores;
    const User ann = *stores.users().add(sample_user("ann@example.org"));
    Connection connection{socket_settings(), 0};
    const auto id = connection_id(connection);
    connection.transaction([&](Transaction& transaction) {
        BOOST_TEST(connection.update(kSetName, std::string{"ann@example.org"}) == 1u);
        transaction.rollback();
        return true;
    });
    BOOST_TEST(connection_id(connection) == id);
    const auto name = [&] {
        return stores.users().find_by_public_id(ann.public_id)->display_name.text();
    };
    BOOST_TEST(name() == ann.display_name.text());
    // What follows stands by itself again.
    connection.repeatable(
        [&] { return connection.update(kSetName, std::string{"ann@example.org"}); });
    BOOST_TEST(name() == "Changed");
}

BOOST_AUTO_TEST_CASE(a_rollback_that_the_server_does_not_hear_of_undoes_everything_all_the_same) {
    MysqlStores stores;
    const User ann = *stores.users().add(sample_user("ann@example.org"));
    Connection connection{socket_settings(), 0};
    const auto id = connection_id(connection);
    const auto roll_back = [&](Transaction& transaction) {
        connection.update(kSetName, std::string{"ann@example.org"});
        kill(id);
        transaction.rollback();
        return true;
    };
    BOOST_CHECK_THROW(connection.transaction(roll_back), StoreError);
    BOOST_TEST(connection_id(connection) != id);
    BOOST_TEST(stores.users().find_by_public_id(ann.public_id)->display_name.text() ==
               ann.display_name.text());
}

BOOST_AUTO_TEST_CASE(a_session_that_is_not_opened_costs_no_connection) {
    MysqlStores stores;
    const User ann = *stores.users().add(sample_user("ann@example.org"));
    const auto before = connections();
    for (unsigned n = 1; n <= 3; ++n)
        BOOST_TEST(!stores.sessions()
                        .add(sample_session(ann.id, n), {.step_token_hash = sample_hash(n)})
                        .has_value());
    BOOST_TEST(connections() == before + 1);  // of the counting itself
}

BOOST_AUTO_TEST_CASE(a_request_for_access_that_is_refused_costs_no_connection) {
    MysqlStores stores;
    const User ann = *stores.users().add(sample_user("ann@example.org"));
    const auto ask = [&](UserId user) {
        return stores.access_requests().add(user,
                                            {.at = kNow,
                                             .event = AuditEvent::AccessRequested,
                                             .user = ann.public_id,
                                             .detail = "wiki"},
                                            {.kind = MailKind::AccessRequested,
                                             .user_id = user,
                                             .to = *EmailAddress::parse("keeper@example.org"),
                                             .language = {},
                                             .created_at = kNow},
                                            kNow - 24h);
    };
    BOOST_TEST(ask(ann.id));
    const auto before = connections();
    BOOST_TEST(!ask(ann.id));
    BOOST_TEST(!ask(UserId{static_cast<std::uint64_t>(ann.id) + 1}));  // who is gone by now
    BOOST_TEST(stores.outbox().count().waiting == 1u);                 // connects if it must
    BOOST_TEST(connections() == before + 1);
}

BOOST_AUTO_TEST_SUITE_END()
