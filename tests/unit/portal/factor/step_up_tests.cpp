// Proving more, or again, as a browser meets it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using test::kGoodPassword;
using test::says;

namespace {

constexpr const char* kWiki = "https://wiki.example.org/page";
const std::string kStepUp = std::string{"/login/step-up?rd="} + kWiki;

struct StepUpPages : test::WebFixture {
    StepUpPages() {
        add_user("ann@example.org");
        (void)sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now);
    }
    void demand(Level level, std::chrono::seconds max_age = 0s) {
        (void)sites.set("wiki", {.level = level, .max_age = max_age}, admin, now);
    }
};

std::string location(const http::Response& response) {
    return std::string{response.header("Location")};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(step_up_pages_tests, StepUpPages)

BOOST_AUTO_TEST_CASE(who_is_not_signed_in_signs_in_first) {
    BOOST_TEST(location(browser.get(kStepUp)).starts_with("/login?rd="));
}

BOOST_AUTO_TEST_CASE(the_password_is_asked_for_again_and_leads_back) {
    demand(Level::One, 5min);
    browser.sign_in("ann@example.org");
    now += 6min;
    const auto page = browser.get(kStepUp);
    BOOST_TEST((page.status() == http::Status::Ok));
    BOOST_TEST(says(page, "current_password"));
    const std::string before = browser.cookies.at(cookies.session_name());
    BOOST_TEST(
        (browser.post("/login/step-up", {{"current_password", "wrong"}, {"rd", kWiki}}).status() ==
         http::Status::Forbidden));
    BOOST_TEST((browser.post("/login/step-up", {{"rd", kWiki}}).status() ==
                http::Status::UnprocessableContent));
    BOOST_TEST(browser.cookies.at(cookies.session_name()) == before);
    const auto done = browser.post(
        "/login/step-up", {{"current_password", std::string{kGoodPassword}}, {"rd", kWiki}});
    BOOST_TEST(location(done) == kWiki);
    BOOST_TEST(browser.cookies.at(cookies.session_name()) != before);
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(nobody_is_sent_around_who_has_proven_enough) {
    browser.sign_in("ann@example.org");
    const auto page = browser.get(kStepUp);
    BOOST_TEST((page.status() == http::Status::Ok));
    BOOST_TEST(says(page, std::string{"href=\""} + kWiki));
    BOOST_TEST(!says(page, "current_password"));
}

BOOST_AUTO_TEST_CASE(what_a_rule_asked_for_is_no_part_of_the_link_to_the_site) {
    browser.sign_in("ann@example.org");
    const auto page = browser.get(std::string{"/login/step-up?rd=1,300:"} + kWiki);
    BOOST_TEST((page.status() == http::Status::Ok));
    BOOST_TEST(says(page, std::string{"href=\""} + kWiki + "\""));
}

BOOST_AUTO_TEST_CASE(who_has_no_second_factor_is_told_what_the_site_needs) {
    demand(Level::Two);
    browser.sign_in("ann@example.org");
    const auto page = browser.get(kStepUp);
    BOOST_TEST((page.status() == http::Status::Forbidden));
    BOOST_TEST(says(page, std::string{"/account/security/totp?rd="} + kWiki));
    demand(Level::PhishingResistant);
    const auto beyond = browser.get(kStepUp);
    BOOST_TEST((beyond.status() == http::Status::Forbidden));
    BOOST_TEST(!says(beyond, "/account/security/totp"));
}

BOOST_AUTO_TEST_CASE(a_code_raises_the_session) {
    demand(Level::Two);
    browser.sign_in("ann@example.org");  // before there is an app
    const auto app = add_app("ann@example.org");
    now += 30s;
    BOOST_TEST(says(browser.get(kStepUp), "one-time-code"));
    // The password is not enough any more.
    BOOST_TEST((browser
                    .post("/login/step-up",
                          {{"current_password", std::string{kGoodPassword}}, {"rd", kWiki}})
                    .status() == http::Status::UnprocessableContent));
    BOOST_TEST(location(browser.post("/login/step-up", {{"code", app.code(now)}, {"rd", kWiki}})) ==
               kWiki);
    const auto page = browser.get(kStepUp);
    BOOST_TEST(!says(page, "one-time-code"));
    // A recovery code does the same for who has no phone.
    now += 6min;
    demand(Level::Two, 60s);
    BOOST_TEST(
        says(browser.get("/login/step-up/recovery?rd=" + std::string{kWiki}), "Recovery code"));
    BOOST_TEST(location(browser.post("/login/step-up/recovery",
                                     {{"code", std::string{app.recovery_codes[0].reveal()}},
                                      {"rd", kWiki}})) == kWiki);
}

BOOST_AUTO_TEST_CASE(two_tabs_that_step_up_do_not_stand_in_each_others_way) {
    demand(Level::One, 5min);
    browser.sign_in("ann@example.org");
    now += 6min;
    browser.get(kStepUp);
    const std::string form_of_other_tab = browser.form_token;
    browser.post("/login/step-up",
                 {{"current_password", std::string{kGoodPassword}}, {"rd", kWiki}});
    const auto other =
        browser.post("/login/step-up", {{"form_token", form_of_other_tab},
                                        {"current_password", std::string{kGoodPassword}},
                                        {"rd", kWiki}});
    BOOST_TEST((other.status() == http::Status::Ok));
    BOOST_TEST(says(other, std::string{"href=\""} + kWiki));
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(a_public_site_asks_nothing) {
    demand(Level::Two, 60s);
    (void)sites.set("wiki", {.policy = SitePolicy::Public}, admin, now);
    browser.sign_in("ann@example.org");
    BOOST_TEST(says(browser.get(kStepUp), std::string{"href=\""} + kWiki));
}

BOOST_AUTO_TEST_SUITE_END()
