// The page that asks for a code from the mailbox, before the first second factor.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

#include "support/links_fixture.hpp"
#include "support/mailing_services.hpp"

using namespace postern;
using namespace std::chrono_literals;
using http::Status;
using test::says;

namespace {

const std::string kRd = "rd=https://wiki.example.org/page";
constexpr const char* kConfirm = "/account/security/confirm";

struct MailedCodePages : test::LinksFixture {
    test::MailingServices mailing{*this};

    MailedCodePages() {
        (void)sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now);
        enrolling = &mailing.services;
        pipeline = make_pipeline(mailing_registration);
        browser.sign_in("ann@example.org");
    }

    http::Response post_code(std::string code, std::string next = "totp") {
        return browser.post("/account/security/confirm",
                            {{"code", std::move(code)}, {"next", std::move(next)}});
    }
    /// Presses the button; the code in the e-mail.
    std::string mailed_code() {
        browser.get("/account/security/confirm");
        BOOST_REQUIRE(browser.post("/account/security/confirm", {{"send", "1"}}).status() ==
                      Status::SeeOther);
        return mailing.newest_code();
    }
    std::size_t codes_asked() {
        return static_cast<std::size_t>(std::ranges::count_if(
            stores.state().outbox,
            [](const auto& entry) { return entry.second.mail.kind == MailKind::EnrolmentCode; }));
    }
};

std::string location(const http::Response& response) {
    return std::string{response.header("Location")};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mailed_code_pages_tests, MailedCodePages)

BOOST_AUTO_TEST_CASE(pages_that_add_the_first_factor_lead_there_and_keep_the_way_on) {
    BOOST_TEST(location(browser.get("/account/security/totp?" + kRd)) ==
               "/account/security/confirm?next=totp&" + kRd);
    for (const std::string kind : {"passkey", "security_key"})
        BOOST_TEST(location(browser.get("/account/security/passkeys?kind=" + kind + "&" + kRd)) ==
                   "/account/security/confirm?next=" + kind + "&" + kRd);
    browser.get("/account/security");
    const auto begun =
        browser.post("/account/security/totp/setup", {{"rd", "https://wiki.example.org/page"}});
    BOOST_TEST(location(begun) == "/account/security/confirm?next=totp&" + kRd);
    BOOST_TEST(stores.state().enrolments.empty());
}

BOOST_AUTO_TEST_CASE(an_old_proof_is_asked_for_first) {
    now += 6min;
    BOOST_TEST(location(browser.get("/account/security/totp")).starts_with("/login/step-up?rd="));
}

BOOST_AUTO_TEST_CASE(the_page_says_why_and_sends_nothing_by_itself) {
    const auto page = browser.get("/account/security/confirm?next=passkey&" + kRd);
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "We send a code to ann@example.org"));
    BOOST_TEST(says(page, "Send the code"));
    BOOST_TEST(!says(page, "name=\"code\""));
    BOOST_TEST(says(page, "name=\"next\" value=\"passkey\""));
    BOOST_TEST(says(page, "name=\"rd\" value=\"https://wiki.example.org/page\""));
    BOOST_TEST(page.header("Cache-Control") == "no-store");
    BOOST_TEST(codes_asked() == 0u);
}

