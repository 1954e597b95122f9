// The purge of a large table: a batch touches its own rows, and nobody who is alive waits for it.
#define BOOST_TEST_DYN_LINK
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>
#include <map>

#include "database/store_types.hpp"
#include "store/mysql/connection/connection.hpp"
#include "store/mysql/session_statements.hpp"
#include "store/mysql/session_store.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::mysql::Connection;
using store::mysql::MysqlSessionStore;
using store::mysql::Statement;
using store::mysql::Transaction;

namespace {

constexpr unsigned kExpired = 50'000;
constexpr unsigned kLive = 200;
constexpr std::size_t kBatch = 500;
constexpr TimePoint kPurgedAt = kNow + 13h;

/// Many sessions that ended by kPurgedAt and, spread among them by key, some that did not.
struct LargeTable : MysqlStores {
    LargeTable() {
        const User user = *users().add(sample_user("ann@example.org"));
        user_id = user.id;
        const auto id = std::to_string(static_cast<std::uint64_t>(user.id));
        for (unsigned n = 1; n <= kLive; ++n) {
            if (n == kLive / 2) add_expired(id);
            auto session = sample_session(user.id, n);
            session.created_at = session.authentication.authenticated_at = kPurgedAt;
            session.expires_at = kPurgedAt + 12h;
            live.push_back({sessions().add(session, {}).value().id, kPurgedAt});
        }
        RawSql{}.rows("ANALYZE TABLE session");
    }

    static void add_expired(const std::string& user) {
        RawSql{}.run(
            "INSERT INTO session (public_id, token_hash, user_id, created_at, last_seen_at,"
            " expires_at, idle_seconds, remember, address, user_agent)"
            " SELECT LPAD(seq, 22, '0'), UNHEX(SHA2(seq, 256)), " +
            user +
            ", '2026-11-21 08:00:00', '2026-11-21 08:00:00',"
            " '2026-11-21 09:00:00' + INTERVAL seq % 3600 SECOND, 1800, FALSE, '192.0.2.7', 'x'"
            " FROM seq_1_to_" +
            std::to_string(kExpired));
    }

    /// Reads and moves all live sessions.
    void use_live() {
        for (auto& one : live) one.seen_at += 1s;
        revocations().set_last_seen(live);
        std::vector<Digest> hashes;
        for (unsigned n = 1; n <= kLive; ++n) hashes.push_back(sample_hash(n));
        std::vector<store::CheckKey> keys;
        for (const Digest& hash : hashes) keys.push_back({"wiki", hash});
        for (const auto& row : checks().find(keys))
            if (!row.session) throw std::logic_error{"a live session is gone"};
    }

    UserId user_id{};
    std::vector<store::LastSeen> live;
};

/// How many rows the server has handled for this connection: "read" in any way, and "delete".
std::map<std::string, std::uint64_t> rows_handled(Connection& connection) {
    constexpr Statement kHandlers{"test_handlers", "SHOW SESSION STATUS LIKE 'Handler\\_%'"};
    return connection.repeatable([&] {
        const auto rows = connection.query(kHandlers);
        std::map<std::string, std::uint64_t> sums;
        while (rows->next()) {
            const std::string name = rows->getString(1);
            if (name.starts_with("Handler_read")) sums["read"] += rows->getUInt64(2);
            if (name == "Handler_delete") sums["delete"] += rows->getUInt64(2);
        }
        return sums;
    });
}

std::uint64_t lock_waits() {
    return std::stoull(RawSql{}.rows("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_waits'")[0][1]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(purge_tests)

BOOST_AUTO_TEST_CASE(every_batch_reads_and_removes_its_own_rows_only_while_others_work) {
    LargeTable table;
    Connection connection{socket_settings(), 0};
    MysqlSessionStore purged{connection};
    rows_handled(connection);
    const auto idle = rows_handled(connection);
    const auto cost = rows_handled(connection).at("read") - idle.at("read");  // of looking

    const auto waits_before = lock_waits();
    std::atomic<bool> done{false};
    std::future<void> others;
    const struct Ending {  // also when a check below fails: the future waits for its thread
        std::atomic<bool>& done;
        ~Ending() { done = true; }
    } ending{done};
    others = std::async(std::launch::async, [&] {
        do table.use_live();
        while (!done);
    });
    std::size_t removed = 0;
    std::size_t last = kBatch;
    while (last == kBatch) {
        const auto before = rows_handled(connection);
        last = purged.remove_expired(kPurgedAt, kBatch);
        const auto after = rows_handled(connection);
        removed += last;
        BOOST_REQUIRE(after.at("delete") - before.at("delete") == last);
        // Looked for, found again, kept aside, read by key, removed: each its own rows only.
        BOOST_REQUIRE_LE(after.at("read") - before.at("read") - cost, 6 * kBatch);
    }
    done = true;
    others.get();
    BOOST_TEST(removed == kExpired);
    BOOST_TEST(lock_waits() == waits_before);
    BOOST_TEST(RawSql{}.value("SELECT COUNT(*) FROM session") == std::to_string(kLive));
}

BOOST_AUTO_TEST_CASE(nothing_waits_for_a_batch_that_has_not_committed) {
    LargeTable table;
    Connection connection{socket_settings(), 0};
    const auto waits_before = lock_waits();
    connection.transaction([&](Transaction&) {
        BOOST_TEST(connection.update(store::mysql::kRemoveExpiredSessions, kPurgedAt, kBatch,
                                     kPurgedAt) == kBatch);
        const auto locked = std::stoull(RawSql{}.value(
            "SELECT trx_rows_locked FROM information_schema.innodb_trx WHERE trx_rows_modified > "
            "0"));
        BOOST_TEST(locked <= 2 * kBatch + 10);  // in the index and in the table

        table.use_live();
        auto fresh = sample_session(table.user_id, 1000);
        BOOST_TEST(table.sessions().add(fresh, {}).has_value());
        BOOST_TEST(table.sessions().remove_by_token_hash(fresh.token_hash) == 1u);
        BOOST_TEST(table.sessions().list(SessionId{0}, 10).found.size() == 10u);
        return true;
    });
    BOOST_TEST(lock_waits() == waits_before);
}

BOOST_AUTO_TEST_CASE(a_batch_does_not_wait_for_locked_live_sessions) {
    LargeTable table;
    RawSql holder;
    holder.run("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    holder.run("START TRANSACTION");
    holder.run(
        "UPDATE session SET last_seen_at = last_seen_at + INTERVAL 1 SECOND"
        " WHERE created_at > '2026-11-21 12:00:00'");
    const auto waits_before = lock_waits();
    BOOST_TEST(table.sessions().remove_expired(kPurgedAt, kBatch) == kBatch);
    BOOST_TEST(table.sessions().remove_expired(kPurgedAt, kExpired) == kExpired - kBatch);
    BOOST_TEST(table.sessions().remove_expired(kPurgedAt, kBatch) == 0u);
    BOOST_TEST(lock_waits() == waits_before);
    holder.run("ROLLBACK");
}

BOOST_AUTO_TEST_SUITE_END()
