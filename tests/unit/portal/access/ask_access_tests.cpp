// The page on which users ask for access to a site.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct AskAccessFixture : WebFixture {
    User ann = add_user("ann@example.org");

    AskAccessFixture() {
        mail_enabled = true;
        pipeline = make_pipeline(registration);
        BOOST_REQUIRE(sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin,
                                now, {.title = "Our wiki", .contact = "keeper@example.org"}));
        browser.sign_in("ann@example.org");
        stores.state().outbox.clear();
    }

    http::Response send(const std::string& message = "Please") {
        browser.get("/access?site=wiki&path=%2Fadmin");
        return browser.post("/access",
                            {{"site", "wiki"}, {"path", "/admin"}, {"message", message}});
    }
    std::size_t mails() { return stores.state().outbox.size(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ask_access_tests, AskAccessFixture)

BOOST_AUTO_TEST_CASE(get_access_shows_who_asks_for_what) {
    const auto page = browser.get("/access?site=wiki&path=%2Fadmin%3Fq");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "<strong>Ann</strong> (ann@example.org)"));
    BOOST_TEST(says(page, "<strong>Our wiki</strong>, <code>/admin</code>"));
    BOOST_TEST(says(page, "maxlength=\"500\""));
    BOOST_TEST(!says(page, "keeper@example.org"));
}

BOOST_AUTO_TEST_CASE(get_access_leads_to_the_sign_in_page_and_back) {
    Browser visitor{*this};
    const auto answer = visitor.get("/access?site=wiki&path=%2Fadmin");
    BOOST_TEST(answer.status() == Status::SeeOther);
    BOOST_TEST(answer.header("Location").starts_with("/login?rd=https"));
}

BOOST_AUTO_TEST_CASE(get_access_is_not_found_for_an_unknown_site) {
    for (const char* path : {"/access", "/access?site=nowhere", "/access?site=", "/access/done"})
        BOOST_TEST(browser.get(path).status() == Status::NotFound, path);
}

BOOST_AUTO_TEST_CASE(post_access_sends_an_email_and_leads_to_a_page_that_says_so) {
    const auto answer = send();
    BOOST_TEST(answer.status() == Status::SeeOther);
    BOOST_TEST(answer.header("Location") == "/access/done?site=wiki");
    BOOST_REQUIRE(mails() == 1u);
    const auto& mail = stores.state().outbox.rbegin()->second.mail;
    BOOST_TEST(mail.to.text() == "keeper@example.org");
    BOOST_TEST(mail.details.at("message") == "Please");
    const auto done = browser.get("/access/done?site=wiki");
    BOOST_TEST(done.status() == Status::Ok);
    BOOST_TEST(says(done, "Our wiki"));
}

BOOST_AUTO_TEST_CASE(post_access_is_refused_when_it_was_asked_today) {
    send();
    const auto again = send("Please!");
    BOOST_TEST(again.status() == Status::TooManyRequests);
    BOOST_TEST(says(again, "within the last 24 hours"));
    BOOST_TEST(mails() == 1u);
}

BOOST_AUTO_TEST_CASE(post_access_keeps_a_message_that_cannot_be_sent) {
    const auto page = send("first\r\nsecond " + std::string(500, 'x'));
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, ">first\nsecond xxx"));
    BOOST_TEST(mails() == 0u);
}

BOOST_AUTO_TEST_CASE(post_access_says_whom_to_ask_where_the_contact_has_gone) {
    browser.get("/access?site=wiki");
    BOOST_REQUIRE(sites.set("wiki", {.contact = ""}, admin, now));
    const auto page = browser.post("/access", {{"site", "wiki"}});
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(says(page, "ask the person who runs this site"));
    BOOST_TEST(!says(page, "<textarea"));
}

BOOST_AUTO_TEST_CASE(post_access_needs_the_token_of_the_form) {
    browser.get("/access?site=wiki");
    const auto answer = browser.post("/access", {{"site", "wiki"}, {"form_token", "none"}});
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(mails() == 0u);
}

BOOST_AUTO_TEST_CASE(signing_out_from_there_leads_the_next_sign_in_back) {
    const auto page = browser.get("/logout?rd=https%3A%2F%2Fwiki.example.org%2Fadmin");
    BOOST_TEST(says(page, "name=\"rd\" value=\"https://wiki.example.org/admin\""));
    const auto answer = browser.post("/logout", {{"rd", "https://wiki.example.org/admin"}});
    BOOST_TEST(answer.header("Location").starts_with("/login?signed_out=1&rd=https"));
    BOOST_TEST(!browser.is_signed_in());
    browser.sign_in("ann@example.org");
    browser.get("/logout?rd=https%3A%2F%2Fevil.example");
    BOOST_TEST(browser.post("/logout", {{"rd", "https://evil.example"}}).header("Location") ==
               "/login?signed_out=1");
}

BOOST_AUTO_TEST_SUITE_END()
