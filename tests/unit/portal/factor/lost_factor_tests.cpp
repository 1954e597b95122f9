// The way out for people who have lost every second factor, as a browser meets it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>

#include "support/links_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using http::Status;
using test::says;

namespace {

const std::string kToWiki = "?rd=https://wiki.example.org/page";

struct LostFactorPages : test::LinksFixture {
    LostFactorPages() {
        (void)sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now);
        app = add_app("ann@example.org");
        stores.state().outbox.clear();
        now += 30s;
    }

    std::optional<test::AuthenticatorApp> app;
};

std::string location(const http::Response& response) {
    return std::string{response.header("Location")};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lost_factor_pages_tests, LostFactorPages)

BOOST_AUTO_TEST_CASE(the_pages_of_the_second_step_lead_there_where_it_can_be_done) {
    browser.sign_in("ann@example.org");
    for (const std::string page : {"/login/second", "/login/second/recovery"})
        BOOST_TEST(says(browser.get(page + kToWiki), "/login/second/lost" + kToWiki), page);
    use_no_mail();
    for (const char* const page : {"/login/second", "/login/second/recovery"})
        BOOST_TEST(!says(browser.get(page), "/login/second/lost"), page);
}

BOOST_AUTO_TEST_CASE(a_step_up_does_not_lead_there) {
    browser.sign_in("ann@example.org");
    browser.get("/login/second");
    browser.post("/login/second", {{"code", app->code(now)}});
    now += 6min;
    for (const char* const page : {"/login/step-up", "/login/step-up/recovery"}) {
        const auto shown = browser.get(page);
        BOOST_TEST(shown.status() == Status::Ok);
        BOOST_TEST(!says(shown, "/lost"), page);
    }
    BOOST_TEST(location(browser.get("/login/second/lost")) == "/account");
}

BOOST_AUTO_TEST_CASE(the_page_says_what_happens_and_does_nothing) {
    browser.sign_in("ann@example.org");
    const auto page = browser.get("/login/second/lost" + kToWiki);
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "a waiting time of 3 days"));
    BOOST_TEST(says(page, "a link to ann@example.org"));
    BOOST_TEST(says(page, "name=\"rd\" value=\"https://wiki.example.org/page\""));
    BOOST_TEST(page.header("Cache-Control") == "no-store");
    BOOST_TEST(mails() == 0u);
}

BOOST_AUTO_TEST_CASE(the_button_sends_the_email_and_signs_nobody_in) {
    browser.sign_in("ann@example.org");
    browser.get("/login/second/lost");
    const auto page = browser.post("/login/second/lost", {});
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "We have sent an e-mail to ann@example.org."));
    BOOST_REQUIRE(mails() == 1u);
    const auto& mail = stores.state().outbox.begin()->second.mail;
    BOOST_TEST((mail.kind == MailKind::FactorResetAsked));
    BOOST_TEST(!browser.is_signed_in());
    BOOST_TEST(!stores.accounts().find_factor_reset(ann.id).has_value());
    // Again, from the page that says so.
    browser.post("/login/second/lost", {});
    BOOST_TEST(mails() == 2u);
}

BOOST_AUTO_TEST_CASE(nobody_asks_without_the_password) {
    BOOST_TEST(location(browser.get("/login/second/lost" + kToWiki)) == "/login" + kToWiki);
    browser.get("/login");
    BOOST_TEST(location(browser.post("/login/second/lost", {})).starts_with("/login?expired=1"));
    browser.sign_in("ann@example.org");
    browser.get("/login/second/lost");
    now += 1h;  // nothing waits any more
    BOOST_TEST(location(browser.post("/login/second/lost", {})).starts_with("/login?expired=1"));
    BOOST_TEST(mails() == 0u);
}

BOOST_AUTO_TEST_CASE(a_server_without_emails_says_whom_to_ask) {
    use_no_mail();
    browser.sign_in("ann@example.org");
    const auto page = browser.get("/login/second/lost");
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(says(page, "Ask the administrator"));
    BOOST_TEST(!says(page, "action=\"/login/second/lost\""));
    browser.get("/login/second");
    BOOST_TEST(browser.post("/login/second/lost", {}).status() == Status::Forbidden);
    BOOST_TEST(mails() == 0u);
}

BOOST_AUTO_TEST_CASE(an_address_that_is_not_confirmed_gets_no_email) {
    stores.state().users.at(ann.id).user.email_verified_at.reset();
    browser.sign_in("ann@example.org");
    browser.get("/login/second/lost");
    const auto page = browser.post("/login/second/lost", {});
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(says(page, "your e-mail address is not confirmed"));
    BOOST_TEST(mails() == 0u);
}

BOOST_AUTO_TEST_CASE(too_many_requests_wait) {
    browser.sign_in("ann@example.org");
    browser.get("/login/second/lost");
    http::Response page{Status::Ok};
    for (int i = 0; i < 50 && page.status() != Status::TooManyRequests; ++i)
        page = browser.post("/login/second/lost", {});
    BOOST_TEST(page.status() == Status::TooManyRequests);
    BOOST_TEST(page.header("Retry-After") != "");
    BOOST_TEST(says(page, "Too many attempts."));
}

BOOST_AUTO_TEST_CASE(a_form_without_its_token_is_shown_again_and_sends_nothing) {
    browser.sign_in("ann@example.org");
    browser.get("/login/second/lost");
    const auto page = browser.post("/login/second/lost", {{"form_token", "AAAA"}});
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(says(page, "action=\"/login/second/lost\""));
    BOOST_TEST(mails() == 0u);
    BOOST_TEST(browser.post("/login/second/lost", {}).status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(the_page_shows_no_form_in_a_frame) {
    browser.sign_in("ann@example.org");
    browser.before_sending = [](auto& request) { request.sec_fetch_dest = "iframe"; };
    BOOST_TEST(!says(browser.get("/login/second/lost"), "<form"));
}

BOOST_AUTO_TEST_SUITE_END()
