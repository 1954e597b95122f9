// Another address, once the link to it is used.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct ChangeEmailFixture : WebFixture {
    User ann = add_user("ann@example.org");

    ChangeEmailFixture() {
        mail_enabled = true;
        pipeline = make_pipeline(registration);
        browser.sign_in("ann@example.org");
        stores.state().outbox.clear();
    }

    http::Response ask(std::string email) {
        browser.get("/account/email");
        return browser.post("/account/email", {{"email", std::move(email)}});
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(change_email_tests, ChangeEmailFixture)

BOOST_AUTO_TEST_CASE(get_change_email_shows_the_current_address) {
    const auto page = browser.get("/account/email");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "You sign in with ann@example.org."));
}

BOOST_AUTO_TEST_CASE(post_change_email_sends_a_link_to_the_new_address_and_says_what_comes_next) {
    const auto page = ask(" new@example.com ");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "We have sent a link to new@example.com"));
    BOOST_TEST(says(page, "you still sign in with ann@example.org"));
    BOOST_REQUIRE(stores.state().outbox.size() == 1u);
    BOOST_TEST(stores.state().outbox.begin()->second.mail.to.text() == "new@example.com");
    BOOST_TEST(stores.state().users.at(ann.id).user.email.text() == "ann@example.org");
}

BOOST_AUTO_TEST_CASE(post_change_email_does_not_tell_whether_the_address_is_taken) {
    add_user("eve@example.org");
    const auto taken = ask("eve@example.org");
    BOOST_TEST(taken.status() == Status::Ok);
    BOOST_TEST(says(taken, "We have sent a link to eve@example.org"));
}

BOOST_AUTO_TEST_CASE(post_change_email_refuses_an_invalid_or_unchanged_address) {
    const auto bad = ask("no address");
    BOOST_TEST(bad.status() == Status::UnprocessableContent);
    BOOST_TEST(says(bad, "value=\"no address\""));
    BOOST_TEST(says(bad, "id=\"email-error\""));
    const auto same = ask("ann@example.org");
    BOOST_TEST(same.status() == Status::UnprocessableContent);
    BOOST_TEST(says(same, "Your account already has this address."));
    BOOST_TEST(stores.state().outbox.empty());
}

BOOST_AUTO_TEST_CASE(change_email_asks_first_for_a_proof_that_is_fresh) {
    browser.get("/account/email");
    now += std::chrono::minutes{6};
    const auto first = "/login/step-up?rd=https://auth.example.org/account/email";
    BOOST_TEST(browser.get("/account/email").header("Location") == first);
    const auto refused = browser.post("/account/email", {{"email", "new@example.com"}});
    BOOST_TEST(refused.header("Location") == first);
    BOOST_TEST(stores.state().outbox.empty());
}

BOOST_AUTO_TEST_CASE(change_email_is_explained_where_email_is_off) {
    mail_enabled = false;
    pipeline = make_pipeline(registration);
    const auto page = browser.get("/account/email");
    BOOST_TEST(says(page, "This server does not send e-mail"));
    BOOST_TEST(!says(page, "action=\"/account/email\""));
    BOOST_TEST(ask("new@example.com").status() == Status::Forbidden);
    BOOST_TEST(stores.state().outbox.empty());
}

BOOST_AUTO_TEST_SUITE_END()
