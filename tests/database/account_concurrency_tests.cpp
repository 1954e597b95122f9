// Many at the same moment on one account: exactly one winner, and no error that a person would see.
#define BOOST_TEST_DYN_LINK
#include <array>
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "database/at_once.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::mysql::MysqlDatabase;
using enum MailTokenKind;

namespace {

constexpr int kMany = 50;

bool use(store::AccountStore& accounts, const service::OpenedLink& link) {
    return apply(accounts, with_effects(change_by(link), sample_effects(link.token.user)));
}

void add_sessions(const User& user, int count) {
    const std::string id = std::to_string(static_cast<std::uint64_t>(user.id));
    RawSql{}.run(
        "INSERT INTO session (public_id, token_hash, user_id, created_at, last_seen_at,"
        " expires_at, idle_seconds, remember, address, user_agent)"
        " SELECT CONCAT(LPAD(seq, 21, '0'), 'A'), UNHEX(SHA2(seq, 256)), " +
        id +
        ", '2026-11-21 08:00:00', '2026-11-21 08:00:00', '2036-01-01 00:00:00', 1209600, 1,"
        " '192.0.2.1', 'curl' FROM seq_1_to_" +
        std::to_string(count));
}

int count_sessions(const User& user) {
    return std::stoi(RawSql{}.value("SELECT COUNT(*) FROM session WHERE user_id = " +
                                    std::to_string(static_cast<std::uint64_t>(user.id))));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(account_concurrency_tests)

BOOST_AUTO_TEST_CASE(one_of_fifty_uses_of_a_link_wins) {
    for (const auto kind :
         {VerifyEmail, ResetPassword, ChangeEmail, UndoEmailChange, KeepAccount}) {
        MysqlStores stores;
        const User ann = add_user(stores);
        if (kind == KeepAccount)
            apply(stores.accounts(),
                  silent(service::deletion_scheduled(ann, kNow + 24h, sample_cause())));
        const auto before = stores.audit().find_latest({}, 0, 100).size();
        const auto token =
            sample_token(ann, kind, kind == ChangeEmail ? "ann@example.com" : "ann@example.org");
        stores.accounts().add_token(token);
        const auto link = opened(stores, ann, token);
        const int winners = run_at_once(kMany, [&](MysqlDatabase& database, unsigned) {
            return use(database.accounts(), link);
        });
        BOOST_TEST_CONTEXT(to_text(kind)) {
            BOOST_TEST(winners == 1);
            BOOST_TEST(stores.audit().find_latest({}, 0, 100).size() == before + 1);
            BOOST_TEST(stores.outbox().find_page(0, 100).size() == 1u);
        }
    }
}

BOOST_AUTO_TEST_CASE(one_of_fifty_registrations_of_an_address_wins) {
    MysqlStores stores;
    const int winners = run_at_once(kMany, [](MysqlDatabase& database, unsigned number) {
        return database.accounts()
            .add(sample_user("ann@example.org", number), {sample_audit()})
            .has_value();
    });
    BOOST_TEST(winners == 1);
    BOOST_TEST(stores.users().find_page(UserId{0}, 10).size() == 1u);
    BOOST_TEST(stores.audit().find_latest({}, 0, 100).size() == 1u);
}

BOOST_AUTO_TEST_CASE(one_of_many_accounts_that_change_to_the_same_address_gets_it) {
    constexpr unsigned kAccounts = 16;
    for (int round = 0; round < 3; ++round) {
        MysqlStores stores;
        std::vector<User> users;
        std::vector<service::OpenedLink> links;
        for (unsigned n = 1; n <= kAccounts; ++n) {
            users.push_back(add_user(stores, "user" + std::to_string(n) + "@example.org", n));
            const auto token = sample_token(users.back(), ChangeEmail, "wanted@example.com", n);
            stores.accounts().add_token(token);
            links.push_back(opened(stores, users.back(), token));
        }
        const int winners = run_at_once(kAccounts, [&](MysqlDatabase& database, unsigned number) {
            return use(database.accounts(), links[number - 1]);
        });
        BOOST_TEST(winners == 1);
        BOOST_TEST(stores.outbox().find_page(0, 100).size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(one_of_many_users_who_want_a_username_gets_it) {
    constexpr unsigned kAccounts = 16;
    const char* const names[] = {"bob", "b0b"};  // which look alike
    for (int round = 0; round < 3; ++round) {
        MysqlStores stores;
        std::vector<User> users;
        for (unsigned n = 1; n <= kAccounts; ++n)
            users.push_back(add_user(stores, "user" + std::to_string(n) + "@example.org", n));
        const int winners = run_at_once(kAccounts, [&](MysqlDatabase& database, unsigned number) {
            const store::ProfileEdit edit{.username = Username::parse(names[number % 2])};
            return apply(database.accounts(),
                         silent(service::profile_changed(users[number - 1], edit, sample_cause())));
        });
        BOOST_TEST(winners == 1);
        BOOST_TEST(RawSql{}.value("SELECT COUNT(*) FROM user WHERE username IS NOT NULL") == "1");
    }
}

BOOST_AUTO_TEST_CASE(nobody_gets_a_username_while_it_is_given_up) {
    for (int round = 0; round < 10; ++round) {
        MysqlStores stores;
        const User ann = add_user(stores);
        const User bob = add_user(stores, "bob@example.org", 2);
        const auto rename = [](store::AccountStore& accounts, const User& user, const char* name) {
            const store::ProfileEdit edit{.username = Username::parse(name)};
            return apply(accounts,
                         silent(service::profile_changed(user, edit, sample_cause(), 24h)));
        };
        BOOST_REQUIRE(rename(stores.accounts(), ann, "wanted"));
        run_at_once(2, [&](MysqlDatabase& database, unsigned number) {
            return number == 1 ? rename(database.accounts(), ann, "other")
                               : rename(database.accounts(), bob, "wanted");
        });
        BOOST_TEST((find_user(stores, ann).username == Username::parse("other")));
        BOOST_TEST(!find_user(stores, bob).username.has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_reset_and_a_change_at_the_same_time_leave_a_new_password) {
    for (int round = 0; round < 10; ++round) {
        MysqlStores stores;
        const User ann = add_user(stores);
        stores.sessions().add(sample_session(ann.id), {}).value();
        const auto token = sample_token(ann, ResetPassword, "ann@example.org");
        stores.accounts().add_token(token);
        const auto link = opened(stores, ann, token);
        const SessionWithUser visitor{stores.sessions().find_by_user(ann.id, 1).at(0), ann};
        bool changed = false;
        bool reset = false;
        run_at_once(2, [&](MysqlDatabase& database, unsigned number) {
            if (number == 1) return reset = use(database.accounts(), link);
            return changed = apply(database.accounts(),
                                   service::password_changed(visitor, "$changed", "$argon2id$first",
                                                             sample_cause()));
        });
        // The second one found the link or the old password gone, and did not bring it back.
        BOOST_TEST((changed != reset));
        BOOST_TEST(password_of(stores, ann) == (reset ? "$reset" : "$changed"));
        BOOST_TEST(stores.sessions().find_by_user(ann.id, 10).size() == (reset ? 0u : 1u));
    }
}

BOOST_AUTO_TEST_CASE(no_session_outlives_a_reset_or_a_deletion_at_the_same_time) {
    for (int round = 0; round < 10; ++round) {
        MysqlStores stores;
        const User ann = add_user(stores);
        run_at_once(8, [&](MysqlDatabase& database, unsigned number) {
            if (number == 4)
                return apply(database.accounts(),
                             service::deletion_scheduled(ann, kNow + 24h, sample_cause()));
            return database.sessions().add(sample_session(ann.id, number), {}).has_value();
        });
        BOOST_TEST(stores.sessions().find_by_user(ann.id, 100).empty());
    }
}

BOOST_AUTO_TEST_CASE(an_account_kept_at_the_last_moment_is_kept_or_gone_never_half) {
    for (int round = 0; round < 10; ++round) {
        MysqlStores stores;
        const User ann = add_user(stores);
        apply(stores.accounts(), service::deletion_made_due(ann, sample_cause()));
        const int done = run_at_once(2, [&](MysqlDatabase& database, unsigned number) {
            if (number == 1)
                return apply(database.accounts(), service::deletion_cancelled(ann, sample_cause()));
            return apply(database.accounts(), service::due_removed(ann, sample_cause()));
        });
        BOOST_TEST(done == 1);
        BOOST_TEST(stores.audit().find_latest({}, 0, 100).size() == 2u);
    }
}

BOOST_AUTO_TEST_CASE(an_account_kept_while_its_sessions_are_removed_is_kept_or_gone_as_reported) {
    constexpr int kRounds = 12;
    constexpr int kSessions = 3000;
    int kept_rounds = 0;
    for (int round = 0; round < kRounds; ++round) {
        MysqlStores stores;
        const User ann = add_user(stores);
        add_sessions(ann, kSessions);
        apply(stores.accounts(), service::deletion_made_due(ann, sample_cause()));
        // Kept at once, while the sessions are being removed, or when they are gone.
        const int waits_for = std::array{kSessions, kSessions - 1, 0}.at(round % 3u);
        bool removed = false;
        bool kept = false;
        run_at_once(2, [&](MysqlDatabase& database, unsigned number) {
            if (number == 1)
                return removed =
                           apply(database.accounts(), service::due_removed(ann, sample_cause()));
            while (count_sessions(ann) > waits_for) continue;
            return kept =
                       apply(database.accounts(), service::deletion_cancelled(ann, sample_cause()));
        });
        BOOST_TEST((removed != kept));
        const auto row = stores.users().find_row("ann@example.org");
        BOOST_TEST(row.has_value() == kept);
        BOOST_TEST((!row || !row->delete_at));
        const auto last = stores.audit().find_latest({}, 0, 1);
        BOOST_REQUIRE(last.size() == 1u);
        BOOST_TEST(last.front().entry.detail == (kept ? "kept" : "done"));
        BOOST_TEST(stores.outbox().find_page(0, 10).size() == (kept ? 0u : 1u));
        kept_rounds += kept ? 1 : 0;
    }
    BOOST_TEST_MESSAGE(kept_rounds << " of " << kRounds << " were kept");
}

BOOST_AUTO_TEST_SUITE_END()
