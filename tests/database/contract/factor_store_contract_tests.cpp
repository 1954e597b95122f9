// What every FactorStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "support/sample_factors.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(factor_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_user_has_no_factor_at_first, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    BOOST_TEST(!stores.factors().find_totp(ann.id).has_value());
    BOOST_TEST(!stores.factors().find_recovery_set(ann.id).has_value());
    BOOST_TEST(!stores.factors().set_totp_last_step(ann.id, 1));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_totp_last_step_also_moves_back, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    for (const User& user : {ann, bob})
        BOOST_REQUIRE(stores.accounts().apply(totp_added(user)).has_value());
    BOOST_TEST(stores.factors().set_totp_last_step(ann.id, kConfirmedStep - 5));
    BOOST_TEST(stores.factors().set_totp_last_step(ann.id, kConfirmedStep - 5));
    BOOST_TEST(stores.factors().find_totp(ann.id)->last_step == kConfirmedStep - 5);
    BOOST_TEST(stores.factors().find_totp(bob.id)->last_step == kConfirmedStep);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_enrolment_is_read_back_as_written, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const auto written = sample_enrolment(ann, 1);
    stores.factors().put_enrolment(written);
    const auto found = stores.factors().find_enrolment(written.holder_hash);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->holder_hash == written.holder_hash));
    BOOST_TEST((found->user_id == ann.id));
    BOOST_TEST(found->sealed_secret == written.sealed_secret);
    BOOST_TEST(found->key_id == written.key_id);
    BOOST_TEST((found->factor_id == written.factor_id));
    BOOST_TEST((found->expires_at == written.expires_at));
    BOOST_TEST(!stores.factors().find_enrolment(sample_hash(2)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(put_enrolment_replaces_the_one_of_this_holder_only, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    stores.factors().put_enrolment(sample_enrolment(ann, 1));
    stores.factors().put_enrolment(sample_enrolment(ann, 2));
    auto second = sample_enrolment(ann, 3);
    second.holder_hash = sample_hash(1);
    second.expires_at += 5min;
    second.key_id = 7;
    stores.factors().put_enrolment(second);
    const auto found = stores.factors().find_enrolment(sample_hash(1));
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->factor_id == sample_id(3)));
    BOOST_TEST(found->sealed_secret == sample_sealed(3));
    BOOST_TEST(found->key_id == 7u);
    BOOST_TEST((found->expires_at == second.expires_at));
    BOOST_TEST((stores.factors().find_enrolment(sample_hash(2))->factor_id == sample_id(2)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(put_enrolment_of_an_unknown_user_does_nothing, S, AllStores) {
    S stores;
    stores.factors().put_enrolment(sample_enrolment(unknown_user(add_user(stores))));
    BOOST_TEST(!stores.factors().find_enrolment(sample_hash(1)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_expired_enrolments_stops_at_the_limit, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    for (unsigned n = 1; n <= 4; ++n) {
        auto enrolment = sample_enrolment(ann, n);
        enrolment.expires_at = kNow + n * 1s;
        stores.factors().put_enrolment(enrolment);
    }
    BOOST_TEST(stores.factors().remove_expired_enrolments(kNow, 10) == 0u);
    BOOST_TEST(stores.factors().remove_expired_enrolments(kNow + 3s, 2) == 2u);
    BOOST_TEST(stores.factors().remove_expired_enrolments(kNow + 3s, 2) == 1u);
    BOOST_TEST(stores.factors().find_enrolment(sample_hash(4)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(everything_goes_with_its_user, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    for (const User& user : {ann, bob}) {
        BOOST_REQUIRE(stores.accounts().apply(totp_added(user)).has_value());
        BOOST_REQUIRE(stores.accounts().apply(recovery_made(user)).has_value());
    }
    stores.factors().put_enrolment(sample_enrolment(ann, 1));
    stores.factors().put_enrolment(sample_enrolment(bob, 2));
    BOOST_REQUIRE(stores.sign_in_steps().add(sample_step(ann, 1)));
    auto removal = change_of(ann);
    removal.remove = true;
    BOOST_REQUIRE(stores.accounts().apply(removal).has_value());
    BOOST_TEST(!stores.factors().find_totp(ann.id).has_value());
    BOOST_TEST(!stores.factors().find_recovery_set(ann.id).has_value());
    BOOST_TEST(!stores.factors().find_enrolment(sample_hash(1)).has_value());
    BOOST_TEST(!stores.sign_in_steps().find(sample_hash(1)).has_value());
    BOOST_TEST(stores.factors().find_totp(bob.id).has_value());
    BOOST_TEST(stores.factors().find_recovery_set(bob.id)->left == 3u);
    BOOST_TEST(stores.factors().find_enrolment(sample_hash(2)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
