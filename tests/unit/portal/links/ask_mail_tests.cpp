// Requesting an e-mail: the answer does not reveal who has an account.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <regex>

#include "support/links_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

const std::vector<std::pair<std::string, std::string>> kPages{
    {"/forgot-password", "reset_password"},
    {"/resend?what=verify_email", "verify_email"},
    {"/resend?what=deletion_scheduled", "deletion_scheduled"},
    {"/resend?what=reset_password", "reset_password"}};

std::string path_of(const std::string& page) { return page.substr(0, page.find('?')); }

/// The page without what differs each time, and without what was typed.
std::string comparable(const http::Response& page, const std::string& typed) {
    std::string text = std::regex_replace(page.body(), std::regex{"[0-9A-Za-z_-]{64}"}, "TOKEN");
    for (auto at = text.find(typed); at != std::string::npos; at = text.find(typed))
        text.replace(at, typed.size(), "ADDRESS");
    return text;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ask_mail_tests, LinksFixture)

BOOST_AUTO_TEST_CASE(get_shows_a_form_and_sends_nothing) {
    for (const auto& [page, what] : kPages) {
        const auto answer = browser.get(page);
        BOOST_TEST(answer.status() == Status::Ok);
        BOOST_TEST(says(answer, "name=\"what\" value=\"" + what + "\""));
        BOOST_TEST(says(answer, "name=\"email\""));
    }
    BOOST_TEST(mails() == 0u);
}

BOOST_AUTO_TEST_CASE(post_puts_one_email_into_the_outbox) {
    for (const auto& [page, what] : kPages) {
        browser.get(page);
        const auto before = mails();
        const auto answer =
            browser.post(path_of(page), {{"email", " ann@example.org "}, {"what", what}});
        BOOST_TEST(answer.status() == Status::Ok);
        BOOST_TEST(says(answer, "<h1>Check your e-mail</h1>"));
        BOOST_TEST(says(answer, "ann@example.org"));
        BOOST_REQUIRE(mails() == before + 1);
        const auto& mail = stores.state().outbox.rbegin()->second.mail;
        BOOST_TEST(std::string{to_text(mail.kind)} == what);
        BOOST_TEST(mail.to.text() == "ann@example.org");
        BOOST_TEST(!mail.user_id.has_value());  // the courier finds out, not the page
    }
}

BOOST_AUTO_TEST_CASE(the_answer_is_the_same_whether_or_not_there_is_an_account) {
    for (const auto& [page, what] : kPages) {
        browser.get(page);
        const auto ask = [&](const std::string& email) {
            const auto calls = stores.state().calls;
            auto answer = browser.post(path_of(page), {{"email", email}, {"what", what}});
            return std::pair{comparable(answer, email), stores.state().calls - calls};
        };
        const auto known = ask("ann@example.org");
        const auto unknown = ask("nobody@example.org");
        BOOST_TEST(known.first == unknown.first);
        BOOST_TEST(known.second == unknown.second);
    }
}

BOOST_AUTO_TEST_CASE(the_email_is_in_the_language_of_the_page) {
    browser.before_sending = [](auto& request) { request.accept_language = "de"; };
    browser.get("/forgot-password");
    browser.post("/forgot-password", {{"email", "ann@example.org"}});
    BOOST_TEST(stores.state().outbox.rbegin()->second.mail.language == "de");
}

BOOST_AUTO_TEST_CASE(the_page_offers_to_send_it_again) {
    browser.get("/forgot-password");
    const auto page = browser.post("/forgot-password", {{"email", "ann@example.org"}});
    BOOST_TEST(says(page, "action=\"/resend\""));
    BOOST_TEST(browser.post("/resend", {{"email", "ann@example.org"}, {"what", "reset_password"}})
                   .status() == Status::Ok);
    BOOST_TEST(mails() == 2u);
}

BOOST_AUTO_TEST_CASE(post_marks_an_invalid_address) {
    browser.get("/forgot-password");
    for (const auto* email : {"", "an", "ann@", "a b@example.org", "<script>"}) {
        const auto page = browser.post("/forgot-password", {{"email", email}});
        BOOST_TEST(page.status() == Status::UnprocessableContent);
        BOOST_TEST(says(page, "id=\"email-error\""));
        BOOST_TEST(says(page, "<title>Error: Forgot your password?"));
        BOOST_TEST(!says(page, "<script>a"));
    }
    BOOST_TEST(mails() == 0u);
}

BOOST_AUTO_TEST_CASE(post_says_when_to_try_again_after_too_many) {
    browser.get("/forgot-password");
    http::Response page{Status::Ok};
    for (int i = 0; i < 1000 && page.status() == Status::Ok; ++i)
        page = browser.post("/forgot-password", {{"email", "ann@example.org"}});
    BOOST_REQUIRE(page.status() == Status::TooManyRequests);
    const auto wait = std::stol(std::string{page.header("Retry-After")});
    BOOST_TEST(wait > 0);
    BOOST_TEST(says(page, "Too many attempts."));
    BOOST_TEST(std::regex_search(page.body(), std::regex{"Wait [0-9]+ [a-z]+, then"}));
    const auto sent = mails();
    now += std::chrono::seconds{wait};
    BOOST_TEST(browser.post("/forgot-password", {{"email", "ann@example.org"}}).status() ==
               Status::Ok);
    BOOST_TEST(mails() == sent + 1);
}

BOOST_AUTO_TEST_CASE(only_three_kinds_of_email_can_be_requested) {
    browser.get("/forgot-password");
    for (const auto* what : {"", "x", "already_registered", "password_changed", "new_sign_in",
                             "confirm_new_email", "account_deleted", "VERIFY_EMAIL"}) {
        BOOST_TEST(
            browser.post("/resend", {{"email", "ann@example.org"}, {"what", what}}).status() ==
            Status::BadRequest);
        BOOST_TEST(browser.get("/resend?what=" + std::string{what}).status() == Status::NotFound);
    }
    BOOST_TEST(mails() == 0u);
}

BOOST_AUTO_TEST_CASE(post_without_a_form_of_ours_sends_nothing) {
    browser.get("/forgot-password");
    for (const auto* path : {"/forgot-password", "/resend"})
        BOOST_TEST(
            browser
                .post(path,
                      {{"email", "ann@example.org"}, {"what", "verify_email"}, {"form_token", "x"}})
                .status() == Status::Forbidden);
    BOOST_TEST(mails() == 0u);
}

BOOST_AUTO_TEST_CASE(without_email_the_pages_say_whom_to_ask) {
    use_no_mail();
    BOOST_TEST(!says(browser.get("/login"), "/forgot-password"));
    for (const auto& [page, what] : kPages) {
        BOOST_TEST(browser.get(page).status() == Status::Forbidden);
        BOOST_TEST(says(browser.get(page), "This server does not send e-mail"));
        browser.get("/login");
        BOOST_TEST(
            browser.post(path_of(page), {{"email", "a@example.org"}, {"what", what}}).status() ==
            Status::Forbidden);
    }
    BOOST_TEST(mails() == 0u);
}

BOOST_AUTO_TEST_CASE(with_email_the_sign_in_page_leads_to_a_new_password) {
    BOOST_TEST(says(browser.get("/login"), "<a href=\"/forgot-password\">"));
}

BOOST_AUTO_TEST_SUITE_END()
