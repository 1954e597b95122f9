// Several workers on the same rows: exactly one winner, and no error that a person would see.
#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>
#include <latch>

#include "database/at_once.hpp"
#include "database/store_types.hpp"
#include "store/mysql/connection/connection.hpp"
#include "store/mysql/factor/spending_statements.hpp"
#include "support/sample_changes.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::mysql::Connection;
using store::mysql::MysqlDatabase;
using store::mysql::Statement;
using store::mysql::Transaction;

namespace {

constexpr int kWorkers = 8;

/// In kWorkers threads.
template <class Work>
int run_at_once(Work work) {
    return test::run_at_once(kWorkers, work);
}

constexpr Statement kRename{"test_rename", "UPDATE user SET display_name = ? WHERE email = ?"};

}  // namespace

BOOST_AUTO_TEST_SUITE(store_concurrency_tests)

BOOST_AUTO_TEST_CASE(one_of_many_registrations_of_an_address_wins) {
    for (int round = 0; round < 5; ++round) {
        MysqlStores stores;
        const int winners = run_at_once([](MysqlDatabase& database, unsigned number) {
            return database.users().add(sample_user("ann@example.org", number)).has_value();
        });
        BOOST_TEST(winners == 1);
        BOOST_TEST(stores.users().find_page(UserId{0}, 10).size() == 1u);
        BOOST_TEST(
            stores.users().find_by_email(*EmailAddress::parse("ann@example.org")).has_value());
    }
}

BOOST_AUTO_TEST_CASE(one_of_many_requests_for_access_is_sent) {
    for (int round = 0; round < 5; ++round) {
        MysqlStores stores;
        const User ann = *stores.users().add(sample_user("ann@example.org"));
        const int winners = run_at_once([&](MysqlDatabase& database, unsigned) {
            return database.access_requests().add(ann.id,
                                                  {.at = kNow,
                                                   .event = AuditEvent::AccessRequested,
                                                   .user = ann.public_id,
                                                   .detail = "wiki"},
                                                  {.kind = MailKind::AccessRequested,
                                                   .user_id = ann.id,
                                                   .to = *EmailAddress::parse("keeper@example.org"),
                                                   .language = {},
                                                   .created_at = kNow},
                                                  kNow - 24h);
        });
        BOOST_TEST(winners == 1);
        BOOST_TEST(stores.outbox().count().waiting == 1u);
    }
}

BOOST_AUTO_TEST_CASE(one_of_many_rehashes_of_a_password_wins) {
    MysqlStores stores;
    const User user = *stores.users().add(sample_user("ann@example.org"));
    const int winners = run_at_once([&](MysqlDatabase& database, unsigned number) {
        return database.users().set_password_hash(user.id, "$new" + std::to_string(number), kNow,
                                                  "$argon2id$first");
    });
    BOOST_TEST(winners == 1);
}

BOOST_AUTO_TEST_CASE(one_of_many_removals_counts_the_session) {
    MysqlStores stores;
    const User user = *stores.users().add(sample_user("ann@example.org"));
    stores.sessions().add(sample_session(user.id), {}).value();
    const int winners = run_at_once([](MysqlDatabase& database, unsigned) {
        return database.sessions().remove_by_token_hash(sample_hash(1)) == 1;
    });
    BOOST_TEST(winners == 1);
}

BOOST_AUTO_TEST_CASE(no_session_outlives_the_disabling_of_its_user) {
    for (int round = 0; round < 10; ++round) {
        MysqlStores stores;
        const User user = *stores.users().add(sample_user("ann@example.org"));
        run_at_once([&](MysqlDatabase& database, unsigned number) {
            if (number == kWorkers / 2)
                return apply(database.accounts(), service::user_disabled(user, sample_cause()));
            return database.sessions().add(sample_session(user.id, number), {}).has_value();
        });
        BOOST_TEST(stores.sessions().find_by_user(user.id, 100).empty());
    }
}

