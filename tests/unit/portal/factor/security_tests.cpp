// The page about what protects the account, and what is behind it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>

#include "postern/crypto/factor/base32.hpp"
#include "postern/crypto/factor/totp.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using test::kGoodPassword;
using test::says;

namespace {

struct SecurityPages : test::WebFixture {
    SecurityPages() {
        add_user("ann@example.org");
        (void)sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now);
    }
    /// Opens the setup; returns the secret that the page shows.
    Secret begin(test::FormFields fields = {}) {
        browser.get("/account/security/totp");
        const auto page = browser.post("/account/security/totp/setup", std::move(fields));
        BOOST_REQUIRE((page.status() == http::Status::Ok));
        const std::string html = page.body();
        const auto at = html.find("secret=");
        BOOST_REQUIRE(at != std::string::npos);
        auto secret = crypto::from_base32(html.substr(at + 7, 32));
        BOOST_REQUIRE(secret.has_value());
        return std::move(*secret);
    }
    std::string code(const Secret& secret) {
        return std::string{crypto::totp_code(secret, crypto::totp_step(now)).reveal()};
    }
};

std::string location(const http::Response& response) {
    return std::string{response.header("Location")};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(security_pages_tests, SecurityPages)

BOOST_AUTO_TEST_CASE(the_page_recommends_the_next_step) {
    browser.sign_in("ann@example.org");
    const auto before = browser.get("/account/security");
    BOOST_TEST((before.status() == http::Status::Ok));
    BOOST_TEST(says(before, "/account/security/totp"));
    BOOST_TEST(!says(before, "/account/security/recovery-codes"));
    const auto secret = begin();
    browser.post("/account/security/totp", {{"code", code(secret)}});
    const auto after = browser.get("/account/security");
    BOOST_TEST(says(after, "well protected"));
    BOOST_TEST(says(after, "10 codes are left."));
    BOOST_TEST(says(after, "/account/security/totp/remove"));
}

BOOST_AUTO_TEST_CASE(an_app_is_set_up_without_javascript) {
    browser.sign_in("ann@example.org");
    const std::string before = browser.cookies.at(cookies.session_name());
    const auto secret = begin({{"rd", "https://wiki.example.org/page"}});
    const auto wrong = code(secret) == "000000" ? "000001" : "000000";
    const auto again = browser.post("/account/security/totp",
                                    {{"code", wrong}, {"rd", "https://wiki.example.org/page"}});
    BOOST_TEST((again.status() == http::Status::Forbidden));
    BOOST_TEST(says(again, std::string{crypto::to_base32(secret.reveal()).reveal()}));
    const auto done =
        browser.post("/account/security/totp",
                     {{"code", code(secret)}, {"rd", "https://wiki.example.org/page"}});
    BOOST_TEST((done.status() == http::Status::Ok));
    BOOST_TEST(says(done, "Your recovery codes"));
    BOOST_TEST(says(done, "https://wiki.example.org/page"));
    BOOST_TEST(done.header("Cache-Control") == "no-store");
    BOOST_TEST(browser.cookies.at(cookies.session_name()) != before);
    BOOST_TEST(browser.is_signed_in());
    // The forms of that page belong to the new session.
    BOOST_TEST(location(browser.post("/logout", {})) == "/login?signed_out=1");
}

BOOST_AUTO_TEST_CASE(the_first_codes_lead_to_the_page_whose_rule_asked_for_a_factor) {
    const std::string asked = "2:https://wiki.example.org/page";
    browser.sign_in("ann@example.org");
    const auto secret = begin({{"rd", asked}});
    const auto done =
        browser.post("/account/security/totp", {{"code", code(secret)}, {"rd", asked}});
    BOOST_TEST(says(done, "Your recovery codes"));
    BOOST_TEST(says(done, "href=\"https://wiki.example.org/page\""));
}

BOOST_AUTO_TEST_CASE(a_code_that_is_missing_or_malformed_changes_nothing) {
    browser.sign_in("ann@example.org");
    begin();
    for (const char* const typed : {"", "12345", "abcdef", "1234567"})
        BOOST_TEST((browser.post("/account/security/totp", {{"code", typed}}).status() ==
                    http::Status::UnprocessableContent));
    BOOST_TEST(stores.state().totp.empty());
}

BOOST_AUTO_TEST_CASE(the_clock_of_the_phone_is_named) {
    browser.sign_in("ann@example.org");
    const auto secret = begin();
    now += 3min;
    const std::string early = code(secret);
    now -= 3min;
    BOOST_TEST(says(browser.post("/account/security/totp", {{"code", early}}),
                    "ahead of the server&#39;s by about 3 minutes"));
}

BOOST_AUTO_TEST_CASE(what_was_not_begun_here_cannot_be_confirmed) {
    browser.sign_in("ann@example.org");
    browser.get("/account/security/totp");
    const auto gone = browser.post("/account/security/totp", {{"code", "123456"}});
    BOOST_TEST((gone.status() == http::Status::Gone));
    const auto secret = begin();
    test::Browser other{*this};
    other.sign_in("ann@example.org");
    other.get("/account/security/totp");
    BOOST_TEST((other.post("/account/security/totp", {{"code", code(secret)}}).status() ==
                http::Status::Gone));
    BOOST_TEST(stores.state().totp.empty());
    BOOST_TEST(location(browser.get("/account/security/totp/setup")) == "/account/security/totp");
}

BOOST_AUTO_TEST_CASE(a_stale_proof_is_asked_for_first) {
    browser.sign_in("ann@example.org");
    browser.get("/account/security");
    now += 6min;
    const std::string to_prove = "/login/step-up?rd=https://auth.example.org/account/security/";
    BOOST_TEST(location(browser.get("/account/security/totp")) == to_prove + "totp");
    BOOST_TEST(location(browser.post("/account/security/totp/setup", {})) == to_prove + "totp");
    const auto done =
        browser.get("/login/step-up?rd=https://auth.example.org/account/security/totp");
    BOOST_TEST(says(done, "current_password"));
    BOOST_TEST(location(browser.post("/login/step-up",
                                     {{"current_password", std::string{kGoodPassword}},
                                      {"rd", "https://auth.example.org/account/security/totp"}})) ==
               "https://auth.example.org/account/security/totp");
    const auto secret = begin();
    browser.post("/account/security/totp", {{"code", code(secret)}});
    now += 6min;
    browser.get("/account/security");
    for (const char* const page : {"totp/remove", "recovery-codes"}) {
        BOOST_TEST(location(browser.get("/account/security/" + std::string{page})) ==
                   to_prove + page);
        BOOST_TEST(location(browser.post("/account/security/" + std::string{page}, {})) ==
                   to_prove + page);
    }
    BOOST_TEST(stores.state().totp.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_app_is_removed_after_a_question) {
    browser.sign_in("ann@example.org");
    const auto secret = begin();
    browser.post("/account/security/totp", {{"code", code(secret)}});
    BOOST_TEST((browser.get("/account/security/totp/remove").status() == http::Status::Ok));
    BOOST_TEST(location(browser.post("/account/security/totp/remove", {})) ==
               "/account/security?done=removed");
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(stores.state().totp.empty());
    BOOST_TEST(location(browser.get("/account/security/totp/remove")) == "/account/security");
}

BOOST_AUTO_TEST_CASE(new_codes_are_shown_once) {
    browser.sign_in("ann@example.org");
    BOOST_TEST(location(browser.get("/account/security/recovery-codes")) == "/account/security");
    const auto secret = begin();
    browser.post("/account/security/totp", {{"code", code(secret)}});
    BOOST_TEST(says(browser.get("/account/security/recovery-codes"), "ten new codes"));
    const auto made = browser.post("/account/security/recovery-codes", {});
    BOOST_TEST((made.status() == http::Status::Ok));
    BOOST_TEST(says(made, "recovery-codes"));
    BOOST_TEST(made.header("Cache-Control") == "no-store");
}

BOOST_AUTO_TEST_CASE(what_could_take_the_account_away_asks_for_a_fresh_code) {
    browser.sign_in("ann@example.org");
    const auto secret = begin();
    browser.post("/account/security/totp", {{"code", code(secret)}});
    BOOST_TEST((browser.get("/account/password").status() == http::Status::Ok));
    now += 6min;
    const std::string step_up_for = "/login/step-up?rd=https://auth.example.org";
    for (const std::string& page :
         std::vector<std::string>{"/account/password", "/account/email", "/account/delete",
                                  "/account/sessions/end?which=others"}) {
        BOOST_TEST(location(browser.get(page)) == step_up_for + page);
        const auto path = page.substr(0, page.find('?'));
        BOOST_TEST(location(browser.post(path, {{"current_password", std::string{kGoodPassword}},
                                                {"password", "brightly painted lighthouse"},
                                                {"email", "ann@example.com"},
                                                {"sure", "1"},
                                                {"which", "others"}})) == step_up_for + path);
    }
    BOOST_TEST(browser.is_signed_in());
    browser.get(step_up_for + "/account/password");
    BOOST_TEST(location(browser.post("/login/step-up",
                                     {{"code", code(secret)},
                                      {"rd", "https://auth.example.org/account/password"}})) ==
               "https://auth.example.org/account/password");
    BOOST_TEST((browser.get("/account/password").status() == http::Status::Ok));
}

BOOST_AUTO_TEST_SUITE_END()
