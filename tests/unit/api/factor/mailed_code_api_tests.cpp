// The code from the mailbox before the first second factor, as a program meets it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/mailing_services.hpp"
#include "unit/api/factor/factor_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using http::Status;
using test::Browser;

namespace {

constexpr const char* kMailedCode = "/api/v1/me/factors/mailed-code";

struct MailedCodeApi : test::FactorFixture {
    test::MailingServices mailing{*this};

    MailedCodeApi() {
        enrolling = &mailing.services;
        pipeline = make_pipeline(registration);
        sign_in_by_json(browser);
    }

    http::Response send() { return browser.send_json(Method::Post, kMailedCode, "{}"); }
    http::Response show(Browser& who, std::string_view typed) {
        return who.send_json(Method::Put, kMailedCode, code_body(typed));
    }
    http::Response show(std::string_view typed) { return show(browser, typed); }
    std::string mailed_code() {
        BOOST_REQUIRE(send().status() == Status::Accepted);
        return mailing.newest_code();
    }
    http::Response begin_passkey(std::string_view kind) {
        return browser.send_json(Method::Post, "/api/v1/me/factors/passkeys/challenges",
                                 Json{Json::Object{{"kind", kind}}}.dump());
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mailed_code_api_tests, MailedCodeApi)

BOOST_AUTO_TEST_CASE(the_first_factor_on_a_new_device_needs_a_code) {
    for (const auto& refused :
         {begin_totp(browser), begin_passkey("passkey"), begin_passkey("security_key")}) {
        BOOST_TEST(refused.status() == Status::Forbidden);
        BOOST_TEST(code_of(refused) == "mailed_code_required");
    }
}

BOOST_AUTO_TEST_CASE(post_mailed_code_sends_it_and_put_shows_it) {
    const auto sent = send();
    BOOST_TEST(sent.status() == Status::Accepted);
    BOOST_TEST(text(body_of(sent), "status") == "accepted");
    const auto before = session_of(browser);
    const auto shown = show(mailing.newest_code());
    BOOST_TEST(shown.status() == Status::Ok);
    BOOST_TEST(session_of(browser) != before);
    const auto body = body_of(shown);
    const auto& session = *body.find("session");
    BOOST_TEST(number(session, "level") == 1);
    BOOST_TEST(joined(session, "methods") == "password mailed_code");
    BOOST_TEST(begin_totp(browser).status() == Status::Created);
    BOOST_TEST(begin_passkey("passkey").status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(put_mailed_code_refuses_each_wrong_code_with_its_own_problem) {
    const auto code = mailed_code();
    const auto wrong = show("zzzz-zzzz");
    BOOST_TEST(wrong.status() == Status::Forbidden);
    BOOST_TEST(code_of(wrong) == "wrong_code");
    const auto malformed = show("123456");
    BOOST_TEST(malformed.status() == Status::UnprocessableContent);
    BOOST_TEST(errors_of(malformed) == "code:invalid");
    for (int i = 1; i < 5; ++i) show("zzzz-zzzz");
    const auto refused = show(code);
    BOOST_TEST(refused.status() == Status::TooManyRequests);
    BOOST_TEST(code_of(refused) == "too_many_attempts");
    now += 1min;
    BOOST_TEST(show(code).status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(a_code_opens_the_way_once) {
    Browser other{*this};
    sign_in_by_json(other);
    const auto code = mailed_code();
    BOOST_TEST(show(code).status() == Status::Ok);
    BOOST_TEST(code_of(show(other, code)) == "wrong_code");
}

BOOST_AUTO_TEST_CASE(who_needs_no_code_is_told_so) {
    BOOST_REQUIRE(show(mailed_code()).status() == Status::Ok);
    for (const auto& refused : {send(), show("zzzz-zzzz")}) {
        BOOST_TEST(refused.status() == Status::Conflict);
        BOOST_TEST(code_of(refused) == "mailed_code_not_needed");
    }
}

BOOST_AUTO_TEST_CASE(a_network_asks_for_few_emails_an_hour) {
    for (int i = 0; i < 20; ++i) BOOST_REQUIRE(send().status() == Status::Accepted);
    const auto refused = send();
    BOOST_TEST(refused.status() == Status::TooManyRequests);
    BOOST_TEST(code_of(refused) == "too_many_mails");
}

BOOST_AUTO_TEST_CASE(without_a_session_there_is_no_code) {
    browser.cookies.clear();
    for (const auto& refused : {send(), show("zzzz-zzzz")}) {
        BOOST_TEST(refused.status() == Status::Unauthorized);
        BOOST_TEST(code_of(refused) == "not_signed_in");
    }
    BOOST_TEST(stores.state().outbox.empty());
}

BOOST_AUTO_TEST_CASE(a_request_from_another_site_sends_and_shows_nothing) {
    browser.before_sending = [](http::Request& request) {
        request.sec_fetch_site = "cross-site";
        request.origin = "https://evil.example";
    };
    for (const auto& refused : {send(), show("zzzz-zzzz")})
        BOOST_TEST(refused.status() == Status::Forbidden);
    BOOST_TEST(stores.state().outbox.empty());
    BOOST_TEST(stores.state().sign_in_failures.empty());
}

BOOST_AUTO_TEST_SUITE_END()
