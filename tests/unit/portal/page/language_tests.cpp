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
    BOOST_TEST(says(browser.get("/account"), "Ihre Websites</h2>"));
    stores.state().users.at(ann.id).user.language = "xx";
    BOOST_TEST(says(browser.get("/logout"), "<h1>Sign out?</h1>"));
}

BOOST_AUTO_TEST_CASE(a_personal_page_is_never_cached) {
    BOOST_TEST(browser.get("/login").header("Cache-Control") == "no-store");
    BOOST_TEST(browser.get("/none").header("Cache-Control") == "no-store");
}

BOOST_AUTO_TEST_CASE(a_page_links_to_itself_in_every_language) {
    const auto page = browser.get("/login?rd=https%3A%2F%2Fauth.example.org%2Faccount&lang=fr");
    BOOST_TEST(says(page, "<html lang=\"fr\">"));
    BOOST_TEST(says(page,
                    "<a href=\"/login?lang=de&amp;rd=https://auth.example.org/account\" "
                    "lang=\"de\" >Deutsch</a>"));
    BOOST_TEST(says(page, "lang=\"fr\" aria-current=\"true\">Français</a>"));
}

BOOST_AUTO_TEST_CASE(a_language_that_was_chosen_is_kept_in_a_cookie) {
    ask_for(browser, "en");
    const auto page = browser.get("/login?lang=de");
    BOOST_TEST(cookies_set(page, "__Host-postern_language").size() == 1u);
    BOOST_TEST(says(browser.get("/register"), "<html lang=\"de\">"));
    BOOST_TEST(says(browser.get("/none"), "<html lang=\"de\">"));
    BOOST_TEST(says(browser.get("/login?lang=en"), "<html lang=\"en\">"));
    BOOST_TEST(says(browser.get("/register"), "<html lang=\"en\">"));
}

BOOST_AUTO_TEST_CASE(a_language_that_there_is_not_changes_nothing) {
    ask_for(browser, "de");
    for (const char* query :
         {"?lang=xx", "?lang=", "?lang=en&lang=fr", "?lang=%00", "?lang=../en"}) {
        const auto page = browser.get("/login" + std::string{query});
        BOOST_TEST(says(page, "<html lang=\"de\">"));
        BOOST_TEST(cookies_set(page, "__Host-postern_language").empty());
    }
    browser.cookies["__Host-postern_language"] = "\"><script>";
    BOOST_TEST(says(browser.get("/login"), "<html lang=\"de\">"));
}

BOOST_AUTO_TEST_CASE(a_link_to_another_language_leads_to_no_other_host) {
    BOOST_TEST(says(browser.get("//evil.example/x"), "<a href=\"/?lang=de\""));
    BOOST_TEST(says(browser.get("/\\evil.example"), "<a href=\"/?lang=de\""));
}

BOOST_AUTO_TEST_CASE(the_answer_to_a_form_has_no_language_links) {
    browser.get("/login");
    const auto page = browser.post("/login", {{"email", ""}, {"password", ""}});
    BOOST_TEST(!says(page, "?lang="));
}

BOOST_AUTO_TEST_CASE(the_switch_in_the_account_changes_the_profile_and_stays_on_its_page) {
    const auto ann = add_user("ann@example.org");
    browser.sign_in("ann@example.org");
    BOOST_TEST(says(browser.get("/account/history"),
                    "<input type=\"hidden\" name=\"page\" value=\"account/history\">"));
    const auto switched =
        browser.post("/account/language", {{"language", "de"}, {"page", "account/history"}});
    BOOST_TEST(switched.header("Location") == "/account/history");
    BOOST_TEST(stores.state().users.at(ann.id).user.language == "de");
    BOOST_TEST(stores.state().users.at(ann.id).user.display_name.text() == "Ann");
    BOOST_TEST(says(browser.get("/account/history"), "<html lang=\"de\">"));
    browser.post("/logout", {});
    BOOST_TEST(says(browser.get("/login"), "<html lang=\"de\">"));
}

BOOST_AUTO_TEST_CASE(the_switch_in_the_account_refuses_other_languages_and_leads_nowhere_else) {
    add_user("ann@example.org");
    browser.sign_in("ann@example.org");
    browser.get("/account");
    BOOST_TEST(browser.post("/account/language", {{"language", "xx"}}).status() ==
               Status::BadRequest);
    browser.get("/account");
    BOOST_TEST(browser.post("/account/language", {{"language", "de"}, {"page", "//evil.example"}})
                   .header("Location") == "/account");
    BOOST_TEST(
        browser.post("/account/language", {{"language", "en"}, {"form_token", "x"}}).status() ==
        Status::Forbidden);
}

BOOST_AUTO_TEST_CASE(a_link_to_another_language_keeps_the_query_but_no_foreign_return_link) {
    BOOST_TEST(says(browser.get("/login?rd=https://evil.example/&signed_out=1"),
                    "<a href=\"/login?lang=de&amp;signed_out=1\""));
}

BOOST_AUTO_TEST_SUITE_END()
