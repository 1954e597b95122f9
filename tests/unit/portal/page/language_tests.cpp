// The language of the pages.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct LanguageFixture : WebFixture {
    void ask_for(Browser& asking, const std::string& languages) {
        asking.before_sending = [languages](auto& request) { request.accept_language = languages; };
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(language_tests, LanguageFixture)

BOOST_AUTO_TEST_CASE(a_page_is_in_the_language_that_the_browser_asks_for) {
    ask_for(browser, "de-AT,de;q=0.9,en;q=0.5");
    const auto page = browser.get("/login");
    BOOST_TEST(says(page, "<html lang=\"de\">"));
    BOOST_TEST(says(page, "<h1>Anmelden</h1>"));
    BOOST_TEST(says(page, "data-show-label=\"Passwort anzeigen\""));
    BOOST_TEST(says(browser.get("/register"), "<h1>Konto anlegen</h1>"));
}

BOOST_AUTO_TEST_CASE(a_page_is_in_the_configured_language_when_the_browser_asks_for_none_of_ours) {
    ask_for(browser, "nl, ja");
    BOOST_TEST(says(browser.get("/login"), "<html lang=\"en\">"));
    ask_for(browser, "");
    BOOST_TEST(says(browser.get("/login"), "<html lang=\"en\">"));
    ask_for(browser, "\"><script>, de;q=9");
    BOOST_TEST(says(browser.get("/login"), "<html lang=\"en\">"));
}

BOOST_AUTO_TEST_CASE(errors_are_in_the_same_language) {
    ask_for(browser, "de");
    BOOST_TEST(says(browser.get("/none"), "Seite nicht gefunden"));
    BOOST_TEST(
        says(browser.post("/login", {{"form_token", "x"}}), "Diese Seite war zu lange offen"));
    stores.state().unavailable = true;
    browser.cookies["__Secure-postern_example_org"] = std::string(43, 'A');
    const auto page = browser.get("/account");
    BOOST_TEST(page.status() == Status::ServiceUnavailable);
    BOOST_TEST(says(page, "Wir können gerade nicht antworten"));
}

BOOST_AUTO_TEST_CASE(what_a_form_says_is_in_the_same_language) {
    ask_for(browser, "de");
    browser.get("/register");
    const auto page = browser.post("/register", {{"email", "x"}, {"password", "short"}});
    BOOST_TEST(says(page, "<title>Fehler: Konto anlegen"));
    BOOST_TEST(says(page, "Verwenden Sie mindestens 15 Zeichen."));
}

BOOST_AUTO_TEST_CASE(the_users_own_choice_counts_more_than_the_browsers) {
    const auto ann = add_user("ann@example.org");
    stores.state().users.at(ann.id).user.language = "de";
    browser.sign_in("ann@example.org");
    ask_for(browser, "en");
    BOOST_TEST(says(browser.get("/logout"), "<h1>Abmelden?</h1>"));
    BOOST_TEST(says(browser.get("/account"), "<h2 id=\"sites-title\">Ihre Websites</h2>"));
    stores.state().users.at(ann.id).user.language = "xx";
    BOOST_TEST(says(browser.get("/logout"), "<h1>Sign out?</h1>"));
}

BOOST_AUTO_TEST_CASE(a_personal_page_is_never_cached) {
    BOOST_TEST(browser.get("/login").header("Cache-Control") == "no-store");
    BOOST_TEST(browser.get("/none").header("Cache-Control") == "no-store");
}

BOOST_AUTO_TEST_SUITE_END()
