// Passkeys and security keys as a second step and in a step-up, as a browser meets them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>

#include "postern/service/account/step_up_service.hpp"
#include "postern/service/sign_in/second_factor_service.hpp"
#include "support/passkey_json.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using http::Status;
using test::passkey_json;
using test::says;

namespace {

constexpr const char* kSignIn = "__Host-postern_signin";
constexpr const char* kWiki = "https://wiki.example.org/page";
const std::string kToWiki = std::string{"?rd="} + kWiki;

struct PasskeyProof : test::WebFixture {
    PasskeyProof() {
        add_user("ann@example.org");
        (void)sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now);
    }
    void demand(Level level) { (void)sites.set("wiki", {.level = level}, admin, now); }

    std::string answer_to_second_step() {
        return passkey_json(
            key.get(second_factor.ask(browser.cookies.at(kSignIn), now).value().challenge));
    }
    std::string answer_to_step_up() {
        const auto& token = browser.cookies.at(cookies.session_name());
        const auto visitor = sessions.find(token, now);
        BOOST_REQUIRE(visitor.has_value());
        return passkey_json(key.get(step_up.ask(*visitor, token, now).value().challenge));
    }
    http::Response finish_second(std::string text, test::FormFields more = {}) {
        more.emplace_back("passkey", std::move(text));
        return browser.post("/login/second/passkey", std::move(more));
    }
    http::Response finish_step_up(std::string text, test::FormFields more = {}) {
        more.emplace_back("passkey", std::move(text));
        return browser.post("/login/step-up/passkey", std::move(more));
    }
    /// Sets an app up, and adds the key in the same session.
    test::AuthenticatorApp add_app_and_key() {
        auto app = add_app("ann@example.org");
        const auto token = app.session.token.reveal();
        const auto& session = app.session.session;
        const auto asked =
            passkeys.begin(session, token, PasskeyKind::Passkey, client, now).value();
        key.user_handle = asked.user_handle;
        BOOST_REQUIRE(passkeys
                          .add(session, token, PasskeyKind::Passkey,
                               {key.create(asked.challenge), {}}, {}, client, now)
                          .has_value());
        return app;
    }
    /// Password, then the key.
    void sign_in_with_key() {
        browser.sign_in("ann@example.org");
        browser.get("/login/second/passkey");
        BOOST_REQUIRE(finish_second(answer_to_second_step()).status() == Status::SeeOther);
    }

    test::SoftPasskey key;
};

std::string location(const http::Response& response) {
    return std::string{response.header("Location")};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(passkey_proof_tests, PasskeyProof)

BOOST_AUTO_TEST_CASE(a_user_with_a_key_is_asked_for_it_after_the_password) {
    add_passkey("ann@example.org", key, PasskeyKind::SecurityKey);
    BOOST_TEST(location(browser.sign_in("ann@example.org", {{"rd", kWiki}})) ==
               "/login/second" + kToWiki);
    BOOST_TEST(location(browser.get("/login/second" + kToWiki)) ==
               "/login/second/passkey" + kToWiki);
    const auto page = browser.get("/login/second/passkey" + kToWiki);
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "action=\"/login/second/passkey\" data-passkey hidden"));
    BOOST_TEST(says(page, "name=\"for\" value=\"second_factor\""));
    BOOST_TEST(says(page, "<noscript>"));
    BOOST_TEST(says(page, "/login/second/recovery"));
    BOOST_TEST(!says(page, "by=app"));
    const auto done = finish_second(answer_to_second_step(), {{"rd", kWiki}});
    BOOST_TEST(location(done) == kWiki);
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(!browser.has_cookie(kSignIn));
}

BOOST_AUTO_TEST_CASE(every_way_that_a_user_has_is_offered_on_each_page) {
    (void)add_app_and_key();
    browser.sign_in("ann@example.org");
    BOOST_TEST(says(browser.get("/login/second/passkey"), "/login/second?by=app"));
    const auto code_page = browser.get("/login/second?by=app");
    BOOST_TEST(says(code_page, "one-time-code"));
    BOOST_TEST(says(code_page, "/login/second/passkey"));
    const auto recovery = browser.get("/login/second/recovery");
    BOOST_TEST(says(recovery, "/login/second/passkey"));
    BOOST_TEST(says(recovery, "/login/second?by=app"));
}

BOOST_AUTO_TEST_CASE(a_user_without_a_key_is_not_asked_for_one) {
    add_app("ann@example.org");
    browser.sign_in("ann@example.org");
    BOOST_TEST(location(browser.get("/login/second/passkey" + kToWiki)) ==
               "/login/second" + kToWiki);
    BOOST_TEST(browser.get("/login/second").status() == Status::Ok);
    BOOST_TEST(!says(browser.get("/login/second"), "/login/second/passkey"));
}

BOOST_AUTO_TEST_CASE(a_user_whose_factors_have_gone_starts_again) {
    add_passkey("ann@example.org", key);
    browser.sign_in("ann@example.org");
    stores.state().passkeys.clear();
    for (const char* const page :
         {"/login/second", "/login/second/passkey", "/login/second/recovery"})
        BOOST_TEST(location(browser.get(page)).starts_with("/login"));
}

