// Accounts that own very many sessions and devices are locked in one short step.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <chrono>

#include "database/store_types.hpp"
#include "postern/crypto/digest.hpp"
#include "support/sample_changes.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kSessions = 1'000'000;
constexpr std::size_t kDevices = 400'000;
/// Measured: a few milliseconds. It must not depend on what the account owns.
constexpr auto kMostTime = 200ms;

struct LargeAccount {
    LargeAccount() {
        const std::string id = std::to_string(static_cast<std::uint64_t>(user.id));
        RawSql sql;
        sql.run(
            "INSERT INTO session (public_id, token_hash, user_id, created_at, last_seen_at,"
            " expires_at, idle_seconds, remember, address, user_agent)"
            " SELECT LPAD(seq, 22, 'A'), UNHEX(SHA2(seq, 256)), " +
            id +
            ", '2026-01-01 00:00:00', '2026-01-01 00:00:00', '2036-01-01 00:00:00', 1209600, 1,"
            " '192.0.2.1', 'curl' FROM seq_1_to_" +
            std::to_string(kSessions));
        sql.run(
            "INSERT INTO known_device (user_id, device_hash, created_at, last_used_at)"
            " SELECT " +
            id +
            ", UNHEX(SHA2(seq, 256)), '2026-01-01 00:00:00', '2026-01-01 00:00:00'"
            " FROM seq_1_to_" +
            std::to_string(kDevices));
    }

    ~LargeAccount() {
        RawSql sql;
        sql.run("TRUNCATE TABLE session");
        sql.run("TRUNCATE TABLE known_device");
    }
    LargeAccount(const LargeAccount&) = delete;
    LargeAccount& operator=(const LargeAccount&) = delete;

    template <class Action>
    std::chrono::milliseconds time(Action action) {
        const auto began = std::chrono::steady_clock::now();
        action();
        return std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - began);
    }

    bool passes(const Digest& token_hash) {
        const store::CheckKey key{.site_name = "wiki", .token_hash = token_hash};
        const auto rows = stores.checks().find({&key, 1});
        const bool found = stores.sessions().find_by_token_hash(token_hash).has_value();
        BOOST_TEST(found == rows.front().session.has_value());
        return found;
    }

    MysqlStores stores;
    User user = *stores.users().add(sample_user("ann@example.org"));
    /// The first to be signed in.
    Session own = *stores.sessions().add(sample_session(user.id));
    const Digest theirs = crypto::sha256("4711");
};

}  // namespace

BOOST_AUTO_TEST_SUITE(large_account_tests)

BOOST_FIXTURE_TEST_CASE(an_account_with_a_million_sessions_is_locked_at_once, LargeAccount) {
    auto& accounts = stores.accounts();
    auto& sessions = stores.sessions();
    BOOST_TEST(passes(theirs));
    const auto first = stores.revocations().find_after(0, 10).revocations.size();

    // The user ends all others, and goes on working.
    const auto others = time([&] { sessions.remove_others_of_user(user.id, own.public_id); });
    BOOST_TEST(others < kMostTime);
    BOOST_TEST(!passes(theirs));
    BOOST_TEST(passes(sample_session(user.id).token_hash));
    BOOST_TEST(sessions.find_by_user(user.id, 200).size() == 1u);
    BOOST_TEST(stores.revocations().find_after(0, 10).revocations.size() == first + 1);

    // They come back to life for nobody: not by what is locked next, not when it is enabled again.
    const auto locked =
        time([&] { apply(accounts, service::user_disabled(user, sample_cause())); });
    BOOST_TEST(locked < kMostTime);
    BOOST_TEST(!passes(sample_session(user.id).token_hash));
    apply(accounts, service::user_enabled(user, sample_cause()));
    BOOST_TEST(!passes(sample_session(user.id).token_hash));
    BOOST_TEST(!passes(theirs));

    BOOST_TEST(stores.sign_ins().is_known_device(user.id, theirs));
    const auto set = time(
        [&] { apply(accounts, service::password_set(user, "$argon2id$new", sample_cause())); });
    BOOST_TEST(set < kMostTime);
    BOOST_TEST(!stores.sign_ins().is_known_device(user.id, theirs));
    BOOST_TEST(!stores.sign_ins().has_known_device(user.id));
    stores.sign_ins().add_known_device(user.id, theirs, sample_cause().now);
    BOOST_TEST(stores.sign_ins().is_known_device(user.id, theirs));
    BOOST_TEST_MESSAGE("1 000 000 sessions, 400 000 devices: end others "
                       << others.count() << " ms, disable " << locked.count()
                       << " ms, set the password " << set.count() << " ms");

    // The courier removes them in batches, and never what is live.
    BOOST_REQUIRE(sessions.add(sample_session(user.id, 2)).has_value());
    std::chrono::milliseconds longest{};
    for (int batch = 0; batch < 5; ++batch)
        longest = std::max(longest, time([&] { BOOST_TEST(sessions.remove_void(1000) == 1000u); }));
    BOOST_TEST(passes(sample_session(user.id, 2).token_hash));
    BOOST_TEST(RawSql{}.value("SELECT COUNT(*) FROM session") == "995002");
    BOOST_TEST_MESSAGE("longest batch of 1000: " << longest.count() << " ms");
}

BOOST_AUTO_TEST_SUITE_END()