BOOST_AUTO_TEST_CASE(every_concurrent_change_of_sites_advances_the_revision) {
    MysqlStores stores;
    const auto revision = [] {
        return std::stoull(RawSql{}.value("SELECT revision FROM site_revision"));
    };
    const auto before = revision();
    const int added = run_at_once([](MysqlDatabase& database, unsigned number) {
        return database.sites()
            .add(sample_site("site" + std::to_string(number)), sample_audit())
            .has_value();
    });
    BOOST_TEST(added == kWorkers);
    BOOST_TEST(revision() == before + kWorkers);
}

BOOST_AUTO_TEST_CASE(a_revocation_that_commits_late_is_found_by_rereading_recent_ones) {
    MysqlStores stores;
    const User user = *stores.users().add(sample_user("ann@example.org"));
    for (unsigned n = 1; n <= 3; ++n) stores.sessions().add(sample_session(user.id, n), {}).value();
    stores.sessions().remove_by_token_hash(sample_hash(3));
    const auto log_after = [&](std::uint64_t after) {
        return stores.revocations().find_after(after, 10).revocations;
    };
    const std::uint64_t start = log_after(0).back().id;

    Connection late{socket_settings(), 0};
    std::uint64_t newest = 0;
    late.transaction([&](Transaction& transaction) {
        late.update(store::mysql::kRevokeSessionByTokenHash, sample_hash(1));
        late.update(store::mysql::kRemoveSessionByTokenHash, sample_hash(1));
        MysqlDatabase{socket_settings()}.sessions().remove_by_token_hash(sample_hash(2));
        const auto before_commit = log_after(start);
        BOOST_REQUIRE(before_commit.size() == 1u);  // the second one already is there
        BOOST_TEST((before_commit[0].token_hash == sample_hash(2)));
        newest = before_commit[0].id;
        transaction.commit();
        return true;
    });
    BOOST_TEST(log_after(newest).empty());  // who only asks for what is newer misses the first
    const auto asked_again = log_after(start);
    BOOST_REQUIRE(asked_again.size() == 2u);
    BOOST_TEST((asked_again[0].token_hash == sample_hash(1)));
    BOOST_TEST((asked_again[1].token_hash == sample_hash(2)));
    BOOST_TEST((asked_again[0].created_at + store::kRevocationOverlap > asked_again[1].created_at));
}

BOOST_AUTO_TEST_CASE(every_session_that_ends_while_others_open_is_revoked) {
    for (int round = 0; round < 10; ++round) {
        MysqlStores stores;
        const User user = *stores.users().add(sample_user("ann@example.org"));
        for (unsigned n = 101; n <= 110; ++n)
            stores.sessions().add(sample_session(user.id, n), {}).value();
        std::atomic<std::size_t> ended{0};
        std::atomic<unsigned> endings{0};
        const int added = run_at_once([&](MysqlDatabase& database, unsigned number) {
            if (number % 4 != 0)
                return database.sessions().add(sample_session(user.id, number), {}).has_value();
            const auto count = database.sessions().remove_others_of_user(user.id, sample_id(101));
            ended += count;
            endings += count > 0 ? 1 : 0;
            return false;
        });
        const auto left = stores.sessions().find_by_user(user.id, 100).size();
        BOOST_TEST(left + ended == 10u + static_cast<unsigned>(added));
        BOOST_TEST(RawSql{}.value("SELECT COUNT(user_id) FROM revocation") ==
                   std::to_string(endings));
    }
}

