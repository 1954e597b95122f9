// Signing in by a passkey, as a browser meets it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>

#include "postern/service/sign_in/passkey_sign_in_service.hpp"
#include "support/passkey_json.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using http::Status;
using test::cookies_set;
using test::passkey_json;
using test::says;

namespace {

constexpr const char* kForm = "__Host-postern_form";
constexpr const char* kWiki = "https://wiki.example.org/page";

struct PasskeySignIn : test::WebFixture {
    PasskeySignIn() {
        ann = add_user("ann@example.org");
        (void)sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now);
        add_passkey("ann@example.org", passkey);
        browser.get("/login");
    }

    /// What this browser is asked.
    std::string challenge(const test::Browser& of) {
        return passkey_sign_in.ask(of.cookies.at(kForm), now)->challenge;
    }
    std::string answer() { return passkey_json(passkey.get(challenge(browser))); }

    http::Response send(std::string text, test::FormFields more = {}) {
        more.emplace_back("passkey", std::move(text));
        return browser.post("/login/passkey", std::move(more));
    }
    service::OpenedSession sign_in_elsewhere() {
        constexpr std::string_view kElsewhere = "the cookie of another browser";
        const auto asked = passkey_sign_in.ask(kElsewhere, now)->challenge;
        const auto signed_by = passkey.get(asked);
        auto done =
            passkey_sign_in.sign_in({.holder = kElsewhere, .answer = signed_by}, client, now);
        BOOST_REQUIRE(done.has_value());
        return std::move(std::move(*done).opened);
    }
    void check_refused(const http::Response& page, Status status, std::string_view text) {
        BOOST_TEST(page.status() == status);
        BOOST_TEST(says(page, text));
        BOOST_TEST(says(page, "role=\"alert\""));
        BOOST_TEST(!browser.is_signed_in());
    }

    std::optional<User> ann;
    test::SoftPasskey passkey;
};

std::string location(const http::Response& response) {
    return std::string{response.header("Location")};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(passkey_sign_in_pages_tests, PasskeySignIn)

BOOST_AUTO_TEST_CASE(the_sign_in_page_offers_passkeys_to_a_browser_that_has_them) {
    const auto page = browser.get("/login");
    BOOST_TEST(says(page, "autocomplete=\"username webauthn\""));
    BOOST_TEST(says(page, "action=\"/login/passkey\" data-passkey hidden"));
    BOOST_TEST(says(page, "/static/passkeys.js?v="));
    BOOST_TEST(location(browser.get("/login/passkey")) == "/login");
}

BOOST_AUTO_TEST_CASE(a_passkey_opens_the_session_and_leads_back) {
    const auto done = send(answer(), {{"rd", kWiki}, {"remember", "1"}});
    BOOST_TEST(done.status() == Status::SeeOther);
    BOOST_TEST(location(done) == kWiki);
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(browser.has_cookie(cookies.device_name()));
    const auto set = cookies_set(done, cookies.session_name());
    BOOST_REQUIRE(!set.empty());
    BOOST_TEST(set.back().find("Max-Age=") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_session_ends_with_the_browser_unless_it_is_to_stay) {
    const auto set = cookies_set(send(answer()), cookies.session_name());
    BOOST_REQUIRE(!set.empty());
    BOOST_TEST(set.back().find("Max-Age=") == std::string::npos);
    BOOST_TEST(location(browser.get("/login")) == "/account");
}

BOOST_AUTO_TEST_CASE(a_return_link_that_is_not_allowed_is_dropped) {
    BOOST_TEST(location(send(answer(), {{"rd", "https://evil.example/"}})) == "/account");
}

BOOST_AUTO_TEST_CASE(an_answer_works_once_and_in_time_and_in_its_own_browser) {
    const auto used = answer();
    BOOST_TEST(send(used).status() == Status::SeeOther);
    browser.post("/logout", {});
    browser.cookies.erase(cookies.session_name());
    browser.get("/login");
    check_refused(send(used), Status::Forbidden, "That took too long.");
    const auto late = answer();
    now += 11min;
    check_refused(send(late), Status::Forbidden, "That took too long.");
    test::Browser other{*this};
    other.get("/login");
    check_refused(send(passkey_json(passkey.get(challenge(other)))), Status::Forbidden,
                  "That took too long.");
}

BOOST_AUTO_TEST_CASE(what_no_browser_sends_is_asked_for_again) {
    for (const char* const text : {"", "x", "{}", "[]", "null", R"({"type":"public-key"})"})
        check_refused(send(text), Status::UnprocessableContent, "could not be read");
    check_refused(browser.post("/login/passkey", {}), Status::UnprocessableContent,
                  "could not be read");
}

BOOST_AUTO_TEST_CASE(every_passkey_that_may_not_sign_in_gets_one_answer) {
    constexpr std::string_view kText = "You cannot sign in with that passkey here.";
    test::SoftPasskey unknown{7};
    unknown.user_handle = passkey.user_handle;
    check_refused(send(passkey_json(unknown.get(challenge(browser)))), Status::Unauthorized, kText);
    passkey.verified = false;
    check_refused(send(answer()), Status::Unauthorized, kText);
    passkey.verified = true;
    stores.state().users.at(ann->id).user.disabled = true;
    check_refused(send(answer()), Status::Unauthorized, kText);
}

BOOST_AUTO_TEST_CASE(a_refused_visitor_keeps_the_way_on_and_the_choice) {
    const auto page = send("{}", {{"rd", kWiki}, {"remember", "1"}});
    BOOST_TEST(test::says(page, std::string{"value=\""} + kWiki + "\""));
    BOOST_TEST(says(page, "value=\"1\" checked"));
}

BOOST_AUTO_TEST_CASE(a_visitor_who_has_signed_in_in_another_window_goes_on) {
    const auto asked_before = answer();
    const auto token = browser.form_token;
    browser.cookies[cookies.session_name()] = std::string{sign_in_elsewhere().token.reveal()};
    BOOST_TEST(location(send(asked_before, {{"form_token", token}, {"rd", kWiki}})) == kWiki);
}

BOOST_AUTO_TEST_CASE(a_form_without_its_cookie_is_shown_again) {
    const auto text = answer();
    browser.cookies.clear();
    const auto page = send(text, {{"rd", kWiki}});
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(says(page, "open too long"));
    BOOST_TEST(!browser.is_signed_in());
}

BOOST_AUTO_TEST_SUITE_END()
