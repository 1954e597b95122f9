// How an address and a password open a session, and when they do not.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/crypto/digest.hpp"
#include "postern/store/store_error.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using service::LoginError;
using test::kGoodPassword;

BOOST_FIXTURE_TEST_SUITE(login_service_tests, test::ServiceFixture)

BOOST_AUTO_TEST_CASE(log_in_opens_a_session_for_the_right_password) {
    add_user("ann@example.org");
    const auto opened = logins.log_in({"ann@example.org", kGoodPassword}, client, now);
    BOOST_REQUIRE(opened.has_value());
    BOOST_TEST(opened->token.size() == service::kTokenLength);
    BOOST_TEST(sessions.find(opened->token.reveal(), now)->user.email.text() == "ann@example.org");
}

BOOST_AUTO_TEST_CASE(log_in_takes_the_address_in_any_case_and_with_space_around) {
    add_user("ann@example.org");
    BOOST_TEST(logins.log_in({" Ann@Example.ORG ", kGoodPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(log_in_stores_the_hash_of_the_token_and_never_the_token) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    BOOST_REQUIRE(stores.state().sessions.size() == 1u);
    const auto& stored = stores.state().sessions.begin()->second;
    BOOST_TEST(as_bytes(stored.token_hash) == as_bytes(crypto::sha256(opened.token.reveal())));
}

BOOST_AUTO_TEST_CASE(log_in_refuses_a_wrong_password) {
    add_user("ann@example.org");
    const auto refused = logins.log_in({"ann@example.org", "wrong"}, client, now);
    BOOST_TEST((refused.error() == LoginError::BadCredentials));
    BOOST_TEST(stores.state().sessions.empty());
}

BOOST_AUTO_TEST_CASE(log_in_does_the_same_work_for_an_unknown_address) {
    const auto refused = logins.log_in({"nobody@example.org", kGoodPassword}, client, now);
    BOOST_TEST((refused.error() == LoginError::BadCredentials));
    BOOST_REQUIRE(hasher.verified_against.size() == 1u);
    BOOST_TEST(hasher.verified_against.front() == hasher.decoy());
}

BOOST_AUTO_TEST_CASE(log_in_does_the_same_work_for_text_that_is_no_address) {
    BOOST_TEST((logins.log_in({"not an address", kGoodPassword}, client, now).error() ==
                LoginError::BadCredentials));
    BOOST_TEST(hasher.verified_against.size() == 1u);
}

BOOST_AUTO_TEST_CASE(log_in_does_the_same_work_for_a_password_that_cannot_be_one) {
    add_user("ann@example.org");
    const std::string broken = std::string{kGoodPassword} + "\xFF";
    BOOST_TEST((logins.log_in({"ann@example.org", broken}, client, now).error() ==
                LoginError::BadCredentials));
    BOOST_TEST(hasher.verified_against.size() == 1u);
}

BOOST_AUTO_TEST_CASE(log_in_tells_of_a_disabled_account_only_after_the_right_password) {
    add_user("ann@example.org");
    users.set_disabled("ann@example.org", true);
    BOOST_TEST((logins.log_in({"ann@example.org", "wrong"}, client, now).error() ==
                LoginError::BadCredentials));
    BOOST_TEST((logins.log_in({"ann@example.org", kGoodPassword}, client, now).error() ==
                LoginError::AccountDisabled));
    BOOST_TEST(stores.state().sessions.empty());
}

BOOST_AUTO_TEST_CASE(log_in_is_busy_without_touching_the_password_when_no_slot_is_free) {
    add_user("ann@example.org");
    const auto taken = slots.acquire(std::chrono::milliseconds{0});
    BOOST_REQUIRE(taken);
    BOOST_TEST((logins.log_in({"ann@example.org", kGoodPassword}, client, now).error() ==
                LoginError::Busy));
    BOOST_TEST(hasher.verified_against.empty());
}

BOOST_AUTO_TEST_CASE(log_in_is_counted_by_its_outcome) {
    add_user("ann@example.org");
    sign_in("ann@example.org");
    BOOST_TEST(!logins.log_in({"ann@example.org", "wrong"}, client, now).has_value());
    const auto counted = metrics->read().sign_ins;
    BOOST_TEST(counted[static_cast<std::size_t>(shm::SignInOutcome::Ok)] == 1u);
    BOOST_TEST(counted[static_cast<std::size_t>(shm::SignInOutcome::BadCredentials)] == 1u);
}

BOOST_AUTO_TEST_CASE(log_in_gives_its_slot_back) {
    add_user("ann@example.org");
    sign_in("ann@example.org");
    BOOST_TEST(slots.in_use() == 0u);
}

BOOST_AUTO_TEST_CASE(log_in_ends_the_session_that_came_along) {
    add_user("ann@example.org");
    const auto first = sign_in("ann@example.org");
    const auto second = sign_in("ann@example.org", false, first.token.reveal());
    BOOST_TEST(!sessions.find(first.token.reveal(), now).has_value());
    BOOST_TEST(sessions.find(second.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(log_in_keeps_the_session_that_came_along_when_it_fails) {
    add_user("ann@example.org");
    const auto first = sign_in("ann@example.org");
    const auto refused =
        logins.log_in({"ann@example.org", "wrong", false, first.token.reveal()}, client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST(sessions.find(first.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(log_in_opens_nothing_for_a_password_that_was_changed_meanwhile) {
    const User ann = add_user("ann@example.org");
    hasher.meanwhile = [&] {
        stores.users().set_password_and_end_sessions(ann.id, "plain$1$another password", now);
    };
    const auto refused = logins.log_in({"ann@example.org", kGoodPassword}, client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error() == LoginError::BadCredentials));
    BOOST_TEST(stores.state().sessions.empty());
}

BOOST_AUTO_TEST_CASE(log_in_minds_no_rehash_of_another_sign_in_meanwhile) {
    const User ann = add_user("ann@example.org");
    hasher.meanwhile = [&] {
        stores.users().set_password_hash(ann.id, "plain$2$" + std::string{kGoodPassword}, now,
                                         std::nullopt);
    };
    BOOST_TEST(logins.log_in({"ann@example.org", kGoodPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(log_in_replaces_a_hash_of_an_earlier_cost) {
    add_user("ann@example.org");
    test::PlainHasher dearer{2};
    const service::PasswordService rehashing{
        dearer, slots, {.patience = std::chrono::milliseconds{0}}};
    const service::LoginService later{stores.users(), rehashing, sessions, metrics->writer(0)};
    BOOST_REQUIRE(later.log_in({"ann@example.org", kGoodPassword}, client, now).has_value());
    BOOST_TEST(stores.state().users.begin()->second.password_hash.starts_with("plain$2$"));
}

BOOST_AUTO_TEST_CASE(log_in_throws_and_never_says_wrong_when_the_database_is_away) {
    add_user("ann@example.org");
    stores.state().unavailable = true;
    BOOST_CHECK_THROW((void)logins.log_in({"ann@example.org", kGoodPassword}, client, now),
                      store::StoreError);
}

BOOST_AUTO_TEST_CASE(log_in_throws_and_never_says_wrong_when_hashing_fails) {
    add_user("ann@example.org");
    hasher.broken = true;
    BOOST_CHECK_THROW((void)logins.log_in({"ann@example.org", kGoodPassword}, client, now),
                      crypto::CryptoError);
    BOOST_TEST(slots.in_use() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
