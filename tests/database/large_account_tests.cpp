// Accounts that own very many sessions and devices. POSTERN_LARGE_ACCOUNT=1000000: with so many
// sessions.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "database/store_types.hpp"
#include "postern/crypto/digest.hpp"
#include "support/sample_changes.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono;

namespace {

constexpr std::size_t kSessions = 60'000;
constexpr std::size_t kBatch = 1000;
// What locking may cost, with the looking; the account owns far more.
constexpr std::uint64_t kMostStatements = 40;
constexpr std::uint64_t kMostChanged = 1500;  // the looking itself writes the variables' rows
constexpr std::uint64_t kMostRead = 4500;     // up to kMostCounted sessions are counted

std::size_t session_count() {
    const char* wanted = std::getenv("POSTERN_LARGE_ACCOUNT");
    return wanted ? std::stoul(wanted) : kSessions;
}

struct LargeAccount {
    LargeAccount() {
        const std::string id = std::to_string(static_cast<std::uint64_t>(user.id));
        RawSql sql;
        sql.run(
            "INSERT INTO session (public_id, token_hash, user_id, created_at, last_seen_at,"
            " expires_at, idle_seconds, remember, address, user_agent)"
            " SELECT CONCAT(LPAD(seq, 21, '0'), 'A'), UNHEX(SHA2(seq, 256)), " +
            id +
            ", '2026-11-21 08:00:00', '2026-11-21 08:00:00', '2036-01-01 00:00:00', 1209600, 1,"
            " '192.0.2.1', 'curl' FROM seq_1_to_" +
            std::to_string(sessions));
        sql.run(
            "INSERT INTO known_device (user_id, device_hash, created_at, last_used_at)"
            " SELECT " +
            id +
            ", UNHEX(SHA2(seq, 256)), '2026-01-01 00:00:00', '2026-01-01 00:00:00'"
            " FROM seq_1_to_" +
            std::to_string(devices));
    }

    ~LargeAccount() {
        RawSql sql;
        sql.run("TRUNCATE TABLE session");
        sql.run("TRUNCATE TABLE known_device");
    }
    LargeAccount(const LargeAccount&) = delete;
    LargeAccount& operator=(const LargeAccount&) = delete;

    /// What the whole server has counted: nobody else is using it.
    static std::uint64_t counted(const std::string& names) {
        return std::stoull(
            RawSql{}.value("SELECT SUM(VARIABLE_VALUE) FROM information_schema.GLOBAL_STATUS"
                           " WHERE VARIABLE_NAME " +
                           names));
    }
    static std::uint64_t rows_changed() {
        return counted("IN ('HANDLER_UPDATE', 'HANDLER_DELETE', 'HANDLER_WRITE')");
    }
    static std::uint64_t rows_read() {
        return counted("IN ('HANDLER_READ_KEY', 'HANDLER_READ_NEXT', 'HANDLER_READ_PREV')");
    }
    static std::uint64_t statements() { return counted("= 'QUESTIONS'"); }
    /// Also those that hold nothing but rows that were removed.
    static std::uint64_t pages_read() { return counted("= 'INNODB_BUFFER_POOL_READ_REQUESTS'"); }

    /// Does it, checks that a few statements touched a few rows, and says how long it took.
    template <class Action>
    void check_short(const char* what, Action action) {
        const auto changed = rows_changed();
        const auto read = rows_read();
        const auto sent = statements();
        const auto began = steady_clock::now();
        action();
        const auto took = duration_cast<milliseconds>(steady_clock::now() - began);
        BOOST_TEST_CONTEXT(what) {
            BOOST_TEST(statements() - sent <= kMostStatements);
            BOOST_TEST(rows_read() - read <= kMostRead);
            BOOST_TEST(rows_changed() - changed <= kMostChanged);
        }
        BOOST_TEST_MESSAGE(sessions << " sessions, " << devices << " devices: " << what << ' '
                                    << took.count() << " ms");
    }

    bool passes(const Digest& token_hash) {
        const store::CheckKey key{.site_name = "wiki", .token_hash = token_hash};
        const auto rows = stores.checks().find({&key, 1});
        const bool found = stores.sessions().find_by_token_hash(token_hash).has_value();
        BOOST_TEST(found == rows.front().session.has_value());
        return found;
    }

    const std::size_t sessions = session_count();
    const std::size_t devices = sessions * 2 / 5;
    MysqlStores stores;
    User user = *stores.users().add(sample_user("ann@example.org"));
    /// The first to be signed in.
    Session own = *stores.sessions().add(sample_session(user.id), {});
    const Digest theirs = crypto::sha256("4711");
};

}  // namespace

BOOST_AUTO_TEST_SUITE(large_account_tests)

