// A new password by the link in an e-mail.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/links_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

const std::string kNewPassword = "violet anvil copper 7 river";

struct ResetFixture : LinksFixture {
    std::string token = add_link(MailTokenKind::ResetPassword);

    http::Response reset(const std::string& password) {
        browser.get("/reset-password?token=" + token);
        return browser.post("/reset-password", {{"token", token}, {"password", password}});
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reset_password_tests, ResetFixture)

BOOST_AUTO_TEST_CASE(get_shows_the_form_and_changes_nothing) {
    for (int i = 0; i < 3; ++i) {
        const auto page = browser.get("/reset-password?token=" + token);
        BOOST_TEST(page.status() == Status::Ok);
        BOOST_TEST(says(page, "value=\"ann@example.org\" autocomplete=\"username\" readonly"));
        BOOST_TEST(says(page, "name=\"token\" value=\"" + token + "\""));
        BOOST_TEST(says(page, "autocomplete=\"new-password\""));
    }
    BOOST_TEST(browser.sign_in("ann@example.org").status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(post_sets_the_new_password_without_signing_in) {
    Browser other{*this};
    other.sign_in("ann@example.org");
    const auto answer = reset(kNewPassword);
    BOOST_TEST(answer.status() == Status::SeeOther);
    BOOST_TEST(answer.header("Location") == "/login?reset=1");
    const auto sign_in_page = browser.get("/login?reset=1");
    BOOST_TEST(says(sign_in_page, "Your new password has been saved"));
    BOOST_TEST(says(sign_in_page, "value=\"ann@example.org\""));
    BOOST_TEST(cookies_set(answer, "__Host-postern_address").size() == 1u);
    BOOST_TEST(!browser.is_signed_in());
    BOOST_TEST(!other.is_signed_in());
    BOOST_TEST(browser.sign_in("ann@example.org").status() == Status::Unauthorized);
    BOOST_TEST(browser.post("/login", {{"email", "ann@example.org"}, {"password", kNewPassword}})
                   .status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(a_link_sets_one_new_password_only) {
    reset(kNewPassword);
    BOOST_TEST(browser.get("/reset-password?token=" + token).status() == Status::Gone);
    browser.get("/login");
    const auto again =
        browser.post("/reset-password", {{"token", token}, {"password", "another good one 12"}});
    BOOST_TEST(again.status() == Status::Gone);
    BOOST_TEST(says(again, "href=\"/forgot-password\""));
}

BOOST_AUTO_TEST_CASE(post_names_all_that_is_wrong_with_the_password_and_keeps_the_link) {
    const auto page = reset("ann@example.org");
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, "<title>Error: Choose a new password"));
    BOOST_TEST(says(page, "Use more than your name"));
    BOOST_TEST(says(page, "aria-invalid=\"true\""));
    const auto several = reset("ann");
    BOOST_TEST(says(several, "Use at least 15 characters."));
    BOOST_TEST(says(several, "Use more than your name"));
    BOOST_TEST(reset(kNewPassword).status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(post_keeps_the_link_while_all_hashing_slots_are_taken) {
    {
        const auto taken = slots.acquire(std::chrono::milliseconds{0});
        const auto page = reset(kNewPassword);
        BOOST_TEST(page.status() == Status::ServiceUnavailable);
        BOOST_TEST(page.header("Retry-After") == "2");
        BOOST_TEST(says(page, "name=\"token\" value=\"" + token + "\""));
    }
    BOOST_TEST(reset(kNewPassword).status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(a_link_that_is_too_old_or_for_something_else_is_gone) {
    const auto verify = add_link(MailTokenKind::VerifyEmail);
    BOOST_TEST(browser.get("/reset-password?token=" + verify).status() == Status::Gone);
    for (const auto* wrong : {"", "?token=", "?token=x", "?token=%ff", "?token=a&token=b"})
        BOOST_TEST(browser.get("/reset-password" + std::string{wrong}).status() == Status::Gone);
    now += std::chrono::hours{1};
    BOOST_TEST(browser.get("/reset-password?token=" + token).status() == Status::Gone);
}

BOOST_AUTO_TEST_CASE(the_page_sends_no_referrer) {
    const auto page = browser.get("/reset-password?token=" + token);
    BOOST_TEST(page.header("Referrer-Policy") == "strict-origin");
    BOOST_TEST(page.header("Cache-Control") == "no-store");
    BOOST_TEST(!says(page, "http"));
    stores.state().unavailable = true;
    BOOST_TEST(browser.get("/reset-password?token=" + token).header("Referrer-Policy") ==
               "strict-origin");
}

BOOST_AUTO_TEST_CASE(a_form_from_a_browser_without_fetch_metadata_is_taken_by_its_origin) {
    browser.before_sending = [](auto& request) { request.sec_fetch_site.clear(); };
    BOOST_TEST(reset(kNewPassword).status() == Status::SeeOther);
}

BOOST_AUTO_TEST_SUITE_END()