BOOST_AUTO_TEST_CASE(a_wrong_answer_is_asked_for_again) {
    add_passkey("ann@example.org", key);
    browser.sign_in("ann@example.org");
    browser.get("/login/second/passkey");
    for (const char* const text : {"", "x", "{}", "[]", "true", "0"})
        BOOST_TEST(finish_second(text).status() == Status::UnprocessableContent, text);
    const auto used = answer_to_second_step();
    key.good_signature = false;
    const auto wrong = finish_second(answer_to_second_step());
    BOOST_TEST(wrong.status() == Status::Forbidden);
    BOOST_TEST(says(wrong, "cannot be used here"));
    key.good_signature = true;
    now += 11min;
    browser.sign_in("ann@example.org");
    const auto late = finish_second(used);
    BOOST_TEST(late.status() == Status::Forbidden);
    BOOST_TEST(says(late, "That took too long."));
    BOOST_TEST(!browser.is_signed_in());
    BOOST_TEST(finish_second(answer_to_second_step()).status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(the_step_cannot_be_reached_without_the_password) {
    BOOST_TEST(location(browser.get("/login/second/passkey")) == "/login");
    browser.get("/login");
    BOOST_TEST(location(finish_second("{}")).starts_with("/login?expired=1"));
}

BOOST_AUTO_TEST_CASE(a_second_step_without_its_cookie_is_shown_again) {
    add_passkey("ann@example.org", key);
    browser.sign_in("ann@example.org");
    browser.get("/login/second/passkey");
    const auto page = finish_second(answer_to_second_step(), {{"form_token", "AAAA"}});
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(!browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(a_change_asks_for_the_key_again) {
    add_passkey("ann@example.org", key);
    sign_in_with_key();
    now += 6min;
    BOOST_TEST(location(browser.get("/account/password")).starts_with("/login/step-up?rd="));
    const std::string to_page = "?rd=https://auth.example.org/account/password";
    BOOST_TEST(location(browser.get("/login/step-up" + to_page)) ==
               "/login/step-up/passkey" + to_page);
    const auto page = browser.get("/login/step-up/passkey" + to_page);
    BOOST_TEST(says(page, "name=\"for\" value=\"step_up\""));
    const auto before = browser.cookies.at(cookies.session_name());
    const auto done =
        finish_step_up(answer_to_step_up(), {{"rd", "https://auth.example.org/account/password"}});
    BOOST_TEST(location(done) == "https://auth.example.org/account/password");
    BOOST_TEST(browser.cookies.at(cookies.session_name()) != before);
    BOOST_TEST(browser.get("/account/password").status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(a_site_that_wants_a_passkey_offers_no_code) {
    const auto app = add_app_and_key();
    now += 30s;
    browser.sign_in("ann@example.org");
    browser.get("/login/second?by=app");
    browser.post("/login/second", {{"code", app.code(now)}});
    demand(Level::PhishingResistant);
    for (const char* const page : {"/login/step-up", "/login/step-up/recovery"})
        BOOST_TEST(location(browser.get(page + kToWiki)) == "/login/step-up/passkey" + kToWiki);
    BOOST_TEST(location(browser.get("/login/step-up?by=app&rd=" + std::string{kWiki})) ==
               "/login/step-up/passkey" + kToWiki);
    const auto page = browser.get("/login/step-up/passkey" + kToWiki);
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(!says(page, "by=app"));
    BOOST_TEST(!says(page, "/recovery"));
    BOOST_TEST(location(finish_step_up(answer_to_step_up(), {{"rd", kWiki}})) == kWiki);
    BOOST_TEST(says(browser.get("/login/step-up" + kToWiki), std::string{"href=\""} + kWiki));
}

BOOST_AUTO_TEST_CASE(a_key_that_does_not_verify_its_user_is_told_to_be_too_weak) {
    add_passkey("ann@example.org", key, PasskeyKind::SecurityKey);
    key.verified = false;
    sign_in_with_key();
    demand(Level::PhishingResistant);
    browser.get("/login/step-up/passkey" + kToWiki);
    const auto done = finish_step_up(answer_to_step_up(), {{"rd", kWiki}});
    BOOST_TEST(location(done) == "/login/step-up/passkey?unverified=1&rd=" + std::string{kWiki});
    BOOST_TEST(says(browser.get(location(done)), "did not check that it"));
}

BOOST_AUTO_TEST_CASE(a_site_that_wants_a_passkey_says_so_to_a_user_who_has_none) {
    demand(Level::PhishingResistant);
    browser.sign_in("ann@example.org");
    const auto page = browser.get("/login/step-up" + kToWiki);
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(says(page, "It asks for a passkey"));
    BOOST_TEST(says(page, std::string{"/account/security/passkeys?kind=passkey&amp;rd="} + kWiki));
    BOOST_TEST(!says(page, "/account/security/totp"));
}

BOOST_AUTO_TEST_CASE(a_step_up_without_an_answer_proves_nothing) {
    add_passkey("ann@example.org", key);
    sign_in_with_key();
    now += 6min;
    browser.get("/login/step-up/passkey");
    const auto before = browser.cookies.at(cookies.session_name());
    BOOST_TEST(browser.post("/login/step-up/passkey", {}).status() == Status::UnprocessableContent);
    key.good_signature = false;
    BOOST_TEST(finish_step_up(answer_to_step_up()).status() == Status::Forbidden);
    BOOST_TEST(browser.cookies.at(cookies.session_name()) == before);
    BOOST_TEST(location(browser.get("/account/email")).starts_with("/login/step-up"));
}

BOOST_AUTO_TEST_SUITE_END()
