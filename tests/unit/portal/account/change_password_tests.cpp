// A new password, for those who have just proven who they are.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

constexpr std::string_view kNew = "a quiet lamp in winter";

struct ChangePasswordFixture : WebFixture {
    User ann = add_user("ann@example.org");

    ChangePasswordFixture() { browser.sign_in("ann@example.org"); }

    http::Response change(std::string_view typed) {
        browser.get("/account/password");
        return browser.post("/account/password", {{"password", std::string{typed}}});
    }

    bool opens(std::string_view password) {
        return logins.sign_in({"ann@example.org", password, false, {}}, client, now).has_value();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(change_password_tests, ChangePasswordFixture)

BOOST_AUTO_TEST_CASE(get_change_password_asks_for_the_new_one) {
    const auto page = browser.get("/account/password");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(!says(page, "autocomplete=\"current-password\""));
    BOOST_TEST(says(page, "autocomplete=\"new-password\""));
    BOOST_TEST(says(page, "At least 15 characters."));
    BOOST_TEST(says(page, "value=\"ann@example.org\" autocomplete=\"username\""));
}

BOOST_AUTO_TEST_CASE(
    post_change_password_keeps_this_device_and_says_how_many_others_were_signed_out) {
    Browser phone{*this};
    Browser desk{*this};
    phone.sign_in("ann@example.org");
    desk.sign_in("ann@example.org");
    const auto answer = change(kNew);
    BOOST_TEST(answer.header("Location") == "/account/password?ended=2");
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(!phone.is_signed_in());
    BOOST_TEST(!desk.is_signed_in());
    BOOST_TEST(opens(kNew));
    BOOST_TEST(!opens(kGoodPassword));
    const auto page = browser.get("/account/password?ended=2");
    BOOST_TEST(says(page, "Your new password has been saved."));
    BOOST_TEST(says(page, "2 other devices were signed out."));
    BOOST_TEST(says(browser.get("/account/password?ended=1"), "One other device was signed out."));
    BOOST_TEST(says(browser.get("/account/password?ended=0"), "not signed in on any other device"));
}

BOOST_AUTO_TEST_CASE(change_password_asks_first_for_a_proof_that_is_fresh) {
    browser.get("/account/password");
    now += std::chrono::minutes{6};
    const auto first = "/login/step-up?rd=https://auth.example.org/account/password";
    BOOST_TEST(browser.get("/account/password").header("Location") == first);
    const auto refused = browser.post("/account/password", {{"password", std::string{kNew}}});
    BOOST_TEST(refused.header("Location") == first);
    BOOST_TEST(opens(kGoodPassword));
}

BOOST_AUTO_TEST_CASE(post_change_password_says_that_the_new_one_is_missing) {
    const auto page = change("");
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, "<title>Error: Password"));
    BOOST_TEST(says(page, "<a href=\"#password\">Enter a new password.</a>"));
    BOOST_TEST(says(page, "<p class=\"field-error\">Enter a new password.</p>"));
    BOOST_TEST(!says(page, "This password cannot be used."));
    BOOST_TEST(hasher.verified_against.size() == 1u);  // at sign-in
}

BOOST_AUTO_TEST_CASE(post_change_password_names_all_that_is_wrong_with_the_new_one) {
    const auto page = change("ann");
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, "Use at least 15 characters."));
    BOOST_TEST(opens(kGoodPassword));
}

BOOST_AUTO_TEST_CASE(post_change_password_refuses_the_current_one_as_the_new_one) {
    const auto page = change(kGoodPassword);
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, "This is your current password."));
}

BOOST_AUTO_TEST_CASE(post_change_password_says_that_it_is_busy) {
    const auto taken = slots.acquire(std::chrono::milliseconds{0});
    const auto page = change(kNew);
    BOOST_TEST(page.status() == Status::ServiceUnavailable);
    BOOST_TEST(page.header("Retry-After") == "2");
    BOOST_TEST(says(page, "Many people are signing in"));
}

BOOST_AUTO_TEST_CASE(post_change_password_yields_to_a_concurrent_change) {
    browser.get("/account/password");
    hasher.meanwhile = [this] {
        stores.state().users.at(ann.id).password_hash = "plain$1$somebody else's";
    };
    const auto page = browser.post("/account/password", {{"password", std::string{kNew}}});
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(says(page, "was changed somewhere else"));
}

BOOST_AUTO_TEST_SUITE_END()
