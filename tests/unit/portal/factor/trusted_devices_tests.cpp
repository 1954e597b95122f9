// Devices on which no second step is asked for, as a browser meets them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>

#include "postern/service/sign_in/second_factor_service.hpp"
#include "support/passkey_json.hpp"
#include "support/view_checks.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using http::Status;
using test::says;

namespace {

constexpr const char* kSignIn = "__Host-postern_signin";

struct TrustPages : test::WebFixture {
    TrustPages() {
        add_user("ann@example.org");
        app = add_app("ann@example.org");
        later();
    }
    /// The next code, which nobody has used.
    void later() { now += 30s; }

    http::Response send_code(std::string code, test::FormFields more = {}) {
        more.emplace_back("code", std::move(code));
        return browser.post("/login/second", std::move(more));
    }
    /// With the password and a code; `fields`: beside the code.
    void sign_in_with_code(test::FormFields fields) {
        browser.sign_in("ann@example.org");
        browser.get("/login/second");
        BOOST_REQUIRE(send_code(app->code(now), std::move(fields)).status() == Status::SeeOther);
    }
    void sign_out() {
        browser.get("/account");
        browser.post("/logout", {});
        later();
    }
    std::size_t trusted_devices() { return stores.state().trusted_devices.size(); }

    std::optional<test::AuthenticatorApp> app;
};

std::string location(const http::Response& response) {
    return std::string{response.header("Location")};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(trusted_device_pages_tests, TrustPages)

BOOST_AUTO_TEST_CASE(the_second_step_offers_to_trust_the_device) {
    browser.sign_in("ann@example.org");
    const auto page = browser.get("/login/second");
    BOOST_TEST(says(page, "Trust this device for 30 days"));
    BOOST_TEST(!test::is_checked(page.body(), "trust_device"));
    BOOST_TEST(!says(browser.get("/login/second/recovery"), "trust_device"));
    send_code(app->code(now));
    now += 6min;
    BOOST_TEST(!says(browser.get("/login/step-up"), "trust_device"));
}

BOOST_AUTO_TEST_CASE(a_trusted_device_is_asked_for_the_password_alone) {
    sign_in_with_code({{"trust_device", "1"}});
    BOOST_TEST(trusted_devices() == 1u);
    sign_out();
    BOOST_TEST(location(browser.sign_in("ann@example.org")) == "/account");
    BOOST_TEST(browser.is_signed_in());
    test::Browser other{*this};
    BOOST_TEST(location(other.sign_in("ann@example.org")) == "/login/second");
}

BOOST_AUTO_TEST_CASE(a_trusted_device_still_proves_it_before_a_change) {
    sign_in_with_code({{"trust_device", "1"}});
    sign_out();
    browser.sign_in("ann@example.org");
    BOOST_TEST(location(browser.get("/account/password")).starts_with("/login/step-up?rd="));
}

BOOST_AUTO_TEST_CASE(without_the_tick_no_device_is_trusted) {
    for (const char* const value : {"", "0", "on", "11"}) {
        sign_in_with_code({{"trust_device", value}});
        BOOST_TEST(trusted_devices() == 0u, value);
        sign_out();
    }
    sign_in_with_code({});
    BOOST_TEST(trusted_devices() == 0u);
    sign_out();
    BOOST_TEST(location(browser.sign_in("ann@example.org")) == "/login/second");
}

BOOST_AUTO_TEST_CASE(a_recovery_code_makes_no_device_trusted) {
    browser.sign_in("ann@example.org");
    browser.get("/login/second/recovery");
    const std::string code{app->recovery_codes[0].reveal()};
    browser.post("/login/second/recovery", {{"code", code}, {"trust_device", "1"}});
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(trusted_devices() == 0u);
}

BOOST_AUTO_TEST_CASE(a_passkey_makes_the_device_trusted_too) {
    add_user("bob@example.org");
    test::SoftPasskey key;
    add_passkey("bob@example.org", key);
    browser.sign_in("bob@example.org");
    BOOST_TEST(says(browser.get("/login/second/passkey"), "Trust this device for 30 days"));
    const auto asked = second_factor.ask(browser.cookies.at(kSignIn), now).value();
    browser.post(
        "/login/second/passkey",
        {{"passkey", test::passkey_json(key.get(asked.challenge))}, {"trust_device", "1"}});
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(trusted_devices() == 1u);
}

BOOST_AUTO_TEST_CASE(a_refused_form_keeps_the_tick_and_trusts_nothing) {
    browser.sign_in("ann@example.org");
    browser.get("/login/second");
    const auto wrong = app->code(now) == "000000" ? "000001" : "000000";
    for (const char* const code : {wrong, "", "12"})
        BOOST_TEST(
            test::is_checked(send_code(code, {{"trust_device", "1"}}).body(), "trust_device"),
            code);
    const auto stale = send_code(app->code(now), {{"trust_device", "1"}, {"form_token", "AAAA"}});
    BOOST_TEST(stale.status() == Status::Forbidden);
    BOOST_TEST(test::is_checked(stale.body(), "trust_device"));
    BOOST_TEST(!test::is_checked(send_code("12").body(), "trust_device"));
    BOOST_TEST(trusted_devices() == 0u);
}

BOOST_AUTO_TEST_CASE(the_page_about_security_tells_of_trust_and_ends_it) {
    sign_in_with_code({});
    BOOST_TEST(!says(browser.get("/account/security"), "Trusted devices"));
    sign_out();
    sign_in_with_code({{"trust_device", "1"}});
    const auto page = browser.get("/account/security");
    BOOST_TEST(says(page, "1 device is trusted: it is not asked for the second step."));
    BOOST_TEST(says(page, "10 codes are left."));
    now += 6min;  // no fresh proof is needed
    const auto done = browser.post("/account/security/trust/end", {});
    BOOST_TEST(location(done) == "/account/security?done=trust_ended");
    const auto after = browser.get(location(done));
    BOOST_TEST(says(after, "No device is trusted any more."));
    BOOST_TEST(!says(after, "Trusted devices"));
    BOOST_TEST(trusted_devices() == 0u);
    sign_out();
    BOOST_TEST(location(browser.sign_in("ann@example.org")) == "/login/second");
}

BOOST_AUTO_TEST_CASE(only_a_form_of_the_user_ends_the_trust) {
    sign_in_with_code({{"trust_device", "1"}});
    BOOST_TEST(location(browser.get("/account/security/trust/end")) == "/account/security");
    BOOST_TEST(browser.post("/account/security/trust/end", {{"form_token", "AAAA"}}).status() ==
               Status::Forbidden);
    test::Browser stranger{*this};
    stranger.get("/login");
    BOOST_TEST(location(stranger.post("/account/security/trust/end", {})).starts_with("/login"));
    BOOST_TEST(trusted_devices() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
