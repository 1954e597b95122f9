// What one gate check costs in the database, for several sizes of a batch.
//
//     python3 tests/support/mariadb.py run -- build/bin/bench_check_store [SECONDS]
//
// Prints microseconds for a call and for a check. Every check finds a live session.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "postern/store/check_store.hpp"
#include "postern/store/mysql/mysql_database.hpp"
#include "postern/store/schema_store.hpp"
#include "postern/store/session_store.hpp"
#include "postern/store/site_store.hpp"
#include "postern/store/user_store.hpp"
#include "store/mysql/connection/connection.hpp"

using namespace postern;
using Steady = std::chrono::steady_clock;

namespace {

constexpr unsigned kSessions = 20'000;
constexpr const char* kDatabase = "postern_bench";

Digest hash_of(unsigned n) {
    Digest digest{};
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>((n * 2654435761U) >> (i % 4 * 8));
    return digest;
}

PublicId id_of(unsigned n) {
    std::string bytes(PublicId::kBytes, '\0');
    for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<char>(n >> (i * 8));
    return PublicId::from_random(bytes);
}

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
    return result;
}

void fill(store::mysql::MysqlDatabase& database, TimePoint now) {
    using namespace std::chrono_literals;
    store::mysql::Connection raw{settings("mysql"), 0};
    raw.once([&] {
        raw.run_once(std::string{"DROP DATABASE IF EXISTS "} + kDatabase);
        raw.run_once(std::string{"CREATE DATABASE "} + kDatabase);
        return true;
    });
    database.schema().migrate(store::read_migrations("sql/migrations"), now, {});
    database.sites()
        .add({"demo", *Origin::parse("https://demo.example.org"), SitePolicy::SignedIn, now},
             {.at = now, .event = AuditEvent::SiteAdded, .actor = "system"})
        .value();
    for (unsigned n = 0; n < kSessions; ++n) {
        const auto user = database.users().add(
            {id_of(n), *EmailAddress::parse("user" + std::to_string(n) + "@example.org"),
             *DisplayName::parse("User Number " + std::to_string(n)), "$argon2id$", now});
        database.sessions()
            .add({id_of(n),
                  hash_of(n),
                  user->id,
                  now,
                  now + 12h,
                  30min,
                  false,
                  "192.0.2.1",
                  "Mozilla/5.0 (X11; Linux x86_64) Bench/1.0",
                  {.level = Level::One,
                   .methods = {ProofMethod::Password},
                   .authenticated_at = now,
                   .factor_at = std::nullopt}},
                 {})
            .value();
    }
}

/// Microseconds for a call, over `slice`.
double time_calls(store::CheckStore& checks, std::vector<store::CheckKey>& keys,
                  std::chrono::milliseconds slice) {
    static unsigned next = 0;
    std::size_t calls = 0;
    const auto began = Steady::now();
    do {
        for (auto& key : keys) key = {"demo", hash_of(next = (next + 7919) % kSessions)};
        const auto rows = checks.find(keys);
        if (!rows.back().site || !rows.back().session) std::abort();
        ++calls;
    } while (Steady::now() - began < slice);
    return std::chrono::duration<double, std::micro>(Steady::now() - began).count() /
           static_cast<double>(calls);
}

/// The best slice tells what it costs, the median what else the machine was doing.
void measure(store::CheckStore& checks, std::size_t batch, std::chrono::milliseconds duration) {
    constexpr std::size_t kSlices = 20;
    std::vector<store::CheckKey> keys(batch);
    std::vector<double> times;
    for (std::size_t i = 0; i < kSlices; ++i)
        times.push_back(time_calls(checks, keys, duration / kSlices));
    std::ranges::sort(times);
    std::printf("batch %3zu   best %7.1f   median %7.1f us/call   best %6.2f us/check\n", batch,
                times.front(), times[kSlices / 2], times.front() / static_cast<double>(batch));
}

}  // namespace

int main(int argc, char** argv) {
    const std::chrono::seconds duration{argc > 1 ? std::atoi(argv[1]) : 2};
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    store::mysql::MysqlDatabase database{settings(kDatabase), false};
    fill(database, now);
    for (const std::size_t batch : {1, 2, 4, 8, 16, 32, 64, 128})
        measure(database.checks(), batch, duration);
}
