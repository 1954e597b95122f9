// What makes an account, and what is refused.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/service_fixture.hpp"

using namespace postern;
using service::RegistrationError;
using test::kGoodPassword;

namespace {

bool equal(const service::RegistrationRefusal& a, const std::vector<RegistrationError>& b) {
    return a.errors == b;
}

bool bad_password(const service::RegistrationRefusal& a, service::PasswordProblem problem) {
    return equal(a, {RegistrationError::BadPassword}) && a.password_problems.front() == problem;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(registration_service_tests, test::ServiceFixture)

BOOST_AUTO_TEST_CASE(register_user_makes_a_user_who_can_sign_in) {
    const auto made = registration.register_user({"Ann@Example.org", " Ann ", kGoodPassword}, now);
    BOOST_REQUIRE(made.has_value());
    BOOST_TEST(made->email.text() == "ann@example.org");
    BOOST_TEST(made->display_name.text() == "Ann");
    BOOST_TEST(logins.log_in({"ann@example.org", kGoodPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(register_user_names_all_that_is_wrong_at_once) {
    const auto refused = registration.register_user({"ann", "", "short"}, now);
    BOOST_TEST(
        equal(refused.error(), {RegistrationError::BadEmail, RegistrationError::BadDisplayName,
                                RegistrationError::BadPassword}));
    BOOST_TEST(stores.state().users.empty());
}

BOOST_AUTO_TEST_CASE(register_user_refuses_a_taken_address_in_any_spelling) {
    add_user("ann@example.org");
    const auto refused = registration.register_user({"ANN@example.org", "B", kGoodPassword}, now);
    BOOST_TEST(equal(refused.error(), {RegistrationError::EmailTaken}));
    BOOST_TEST(stores.state().users.size() == 1u);
}

BOOST_AUTO_TEST_CASE(register_user_counts_characters_and_not_bytes) {
    const std::string fourteen_umlauts =
        "\u00e4\u00f6\u00fc\u00eb\u00ef\u00ff\u00e4"
        "\u00fc\u00f6\u00e4\u00ef\u00eb\u00ff\u00f6";
    BOOST_TEST(bad_password(
        registration.register_user({"a@example.org", "A", fourteen_umlauts}, now).error(),
        service::PasswordProblem::TooShort));
    BOOST_TEST(registration.register_user({"a@example.org", "A", fourteen_umlauts + "x"}, now)
                   .has_value());
}

BOOST_AUTO_TEST_CASE(register_user_takes_a_long_password_whole) {
    const std::string base = "correct horse battery" + std::string(234, 'x');
    BOOST_REQUIRE(registration.register_user({"a@example.org", "A", base + "1"}, now).has_value());
    BOOST_TEST(logins.log_in({"a@example.org", base + "1"}, client, now).has_value());
    BOOST_TEST(!logins.log_in({"a@example.org", base + "2"}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(register_user_refuses_what_is_too_long_or_no_text) {
    BOOST_TEST(bad_password(
        registration.register_user({"a@example.org", "A", std::string(257, 'x')}, now).error(),
        service::PasswordProblem::TooLong));
    BOOST_TEST(bad_password(
        registration.register_user({"a@example.org", "A", std::string(20, '\xFF')}, now).error(),
        service::PasswordProblem::NotUtf8));
}

BOOST_AUTO_TEST_CASE(register_user_is_closed_when_switched_off_but_add_user_is_not) {
    const service::RegistrationService closed{stores.users(), passwords, entropy, false};
    BOOST_TEST(equal(closed.register_user({"a@example.org", "A", kGoodPassword}, now).error(),
                     {RegistrationError::Closed}));
    BOOST_TEST(closed.add_user({"a@example.org", "A", kGoodPassword}, now).has_value());
}

BOOST_AUTO_TEST_CASE(register_user_is_busy_and_writes_nothing_when_no_slot_is_free) {
    const auto taken = slots.acquire(std::chrono::milliseconds{0});
    BOOST_TEST(equal(registration.register_user({"a@example.org", "A", kGoodPassword}, now).error(),
                     {RegistrationError::Busy}));
    BOOST_TEST(stores.state().users.empty());
}

BOOST_AUTO_TEST_SUITE_END()