BOOST_AUTO_TEST_CASE(sessions_used_and_ended_concurrently_cause_no_error) {
    MysqlStores stores;
    const User user = *stores.users().add(sample_user("ann@example.org"));
    std::vector<store::LastSeen> seen;
    for (unsigned n = 1; n <= 100; ++n)
        seen.push_back({stores.sessions().add(sample_session(user.id, n), {})->id, kNow + n * 1s});
    run_at_once([&](MysqlDatabase& database, unsigned number) {
        auto mine = seen;
        std::ranges::rotate(mine, mine.begin() + 10 * number);
        if (number % 2 == 0) std::ranges::reverse(mine);
        for (unsigned round = 0; round < 5; ++round) {
            for (auto& one : mine) one.seen_at += 1s;
            database.revocations().set_last_seen(mine);
            database.sessions().remove_by_token_hash(sample_hash(number + 10 * round));
        }
        return true;
    });
    BOOST_TEST(stores.sessions().find_by_user(user.id, 200).size() == 60u);
    const auto newest = stores.sessions().find_by_token_hash(sample_hash(100));
    BOOST_REQUIRE(newest.has_value());
    BOOST_TEST((newest->session.last_seen_at == kNow + 105s));
}

BOOST_AUTO_TEST_CASE(a_deadlocked_transaction_is_retried_until_both_succeed) {
    MysqlStores stores;
    stores.users().add(sample_user("ann@example.org", 1)).value();
    stores.users().add(sample_user("bob@example.org", 2)).value();
    std::latch both_hold_one{2};
    const auto crosswise = [&](std::string first, std::string second) {
        Connection connection{socket_settings(), 0};
        int runs = 0;
        connection.transaction([&](Transaction& transaction) {
            connection.update(kRename, "By " + first, first);
            if (++runs == 1) both_hold_one.arrive_and_wait();
            connection.update(kRename, "By " + first, second);
            transaction.commit();
            return true;
        });
        return runs;
    };
    auto one = std::async(std::launch::async, crosswise, "ann@example.org", "bob@example.org");
    auto two = std::async(std::launch::async, crosswise, "bob@example.org", "ann@example.org");
    BOOST_TEST(one.get() + two.get() >= 3);
    const auto names = RawSql{}.rows("SELECT DISTINCT display_name FROM user");
    BOOST_TEST(names.size() == 1u);  // whole transactions, never half of each
}

BOOST_AUTO_TEST_CASE(a_lock_wait_timeout_is_retried) {
    MysqlStores stores;
    stores.users().add(sample_user("ann@example.org")).value();
    RawSql holder;
    holder.run("START TRANSACTION");
    holder.run("UPDATE user SET display_name = 'Held'");
    auto waiting = std::async(std::launch::async, [] {
        Connection connection{socket_settings(), 0};
        int runs = 0;
        connection.transaction([&](Transaction& transaction) {
            ++runs;
            connection.update(kRename, std::string{"Mine"}, std::string{"ann@example.org"});
            transaction.commit();
            return true;
        });
        return runs;
    });
    // A lock wait ends after one second; the next attempt is waiting when the lock is given up.
    BOOST_TEST((waiting.wait_for(1200ms) == std::future_status::timeout));
    holder.run("COMMIT");
    BOOST_TEST(waiting.get() >= 2);
}

BOOST_AUTO_TEST_CASE(failures_that_come_at_once_are_all_counted_and_each_number_is_given_once) {
    constexpr int kEach = 7;
    MysqlStores stores;
    std::array<std::atomic<int>, kWorkers * kEach + 1> given{};
    run_at_once([&](MysqlDatabase& database, unsigned) {
        for (int i = 0; i < kEach; ++i)
            ++given.at(database.sign_ins().add_failure(sample_hash(1), kNow));
        return true;
    });
    BOOST_TEST(stores.sign_ins().find_failures(sample_hash(1)).consecutive == kWorkers * kEach);
    for (std::size_t n = 1; n < given.size(); ++n) BOOST_TEST(given[n] == 1);
}

BOOST_AUTO_TEST_CASE(a_device_that_signs_in_many_times_at_once_is_known_once) {
    MysqlStores stores;
    const User user = *stores.users().add(sample_user("ann@example.org"));
    run_at_once([&](MysqlDatabase& database, unsigned number) {
        database.sign_ins().add_known_device(user.id, sample_hash(1),
                                             kNow + std::chrono::seconds{number});
        return true;
    });
    BOOST_TEST(stores.sign_ins().remove_old_devices(kNow + 1h, 10) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
