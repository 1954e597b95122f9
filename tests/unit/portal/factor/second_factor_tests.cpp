// Signing in with a second step, as a browser meets it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using test::cookies_set;
using test::kGoodPassword;
using test::says;

namespace {

constexpr const char* kSignIn = "__Host-postern_signin";

struct SecondFactorPages : test::WebFixture {
    SecondFactorPages() {
        add_user("ann@example.org");
        (void)sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now);
        app = add_app("ann@example.org");
        later();
    }
    /// The next code, which nobody has used.
    void later() { now += 30s; }

    http::Response send_code(std::string code, test::FormFields more = {}) {
        test::FormFields fields{{"code", std::move(code)}};
        fields.insert(fields.end(), more.begin(), more.end());
        return browser.post("/login/second", std::move(fields));
    }
    http::Response send_code() { return send_code(app->code(now)); }

    std::optional<test::AuthenticatorApp> app;
};

std::string location(const http::Response& response) {
    return std::string{response.header("Location")};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(second_factor_pages_tests, SecondFactorPages)

BOOST_AUTO_TEST_CASE(the_password_leads_to_the_second_step_and_no_further) {
    const auto answer = browser.sign_in("ann@example.org");
    BOOST_TEST((answer.status() == http::Status::SeeOther));
    BOOST_TEST(location(answer) == "/login/second");
    BOOST_TEST(browser.has_cookie(kSignIn));
    BOOST_TEST(!browser.is_signed_in());
    BOOST_TEST(cookies_set(answer, cookies.session_name()).empty());
    BOOST_TEST(cookies_set(answer, cookies.device_name()).empty());
    const auto page = browser.get("/login/second");
    BOOST_TEST((page.status() == http::Status::Ok));
    BOOST_TEST(says(page, "one-time-code"));
    BOOST_TEST(says(page, "ann@example.org"));
}

BOOST_AUTO_TEST_CASE(the_cookie_between_the_steps_opens_nothing) {
    browser.sign_in("ann@example.org");
    browser.cookies[cookies.session_name()] = browser.cookies.at(kSignIn);
    for (const char* const path :
         {"/account", "/account/security", "/account/sessions", "/account/password"})
        BOOST_TEST((browser.get(path).status() == http::Status::SeeOther), path);
    BOOST_TEST((browser.send_json(http::Method::Get, "/api/v1/me").status() ==
                http::Status::Unauthorized));
}

BOOST_AUTO_TEST_CASE(the_code_opens_the_session_and_leads_back) {
    browser.get("/login?rd=https://wiki.example.org/page");
    const auto answer = browser.sign_in(
        "ann@example.org", {{"rd", "https://wiki.example.org/page"}, {"remember", "1"}});
    BOOST_TEST(location(answer) == "/login/second?rd=https://wiki.example.org/page");
    BOOST_TEST(says(browser.get(location(answer)), "https://wiki.example.org/page"));
    const auto done = send_code(app->code(now), {{"rd", "https://wiki.example.org/page"}});
    BOOST_TEST((done.status() == http::Status::SeeOther));
    BOOST_TEST(location(done) == "https://wiki.example.org/page");
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(!browser.has_cookie(kSignIn));
    BOOST_TEST(browser.has_cookie(cookies.device_name()));
}

BOOST_AUTO_TEST_CASE(a_return_link_that_is_not_allowed_is_dropped) {
    browser.sign_in("ann@example.org");
    browser.get("/login/second?rd=https://evil.example/");
    const auto done = send_code(app->code(now), {{"rd", "https://evil.example/"}});
    BOOST_TEST(location(done) == "/account");
}

BOOST_AUTO_TEST_CASE(a_wrong_code_is_asked_for_again) {
    browser.sign_in("ann@example.org");
    browser.get("/login/second");
    const auto wrong = app->code(now) == "000000" ? "000001" : "000000";
    for (const auto& [code, status] :
         {std::pair{wrong, http::Status::Forbidden},
          {"", http::Status::UnprocessableContent},
          {"12345", http::Status::UnprocessableContent},
          {"12345678901234567890", http::Status::UnprocessableContent}}) {
        const auto answer = send_code(code);
        BOOST_TEST((answer.status() == status), code);
        BOOST_TEST(says(answer, "aria-invalid"));
        BOOST_TEST(!browser.is_signed_in());
    }
    BOOST_TEST((send_code().status() == http::Status::SeeOther));
}

BOOST_AUTO_TEST_CASE(a_missing_or_doubled_field_is_no_code) {
    browser.sign_in("ann@example.org");
    browser.get("/login/second");
    BOOST_TEST((browser.post("/login/second", {}).status() == http::Status::UnprocessableContent));
    BOOST_TEST((browser.post("/login/second", {{"code[]", app->code(now)}}).status() ==
                http::Status::UnprocessableContent));
    BOOST_TEST(!browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(the_step_cannot_be_reached_without_the_password) {
    BOOST_TEST(location(browser.get("/login/second")) == "/login");
    BOOST_TEST(location(browser.get("/login/second/recovery")) == "/login");
    browser.get("/login");
    const auto answer = send_code();
    BOOST_TEST(location(answer).starts_with("/login?expired=1"));
    BOOST_TEST(!browser.is_signed_in());
    BOOST_TEST(says(browser.get("/login?expired=1"), "took too long"));
}

BOOST_AUTO_TEST_CASE(a_form_without_its_token_is_shown_again_and_not_looked_at) {
    browser.sign_in("ann@example.org");
    browser.get("/login/second");
    const auto answer = send_code(app->code(now), {{"form_token", "AAAA"}});
    BOOST_TEST((answer.status() == http::Status::Forbidden));
    BOOST_TEST(!browser.is_signed_in());
    BOOST_TEST((send_code().status() == http::Status::SeeOther));
}

BOOST_AUTO_TEST_CASE(who_is_signed_in_in_another_tab_goes_on) {
    browser.sign_in("ann@example.org");
    browser.get("/login/second");
    (void)send_code();
    later();
    const auto again = send_code(app->code(now), {{"rd", "https://wiki.example.org/page"}});
    BOOST_TEST(location(again) == "https://wiki.example.org/page");
    BOOST_TEST(location(browser.get("/login/second")) == "/account");
}

BOOST_AUTO_TEST_CASE(a_recovery_code_replaces_the_app_once) {
    browser.sign_in("ann@example.org");
    BOOST_TEST(says(browser.get("/login/second"), "/login/second/recovery"));
    BOOST_TEST(says(browser.get("/login/second/recovery"), "Recovery code"));
    const std::string code{app->recovery_codes[0].reveal()};
    const auto done = browser.post("/login/second/recovery", {{"code", code}});
    BOOST_TEST(location(done) == "/account/security");
    BOOST_TEST(browser.is_signed_in());
    test::Browser other{*this};
    other.sign_in("ann@example.org");
    other.get("/login/second/recovery");
    BOOST_TEST((other.post("/login/second/recovery", {{"code", code}}).status() ==
                http::Status::Forbidden));
    BOOST_TEST(!other.is_signed_in());
}

BOOST_AUTO_TEST_CASE(pages_of_the_step_are_not_kept_by_the_browser) {
    browser.sign_in("ann@example.org");
    BOOST_TEST(browser.get("/login/second").header("Cache-Control") == "no-store");
}

BOOST_AUTO_TEST_SUITE_END()
