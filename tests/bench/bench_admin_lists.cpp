// What the lists of administrators cost in the database, with a million users and as many entries
// of the audit log.
//
//     export TEST_DB_POOL=128M
//     python3 tests/support/mariadb.py run -- build/bin/bench_admin_lists [ROWS]
//
// Fills the tables with statements of MariaDB's sequence engine, then prints for each list the
// median and the worst of some calls, and how many rows came. Nothing may take 100 ms. Beside
// another server, with a larger buffer pool, say: POSTERN_TEST_DB_SOCKET and POSTERN_TEST_DB_USER.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "postern/base/bytes.hpp"
#include "postern/base/file.hpp"
#include "postern/store/audit_store.hpp"
#include "postern/store/directory_store.hpp"
#include "postern/store/mysql/mysql_database.hpp"
#include "postern/store/schema_store.hpp"
#include "postern/store/statistics_store.hpp"
#include "store/mysql/connection/connection.hpp"

using namespace postern;
using Steady = std::chrono::steady_clock;
using store::UserQuery;
using store::UserState;

namespace {

constexpr const char* kDatabase = "postern_bench";
constexpr int kCalls = 11;
constexpr std::size_t kRows = 50;

store::mysql::ConnectionSettings settings(const char* database) {
    const char* const socket = std::getenv("POSTERN_TEST_DB_SOCKET");
    if (!socket) {
        std::fputs("POSTERN_TEST_DB_SOCKET is not set; see the top of the source\n", stderr);
        std::exit(2);
    }
    store::mysql::ConnectionSettings result;
    result.servers = {{.socket = socket, .host = {}}};
    result.user = std::getenv("POSTERN_TEST_DB_USER");
    result.name = database;
    result.read_timeout = result.write_timeout = std::chrono::hours{1};
    return result;
}

/// The statements of admin_rows.sql.
std::vector<std::string> fill_statements(const std::string& rows) {
    std::string all = read_file("tests/bench/admin_rows.sql");
    all.erase(0, all.find("INSERT"));
    for (auto at = all.find('#'); at != std::string::npos; at = all.find('#', at))
        all.replace(at, 1, rows);
    std::vector<std::string> statements;
    for (std::size_t at = all.find("INSERT"); at != std::string::npos;
         at = all.find("INSERT", at + 1)) {
        const auto end = all.find(";\n", at);
        statements.push_back(all.substr(at, end - at));
        at = end;
    }
    return statements;
}

void fill(store::mysql::MysqlDatabase& database, TimePoint now, const std::string& rows) {
    store::mysql::Connection server{settings("mysql"), 0};
    server.once([&] {
        server.run_once(std::string{"DROP DATABASE IF EXISTS "} + kDatabase);
        server.run_once(std::string{"CREATE DATABASE "} + kDatabase);
        return true;
    });
    database.schema().migrate(store::read_migrations("sql/migrations"), now, {});
    store::mysql::Connection raw{settings(kDatabase), 0};
    const auto start = Steady::now();
    raw.once([&] {
        for (const auto& statement : fill_statements(rows)) raw.run_once(statement);
        for (const char* const table :
             {"user", "user_word", "group_member", "user_totp", "session", "audit"})
            raw.run_once(std::string{"ANALYZE TABLE "} + table);
        return true;
    });
    const std::chrono::duration<double> took = Steady::now() - start;
    std::printf("filled with %s users and entries in %.0f s\n", rows.c_str(), took.count());
}

/// Calls it some times; it returns how many rows there were.
void measure(const char* name, const std::function<std::size_t()>& call) {
    std::vector<double> times;
    std::size_t rows = 0;
    for (int i = 0; i < kCalls; ++i) {
        const auto start = Steady::now();
        rows = call();
        times.push_back(std::chrono::duration<double, std::milli>(Steady::now() - start).count());
    }
    std::ranges::sort(times);
    std::printf("%-52s %8.1f %8.1f %6zu%s\n", name, times[kCalls / 2], times.back(), rows,
                times[kCalls / 2] < 100 ? "" : "   too slow");
}

void measure_users(store::DirectoryStore& directory, TimePoint now) {
    const std::pair<const char*, UserQuery> queries[] = {
        {"users", {}},
        {"users by address", {.order = UserQuery::Order::Email}},
        {"search ann (very many)", {.search = "ann"}},
        {"search ann, by address", {.search = "ann", .order = UserQuery::Order::Email}},
        {"search smith4321 (200)", {.search = "smith4321"}},
        {"search an address", {.search = "carla.777777@example.org"}},
        {"search nobody", {.search = "zzz"}},
        {"search @example.org (nearly all)", {.search = "@example.org"}},
        {"search @rare.example", {.search = "@rare.example"}},
        {"state deleting", {.state = UserState::Deleting}},
        {"state disabled", {.state = UserState::Disabled}},
        {"state waiting (none)", {.state = UserState::Waiting}},
        {"state unconfirmed", {.state = UserState::Unconfirmed}},
        {"state active", {.state = UserState::Active}},
        {"with a second factor", {.second_factor = true}},
        {"without, by address", {.second_factor = false, .order = UserQuery::Order::Email}},
        {"group of 8 000", {.group = "group3"}},
        {"group of the oldest", {.group = "oldest"}},
        {"group of the oldest, by address", {.group = "oldest", .order = UserQuery::Order::Email}},
        {"ann, disabled, second factor, in a group",
         {.search = "ann", .state = UserState::Disabled, .second_factor = true, .group = "group1"}},
        {"ann, active, without, of the oldest",
         {.search = "ann", .state = UserState::Active, .second_factor = false, .group = "oldest"}},
        {"bob, unconfirmed, by address",
         {.search = "bob", .state = UserState::Unconfirmed, .order = UserQuery::Order::Email}}};
    for (const auto& [name, query] : queries) {
        measure(name,
                [&] { return directory.list_users(query, std::nullopt, kRows, now).found.size(); });
        const std::string counted = std::string{"    counted: "} + name;
        measure(counted.c_str(), [&] { return directory.count_users(query, 1001, now); });
    }
    const store::UserMark middle{.email = "carla.5", .id = UserId{1000}};
    measure("users, near the end",
            [&] { return directory.list_users({}, middle, kRows, now).found.size(); });
}

void measure_audit(store::AuditStore& audit, TimePoint now) {
    const auto day = [now](int ago) { return now - std::chrono::days{ago}; };
    const std::pair<const char*, store::AuditFilter> filters[] = {
        {"audit", {}},
        {"audit: event", {.event = AuditEvent::SignOut}},
        {"audit: event (none)", {.event = AuditEvent::KeyDropped}},
        {"audit: result", {.result = AuditResult::Throttled}},
        {"audit: event and result", {.event = AuditEvent::SignIn, .result = AuditResult::Refused}},
        {"audit: event and result (none)",
         {.event = AuditEvent::SignOut, .result = AuditResult::Throttled}},
        {"audit: address", {.address = "192.0.7.3"}},
        {"audit: address and event", {.event = AuditEvent::SignOut, .address = "192.0.7.3"}},
        {"audit: a day", {.since = day(50), .until = day(49)}},
        {"audit: a day's refusals",
         {.result = AuditResult::Refused, .since = day(50), .until = day(49)}},
        {"audit: request", {.request_id = "c4ca4238a0b923820dcc509a6f75849b"}},
        {"audit: user",
         {.user = PublicId::parse(std::string(18, 'b') + "777A")
                      .value_or(PublicId::from_random(std::string(PublicId::kBytes, '\1')))}}};
    for (const auto& [name, filter] : filters)
        measure(name, [&] { return audit.list_part(filter, 0, kRows).found.size(); });
    measure("audit: followed from the start", [&] {
        return audit.list_after({.event = AuditEvent::KeyDropped}, 0, kRows).found.size();
    });
}

}  // namespace

