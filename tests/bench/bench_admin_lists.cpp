// What the lists of administrators cost in the database, with a million users and as many entries
// of the audit log.
//
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

/// `#` stands for the number of rows. Of a thousand users, 2 are disabled, 1 is about to be
/// deleted, 3 are not confirmed and 250 have a second factor; a fifth is in groups, and the oldest
/// twentieth in a group of its own.
constexpr const char* kFill[] = {
    "INSERT INTO user (public_id, email, display_name, disabled, created_at, email_verified_at,"
    " delete_at, has_factor, word_version, last_sign_in_at)"
    " SELECT CONCAT(LPAD(seq, 21, 'b'), 'A'),"
    " CONCAT(ELT(seq % 5 + 1, 'anna', 'bob', 'carla', 'dan', 'eve'), '.', seq,"
    " IF(seq % 1000 = 0, '@rare.example', '@example.org')),"
    " CONCAT(ELT(seq % 5 + 1, 'Anna', 'Bob', 'Carla', 'Dan', 'Eve'), ' Smith', seq % 5000),"
    " seq % 500 = 0, '2026-01-01' + INTERVAL seq SECOND,"
    " IF(seq % 333 = 0, NULL, '2026-11-01'), IF(seq % 1000 = 7, '2027-01-01', NULL),"
    " seq % 4 = 0, 1, '2026-11-01' FROM seq_1_to_#",
    "INSERT INTO user_word (word, user_id) SELECT email, id FROM user",
    "INSERT INTO user_word (word, user_id)"
    " SELECT CONCAT('@', SUBSTRING_INDEX(email, '@', -1)), id FROM user",
    "INSERT INTO user_word (word, user_id) SELECT LOWER(display_name), id FROM user",
    "INSERT INTO user_word (word, user_id)"
    " SELECT LOWER(SUBSTRING_INDEX(display_name, ' ', -1)), id FROM user",
    "INSERT INTO user_group (name, created_at)"
    " SELECT CONCAT('group', seq), '2026-01-01' FROM seq_1_to_50",
    "INSERT INTO user_group (name, created_at) VALUES ('oldest', '2026-01-01')",
    "INSERT INTO group_member (user_id, group_id, granted_at, granted_by)"
    " SELECT u.id, g.id, '2026-01-01', 'admin:0' FROM user u"
    " JOIN user_group g ON g.name IN (CONCAT('group', u.id % 50 + 1),"
    " CONCAT('group', (u.id + 7) % 50 + 1)) WHERE u.id % 5 = 0",
    "INSERT INTO group_member (user_id, group_id, granted_at, granted_by)"
    " SELECT u.id, g.id, '2026-01-01', 'admin:0' FROM user u JOIN user_group g"
    " ON g.name = 'oldest' WHERE u.id <= # / 20",
    "INSERT INTO user_totp (user_id, public_id, secret, key_id, last_step, created_at)"
    " SELECT id, public_id, 'sealed', 1, 1, created_at FROM user WHERE has_factor",
    "INSERT INTO session (public_id, token_hash, user_id, created_at, last_seen_at, expires_at,"
    " idle_seconds, remember, address, user_agent)"
    " SELECT public_id, UNHEX(SHA2(id, 256)), id, '2026-11-21', '2026-11-21', '2027-11-21',"
    " 31536000, 0, CONCAT('192.0.', id % 250, '.', id % 7), 'Bench/1.0'"
    " FROM user WHERE id % 2 = 0",
    "INSERT INTO audit (created_at, event, result, user, actor, address, user_agent, request_id,"
    " detail) SELECT '2026-10-01' + INTERVAL seq SECOND, IF(seq % 20 = 0, 'sign_out', 'sign_in'),"
    " IF(seq % 10 = 1, 'refused', IF(seq % 1000 = 2, 'throttled', 'ok')),"
    " CONCAT(LPAD(seq % 5000 + 1, 21, 'b'), 'A'), IF(seq % 5000 = 0, 'admin:0', 'user'),"
    " CONCAT('192.0.', seq % 250, '.', seq % 7), 'Bench/1.0', MD5(seq),"
    " IF(seq % 10 = 1, 'wrong_password', '') FROM seq_1_to_#"};

std::string with_rows(std::string text, const std::string& rows) {
    for (auto at = text.find('#'); at != std::string::npos; at = text.find('#', at))
        text.replace(at, 1, rows);
    return text;
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
        for (const char* const statement : kFill) raw.run_once(with_rows(statement, rows));
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
