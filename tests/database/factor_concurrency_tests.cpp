// Fifty at the same moment with one code, one step or one enrolment: exactly one winner, and no
// error that a person would see.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "database/at_once.hpp"
#include "support/sample_factors.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::mysql::MysqlDatabase;

namespace {

constexpr int kMany = 50;

struct Ready : MysqlStores {
    User ann = add_user(*this);

    Ready() {
        BOOST_REQUIRE(accounts().apply(totp_added(ann)).has_value());
        BOOST_REQUIRE(accounts().apply(recovery_made(ann)).has_value());
        BOOST_REQUIRE(sign_in_steps().add(sample_step(ann)));
    }

    /// How many sessions were opened by as many as kMany that spend the same.
    int opened_with(const store::Spending& spending) {
        return run_at_once(kMany, [&](MysqlDatabase& database, unsigned number) {
            return database.sessions()
                .add(sample_session(ann.id, 100 + number), spending)
                .has_value();
        });
    }

    std::size_t sessions_of_ann() { return sessions().find_by_user(ann.id, 100).size(); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(factor_concurrency_tests)

BOOST_AUTO_TEST_CASE(one_of_fifty_uses_of_a_code_of_the_app_wins) {
    Ready ready;
    BOOST_TEST(ready.opened_with(totp_used(1)) == 1);
    BOOST_TEST(ready.sessions_of_ann() == 1u);
}

BOOST_AUTO_TEST_CASE(one_of_fifty_uses_of_a_recovery_code_wins) {
    Ready ready;
    BOOST_TEST(ready.opened_with(code_used(2)) == 1);
    BOOST_TEST(ready.sessions_of_ann() == 1u);
    BOOST_TEST(ready.factors().find_recovery_set(ready.ann.id)->left == 2u);
}

BOOST_AUTO_TEST_CASE(one_of_fifty_uses_of_a_step_wins) {
    Ready ready;
    BOOST_TEST(ready.opened_with(step_used(1)) == 1);
    BOOST_TEST(ready.sessions_of_ann() == 1u);
}

BOOST_AUTO_TEST_CASE(one_of_fifty_renewals_of_a_session_wins) {
    Ready ready;
    ready.sessions().add(sample_session(ready.ann.id), {}).value();
    BOOST_TEST(ready.opened_with({.replaced_token_hash = sample_hash(1)}) == 1);
    BOOST_TEST(ready.sessions_of_ann() == 1u);
    BOOST_TEST(ready.revocations().find_after(0, 10).revocations.size() == 1u);
}

BOOST_AUTO_TEST_CASE(fifty_with_one_step_and_codes_of_their_own_spend_one_code) {
    Ready ready;
    const int opened = run_at_once(kMany, [&](MysqlDatabase& database, unsigned number) {
        auto spending = totp_used(number);
        spending.step_token_hash = sample_hash(1);
        return database.sessions()
            .add(sample_session(ready.ann.id, 100 + number), spending)
            .has_value();
    });
    BOOST_TEST(opened == 1);
    const auto sessions = ready.sessions().find_by_user(ready.ann.id, 100);
    BOOST_REQUIRE(sessions.size() == 1u);
    const auto step = ready.factors().find_totp(ready.ann.id)->last_step;
    BOOST_TEST(
        (sessions[0].public_id == sample_id(100 + static_cast<unsigned>(step - kConfirmedStep))));
}

BOOST_AUTO_TEST_CASE(one_of_fifty_uses_of_an_enrolment_wins) {
    MysqlStores stores;
    const User ann = add_user(stores);
    stores.factors().put_enrolment(sample_enrolment(ann));
    auto change = totp_confirmed(ann);
    change.expected.totp.reset();  // only the enrolment stands between them
    const int winners = run_at_once(kMany, [&](MysqlDatabase& database, unsigned) {
        return apply(database.accounts(), change);
    });
    BOOST_TEST(winners == 1);
    BOOST_TEST(stores.audit().find_latest({}, 0, 100).size() == 1u);
}

BOOST_AUTO_TEST_CASE(one_of_fifty_apps_that_are_set_up_at_once_is_added) {
    MysqlStores stores;
    const User ann = add_user(stores);
    for (unsigned n = 1; n <= kMany; ++n) stores.factors().put_enrolment(sample_enrolment(ann, n));
    const int winners = run_at_once(kMany, [&](MysqlDatabase& database, unsigned number) {
        return apply(database.accounts(), totp_confirmed(ann, number));
    });
    BOOST_TEST(winners == 1);
}

BOOST_AUTO_TEST_CASE(wrong_codes_that_come_at_once_are_all_counted) {
    Ready ready;
    run_at_once(kMany, [&](MysqlDatabase& database, unsigned) {
        return database.sign_in_steps().add_wrong_code(sample_hash(1)) > 0;
    });
    BOOST_TEST(ready.sign_in_steps().find(sample_hash(1))->wrong_codes == kMany);
}

BOOST_AUTO_TEST_CASE(no_step_outlives_the_disabling_of_its_user) {
    constexpr unsigned kWorkers = 8;
    for (int round = 0; round < 10; ++round) {
        MysqlStores stores;
        const User ann = add_user(stores);
        run_at_once(kWorkers, [&](MysqlDatabase& database, unsigned number) {
            if (number == kWorkers / 2)
                return apply(database.accounts(), service::user_disabled(ann, sample_cause()));
            return database.sign_in_steps().add(sample_step(ann, number));
        });
        for (unsigned n = 1; n <= kWorkers; ++n)
            BOOST_TEST(!stores.sign_in_steps().find(sample_hash(n)).has_value());
    }
}

BOOST_AUTO_TEST_SUITE_END()
