// Many at the same moment with one refresh token, one family or one key: exactly one winner, and no
// error that a program would see.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <atomic>

#include "database/account_fixture.hpp"
#include "database/at_once.hpp"
#include "postern/store/personal_token_store.hpp"
#include "postern/store/signing_key_store.hpp"
#include "postern/store/token_store.hpp"
#include "support/sample_factors.hpp"
#include "support/sample_tokens.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::FamilyUse;
using store::FamilyWithUser;
using store::mysql::MysqlDatabase;

namespace {

constexpr int kMany = 50;
constexpr std::size_t kKept = 1000;

struct Ready : MysqlStores {
    User ann = add_user(*this);

    Ready() { tokens().add(sample_family(ann), {}, kKept, kNow).value(); }

    TokenFamily family() { return tokens().find(sample_id(1)).value().family; }
    std::size_t told() { return revocations().find_after(0, 1000).revocations.size(); }
};

FamilyUse advanced() {
    return {.what = FamilyUse::What::Advance, .now = kNow + 1s, .address = "198.51.100.9"};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(token_concurrency_tests)

BOOST_AUTO_TEST_CASE(one_of_fifty_uses_of_a_refresh_token_advances_its_family) {
    Ready ready;
    const int advances = run_at_once(kMany, [&](MysqlDatabase& database, unsigned) {
        bool advances_it = false;
        const auto shown = database.tokens().use(sample_id(1), [&](const FamilyWithUser& found) {
            advances_it = found.family.counter == 0;
            return advances_it ? advanced() : FamilyUse{};
        });
        return shown.has_value() && advances_it;
    });
    BOOST_TEST(advances == 1);
    BOOST_TEST(ready.family().counter == 1u);
}

BOOST_AUTO_TEST_CASE(uses_that_come_at_once_are_all_counted) {
    Ready ready;
    run_at_once(kMany, [&](MysqlDatabase& database, unsigned) {
        return database.tokens()
            .use(sample_id(1), [](const FamilyWithUser&) { return advanced(); })
            .has_value();
    });
    BOOST_TEST(ready.family().counter == kMany);
}

BOOST_AUTO_TEST_CASE(no_use_advances_a_family_behind_its_revocation) {
    for (int round = 0; round < 10; ++round) {
        Ready ready;
        std::atomic<bool> revived{false};
        constexpr unsigned kWorkers = 8;
        run_at_once(kWorkers, [&](MysqlDatabase& database, unsigned number) {
            if (number == kWorkers / 2)
                return database.tokens()
                    .revoke(sample_id(1), std::nullopt, FamilyEnd::Revoked, kNow, std::nullopt)
                    .has_value();
            bool saw_end = false;
            for (int i = 0; i < 5; ++i)
                database.tokens().use(sample_id(1), [&](const FamilyWithUser& found) {
                    if (saw_end && !found.family.revoked_at) revived = true;
                    saw_end = found.family.revoked_at.has_value();
                    return saw_end ? FamilyUse{} : advanced();
                });
            return false;
        });
        BOOST_TEST(!revived);
        BOOST_TEST((ready.family().revoked_at == kNow));
        BOOST_TEST(ready.told() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(one_of_fifty_revocations_of_a_family_counts) {
    Ready ready;
    const int winners = run_at_once(kMany, [&](MysqlDatabase& database, unsigned) {
        return database.tokens()
            .revoke(sample_id(1), ready.ann.id, FamilyEnd::Revoked, kNow, std::nullopt)
            .has_value();
    });
    BOOST_TEST(winners == 1);
    BOOST_TEST(ready.told() == 1u);
}

BOOST_AUTO_TEST_CASE(one_of_fifty_denials_of_an_access_token_counts) {
    Ready ready;
    const int winners = run_at_once(kMany, [&](MysqlDatabase& database, unsigned) {
        return database.tokens().deny(sample_token_id(1), ready.ann.id, kNow + 10min, kNow);
    });
    BOOST_TEST(winners == 1);
    BOOST_TEST(ready.told() == 1u);
}

BOOST_AUTO_TEST_CASE(one_of_fifty_grants_in_place_of_a_session_wins) {
    Ready ready;
    ready.sessions().add(sample_session(ready.ann.id), {}).value();
    const int granted = run_at_once(kMany, [&](MysqlDatabase& database, unsigned number) {
        return database.tokens()
            .add(sample_family(ready.ann, 100 + number), {.replaced_token_hash = sample_hash(1)},
                 kKept, kNow)
            .has_value();
    });
    BOOST_TEST(granted == 1);
    BOOST_TEST(ready.tokens().find_by_user(ready.ann.id, kNow, 100).size() == 2u);
    BOOST_TEST(ready.told() == 1u);
}

BOOST_AUTO_TEST_CASE(fifty_grants_at_once_leave_no_more_families_than_allowed) {
    Ready ready;
    const int granted = run_at_once(kMany, [&](MysqlDatabase& database, unsigned number) {
        return database.tokens()
            .add(sample_family(ready.ann, 100 + number), {}, 10, kNow)
            .has_value();
    });
    BOOST_TEST(granted == kMany);
    BOOST_TEST(ready.tokens().find_by_user(ready.ann.id, kNow, 100).size() == 10u);
    BOOST_TEST(ready.told() == kMany + 1u - 10u);
}

BOOST_AUTO_TEST_CASE(no_family_outlives_the_disabling_of_its_user) {
    constexpr unsigned kWorkers = 8;
    for (int round = 0; round < 10; ++round) {
        Ready ready;
        run_at_once(kWorkers, [&](MysqlDatabase& database, unsigned number) {
            if (number == kWorkers / 2)
                return apply(database.accounts(),
                             service::user_disabled(ready.ann, sample_cause()));
            return database.tokens()
                .add(sample_family(ready.ann, 100 + number), {}, kKept, kNow)
                .has_value();
        });
        BOOST_TEST(ready.tokens().find_by_user(ready.ann.id, kNow, 100).empty());
    }
}

BOOST_AUTO_TEST_CASE(fifty_personal_tokens_at_once_are_no_more_than_allowed) {
    Ready ready;
    const int made = run_at_once(kMany, [&](MysqlDatabase& database, unsigned number) {
        return database.personal_tokens().add(
                   sample_personal_token(ready.ann, 100 + number), sample_hash(100 + number), 10,
                   {.audit = sample_audit()}) == store::PersonalTokenStore::Added::Yes;
    });
    BOOST_TEST(made == 10);
    BOOST_TEST(ready.personal_tokens().find_by_user(ready.ann.id, kNow).size() == 10u);
    BOOST_TEST(ready.audit().find_latest({}, 0, 100).size() == 10u);
}

BOOST_AUTO_TEST_CASE(one_of_fifty_removals_of_a_personal_token_counts) {
    Ready ready;
    ready.personal_tokens().add(sample_personal_token(ready.ann), sample_hash(1), 10,
                                {.audit = sample_audit()});
    const int winners = run_at_once(kMany, [&](MysqlDatabase& database, unsigned) {
        return database.personal_tokens()
            .remove(sample_id(1), ready.ann.id, sample_audit())
            .has_value();
    });
    BOOST_TEST(winners == 1);
    BOOST_TEST(ready.told() == 1u);
}

BOOST_AUTO_TEST_CASE(one_of_many_hosts_makes_the_next_key) {
    MysqlStores stores;
    const int winners = run_at_once(kMany, [](MysqlDatabase& database, unsigned number) {
        auto key = sample_signing_key(number);
        key.number = 1;
        return database.signing_keys().add(key, sample_audit());
    });
    BOOST_TEST(winners == 1);
    BOOST_TEST(stores.signing_keys().find_all().size() == 1u);
    BOOST_TEST(stores.audit().find_latest({}, 0, 100).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
