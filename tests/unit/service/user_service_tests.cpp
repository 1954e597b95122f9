// What an administrator does with users.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/service_fixture.hpp"

using namespace postern;
using service::SetPasswordError;

BOOST_FIXTURE_TEST_SUITE(user_service_tests, test::ServiceFixture)

BOOST_AUTO_TEST_CASE(find_takes_an_address_or_an_id) {
    const User ann = add_user("ann@example.org");
    BOOST_TEST(users.find("ANN@example.org").has_value());
    BOOST_TEST(users.find(ann.public_id.text()).has_value());
    BOOST_TEST(!users.find("nobody@example.org").has_value());
    BOOST_TEST(!users.find("").has_value());
}

BOOST_AUTO_TEST_CASE(set_password_replaces_it_and_ends_all_sessions) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    BOOST_REQUIRE(users.set_password("ann@example.org", "another long password", now).has_value());
    BOOST_TEST(!sessions.find(opened.token.reveal(), now).has_value());
    BOOST_TEST(!logins.log_in({"ann@example.org", test::kGoodPassword}, client, now).has_value());
    BOOST_TEST(
        logins.log_in({"ann@example.org", "another long password"}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(set_password_changes_nothing_when_it_refuses) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    BOOST_TEST((users.set_password("ann@example.org", "short", now).error().error ==
                SetPasswordError::BadPassword));
    BOOST_TEST((users.set_password("bob@example.org", "another long password", now).error().error ==
                SetPasswordError::NoSuchUser));
    BOOST_TEST(sessions.find(opened.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(set_disabled_says_whether_there_was_such_a_user) {
    add_user("ann@example.org");
    BOOST_TEST(users.set_disabled("ann@example.org", true));
    BOOST_TEST(users.set_disabled("ann@example.org", true));
    BOOST_TEST(!users.set_disabled("bob@example.org", true));
}

BOOST_AUTO_TEST_SUITE_END()