BOOST_AUTO_TEST_CASE(the_button_sends_a_code_which_leads_on) {
    browser.get(kConfirm);
    const auto sent = browser.post(
        "/account/security/confirm",
        {{"send", "1"}, {"next", "security_key"}, {"rd", "https://wiki.example.org/page"}});
    BOOST_TEST(sent.status() == Status::SeeOther);
    BOOST_TEST(location(sent) == "/account/security/confirm?next=security_key&sent=1&" + kRd);
    BOOST_TEST(codes_asked() == 1u);
    const auto page = browser.get(location(sent));
    BOOST_TEST(says(page, "We have sent an e-mail to ann@example.org."));
    BOOST_TEST(says(page, "autocomplete=\"one-time-code\" autocapitalize=\"off\""));
    BOOST_TEST(says(page, "Send a new code"));

    const auto before = browser.cookies.at(cookies.session_name());
    const auto done =
        browser.post("/account/security/confirm", {{"code", mailing.newest_code()},
                                                   {"next", "security_key"},
                                                   {"rd", "https://wiki.example.org/page"}});
    BOOST_TEST(done.status() == Status::SeeOther);
    const auto next = location(done);
    BOOST_TEST(next == "/account/security/passkeys?kind=security_key&" + kRd);
    BOOST_TEST(browser.cookies.at(cookies.session_name()) != before);
    BOOST_TEST(browser.get(next).status() == Status::Ok);
    BOOST_TEST(browser.get("/account/security/totp").status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(an_app_is_set_up_after_the_code) {
    const auto done = post_code(mailed_code());
    BOOST_TEST(location(done) == "/account/security/totp");
    BOOST_TEST(browser.get(location(done)).status() == Status::Ok);
    BOOST_TEST(browser.post("/account/security/totp/setup", {}).status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(a_refused_code_says_why_and_may_be_typed_again) {
    const auto code = mailed_code();
    auto page = post_code("");
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, "Enter the code."));
    page = post_code("123");
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, "A code has eight letters and digits."));
    page = post_code("zzzz-zzzz", "passkey");
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(says(page, "That code is not right."));
    BOOST_TEST(says(page, "name=\"next\" value=\"passkey\""));
    BOOST_TEST(!says(page, "zzzz-zzzz"));
    BOOST_TEST(post_code(code).status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(too_many_wrong_codes_are_told_to_wait) {
    const auto code = mailed_code();
    for (int i = 0; i < 5; ++i) post_code("zzzz-zzzz");
    const auto page = post_code(code);
    BOOST_TEST(page.status() == Status::TooManyRequests);
    BOOST_TEST(!page.header("Retry-After").empty());
    BOOST_TEST(says(page, "Too many attempts."));
    now += 1min;
    BOOST_TEST(post_code(code).status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(too_many_emails_are_told_to_wait) {
    browser.get(kConfirm);
    for (int i = 0; i < 20; ++i) browser.post("/account/security/confirm", {{"send", "1"}});
    const auto page = browser.post("/account/security/confirm", {{"send", "1"}});
    BOOST_TEST(page.status() == Status::TooManyRequests);
    BOOST_TEST(says(page, "Too many attempts."));
    BOOST_TEST(codes_asked() == 20u);
}

BOOST_AUTO_TEST_CASE(where_no_code_is_needed_the_page_leads_on) {
    post_code(mailed_code());
    BOOST_TEST(location(browser.get("/account/security/confirm?next=passkey&" + kRd)) ==
               "/account/security/passkeys?kind=passkey&" + kRd);
    browser.get("/account/security");
    BOOST_TEST(location(post_code("zzzz-zzzz")) == "/account/security/totp");
    BOOST_TEST(location(browser.post("/account/security/confirm", {{"send", "1"}})) ==
               "/account/security/totp");
    BOOST_TEST(codes_asked() == 1u);
}

BOOST_AUTO_TEST_CASE(a_foreign_next_page_or_return_link_is_not_followed) {
    const auto code = mailed_code();
    const auto done = browser.post(
        "/account/security/confirm",
        {{"code", code}, {"next", "https://evil.example"}, {"rd", "https://evil.example/"}});
    BOOST_TEST(location(done) == "/account/security/totp");
}

BOOST_AUTO_TEST_CASE(a_form_of_another_session_sends_nothing) {
    browser.get(kConfirm);
    const auto refused =
        browser.post("/account/security/confirm", {{"send", "1"}, {"form_token", "another"}});
    BOOST_TEST(refused.status() == Status::Forbidden);
    BOOST_TEST(codes_asked() == 0u);
}

BOOST_AUTO_TEST_CASE(without_a_session_the_page_leads_to_the_sign_in_page) {
    browser.cookies.clear();
    BOOST_TEST(location(browser.get(kConfirm)).starts_with("/login"));
}

BOOST_AUTO_TEST_SUITE_END()