int main(int argc, char** argv) {
    const std::string rows = argc > 1 ? argv[1] : "1000000";
    if (!to_number(rows)) {
        std::fputs("usage: bench_admin_lists [ROWS]\n", stderr);
        return 2;
    }
    const TimePoint now = SystemClock{}.now();
    store::mysql::load_client_library();
    store::mysql::MysqlDatabase database{settings(kDatabase), false};
    fill(database, now, rows);
    std::printf("%-52s %8s %8s %6s\n", "", "median", "worst", "rows");
    std::printf("%-52s %8s %8s\n", "", "ms", "ms");
    measure_users(database.directory(), now);
    const auto sessions = [&](const store::SessionQuery& query) {
        return database.directory().list_sessions(query, SessionId{}, kRows, now).found.size();
    };
    measure("sessions", [&] { return sessions({}); });
    measure("sessions: address", [&] { return sessions({.address = "192.0.8.2"}); });
    measure_audit(database.audit(), now);
    measure("overview: last acts", [&] { return database.statistics().last_acts(10).size(); });
    measure("overview: standing", [&] {
        return static_cast<std::size_t>(database.statistics().standing(now).administrators);
    });
    measure("the courier counts a batch",
            [&] { return static_cast<std::size_t>(database.statistics().count_some(now)); });
    measure("overview: days",
            [&] { return database.statistics().days(now - std::chrono::days{400}).size(); });
    return 0;
}
