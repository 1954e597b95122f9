// The overview of the account.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct AccountFixture : WebFixture {
    User ann = add_user("ann@example.org");

    AccountFixture() { browser.sign_in("ann@example.org"); }

    User& stored() { return stores.state().users.at(ann.id).user; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(account_tests, AccountFixture)

BOOST_AUTO_TEST_CASE(get_account_says_who_somebody_is) {
    const auto page = browser.get("/account");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "<h1>Ann</h1>"));
    BOOST_TEST(says(page, "ann@example.org"));
    BOOST_TEST(says(page, ann.public_id.text()));
    BOOST_TEST(
        says(page, "<time datetime=\"2027-01-15T08:00:00Z\">15 January 2027, 08:00 UTC</time>"));
}

BOOST_AUTO_TEST_CASE(get_account_speaks_the_users_language_in_his_time_zone) {
    browser.before_sending = [](auto& request) { request.accept_language = "en"; };
    stored().language = "de";
    stored().time_zone = "Europe/Berlin";
    const auto page = browser.get("/account");
    BOOST_TEST(says(page, "<html lang=\"de\">"));
    BOOST_TEST(says(page, ">15. Januar 2027, 09:00 Uhr CET<"));
}

BOOST_AUTO_TEST_CASE(get_account_says_whether_the_address_is_confirmed) {
    stored().email_verified_at.reset();
    BOOST_TEST(says(browser.get("/account"), "Not confirmed"));
    stored().email_verified_at = now;
    BOOST_TEST(!says(browser.get("/account"), "Not confirmed"));
    BOOST_TEST(says(browser.get("/account"), "Confirmed"));
}

BOOST_AUTO_TEST_CASE(every_page_of_the_account_leads_to_the_others_and_out) {
    for (const auto* path : {"/account", "/account/sessions", "/account/history"}) {
        BOOST_TEST_CONTEXT(path) {
            const auto page = browser.get(path);
            BOOST_TEST(page.status() == Status::Ok);
            BOOST_TEST(says(page, "action=\"/logout\""));
            BOOST_TEST(says(page, "href=\"" + std::string{path} + "\" aria-current=\"page\""));
            for (const auto* other : {"/account", "/account/sessions", "/account/history"})
                BOOST_TEST(says(page, "href=\"" + std::string{other} + '"'));
        }
    }
    BOOST_TEST(browser.post("/logout", {}).header("Location") == "/login?signed_out=1");
}

BOOST_AUTO_TEST_CASE(every_page_of_the_account_leads_a_stranger_to_sign_in) {
    Browser stranger{*this};
    for (const auto* path : {"/", "/account", "/account/sessions", "/account/history"})
        BOOST_TEST(stranger.get(path).header("Location") == "/login", path);
    BOOST_TEST(browser.get("/").header("Location") == "/account");
}

BOOST_AUTO_TEST_CASE(no_page_of_the_account_shows_the_token) {
    for (const auto* path : {"/account", "/account/sessions", "/account/history"})
        BOOST_TEST(!says(browser.get(path), browser.cookies.at("__Host-postern")), path);
}

BOOST_AUTO_TEST_CASE(get_account_links_to_the_sites) {
    BOOST_TEST(says(browser.get("/account"), "No site is protected"));
    BOOST_REQUIRE(
        sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, now).has_value());
    const auto page = browser.get("/account");
    BOOST_TEST(says(page, "<a href=\"https://wiki.example.org\">"));
    BOOST_TEST(!says(page, "No site is protected"));
}

BOOST_AUTO_TEST_SUITE_END()