BOOST_FIXTURE_TEST_CASE(an_account_is_locked_in_a_few_rows_whatever_it_owns, LargeAccount) {
    auto& accounts = stores.accounts();
    auto& store = stores.sessions();
    BOOST_TEST(passes(theirs));
    const auto first = stores.revocations().find_after(0, 10).revocations.size();

    // The user ends all others, and keeps working.
    check_short("end all others", [&] { store.remove_others_of_user(user.id, own.public_id); });
    BOOST_TEST(!passes(theirs));
    BOOST_TEST(passes(sample_session(user.id).token_hash));
    BOOST_TEST(store.find_by_user(user.id, 200).size() == 1u);
    BOOST_TEST(stores.revocations().find_after(0, 10).revocations.size() == first + 1);

    // Nothing brings them back: not what is locked next, not enabling the account.
    check_short("disable", [&] { apply(accounts, service::user_disabled(user, sample_cause())); });
    BOOST_TEST(!passes(sample_session(user.id).token_hash));
    apply(accounts, service::user_enabled(user, sample_cause()));
    BOOST_TEST(!passes(sample_session(user.id).token_hash));
    BOOST_TEST(!passes(theirs));

    BOOST_TEST(stores.sign_ins().is_known_device(user.id, theirs));
    check_short("set a new password", [&] {
        apply(accounts, service::password_set(user, "$argon2id$new", sample_cause()));
    });
    BOOST_TEST(!stores.sign_ins().is_known_device(user.id, theirs));
    BOOST_TEST(!stores.sign_ins().has_known_device(user.id));
    stores.sign_ins().add_known_device(user.id, theirs, sample_cause().now);
    BOOST_TEST(stores.sign_ins().is_known_device(user.id, theirs));
}

BOOST_FIXTURE_TEST_CASE(ended_rows_are_removed_in_batches_and_no_live_one, LargeAccount) {
    stores.sessions().remove_others_of_user(user.id, own.public_id);
    BOOST_REQUIRE(stores.sessions().add(sample_session(user.id, 2), {}).has_value());
    // Keeps the server from forgetting removed rows: a batch that looked for its own from the
    // beginning would go through those of all batches before it.
    RawSql snapshot;
    snapshot.run("START TRANSACTION WITH CONSISTENT SNAPSHOT");
    const auto began = steady_clock::now();
    std::size_t removed = 0;
    std::vector<std::uint64_t> pages;
    for (std::size_t batch = kBatch; batch == kBatch;) {
        const auto before = pages_read();
        batch = stores.sessions().remove_ended(kBatch);
        pages.push_back(pages_read() - before);
        removed += batch;
    }
    BOOST_TEST_MESSAGE(removed << " rows removed in batches of " << kBatch << " in "
                               << duration_cast<milliseconds>(steady_clock::now() - began).count()
                               << " ms; pages of the second batch " << pages.at(1)
                               << ", of the last full one " << pages.at(pages.size() - 2));
    BOOST_TEST(pages.at(pages.size() - 2) < 2 * pages.at(1));
    BOOST_TEST(removed == sessions);
    BOOST_TEST(passes(sample_session(user.id).token_hash));
    BOOST_TEST(passes(sample_session(user.id, 2).token_hash));
    BOOST_TEST(RawSql{}.value("SELECT COUNT(*) FROM session") == "2");
    BOOST_TEST(RawSql{}.value("SELECT COUNT(*) FROM known_device") == std::to_string(devices));
    BOOST_TEST(RawSql{}.value("SELECT COUNT(*) FROM account_cleanup") == "0");
}

BOOST_FIXTURE_TEST_CASE(a_deleted_account_takes_all_that_it_owns_with_it, LargeAccount) {
    auto change = service::unverified_removed(user, sample_cause());
    change.expected = {};
    BOOST_TEST(apply(stores.accounts(), change));
    for (const char* table : {"user", "session", "known_device", "account_cleanup"})
        BOOST_TEST(RawSql{}.value(std::string{"SELECT COUNT(*) FROM "} + table) == "0");
}

BOOST_FIXTURE_TEST_CASE(a_sign_in_counts_none_of_the_sessions_and_devices, LargeAccount) {
    // An account from before there was a limit shrinks with each sign-in.
    check_short("add a session", [&] {
        BOOST_TEST(stores.sessions().add(sample_session(user.id, 2), {}).has_value());
        BOOST_TEST(stores.sessions().end_oldest(user.id, 200, kNow) == 100u);
        stores.sign_ins().add_known_device(user.id, sample_hash(1), kNow);
        BOOST_TEST(stores.sign_ins().remove_oldest_devices(user.id, 200) == 10u);
    });
    BOOST_TEST(passes(sample_session(user.id, 2).token_hash));
    BOOST_TEST(stores.sign_ins().is_known_device(user.id, sample_hash(1)));
}

BOOST_AUTO_TEST_SUITE_END()
