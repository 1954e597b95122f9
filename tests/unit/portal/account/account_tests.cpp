// The overview of the account.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

constexpr auto kPages = {"/account",          "/account/profile",  "/account/email",
                         "/account/password", "/account/sessions", "/account/history",
                         "/account/delete"};

struct AccountFixture : WebFixture {
    User ann = add_user("ann@example.org");

    AccountFixture() { browser.sign_in("ann@example.org"); }

    void use_mail(bool enabled) {
        mail_enabled = enabled;
        pipeline = make_pipeline(registration);
        stores.state().outbox.clear();
    }

    User& stored() { return stores.state().users.at(ann.id).user; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(account_tests, AccountFixture)

BOOST_AUTO_TEST_CASE(get_account_shows_name_and_address) {
    const auto page = browser.get("/account");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "<h1>Ann</h1>"));
    BOOST_TEST(says(page, "ann@example.org"));
    BOOST_TEST(says(page, ann.public_id.text()));
    BOOST_TEST(
        says(page, "<time datetime=\"2027-01-15T08:00:00Z\">15 January 2027, 08:00 UTC</time>"));
}

BOOST_AUTO_TEST_CASE(get_account_uses_the_users_language_and_time_zone) {
    browser.before_sending = [](auto& request) { request.accept_language = "en"; };
    stored().language = "de";
    stored().time_zone = "Europe/Berlin";
    const auto page = browser.get("/account");
    BOOST_TEST(says(page, "<html lang=\"de\">"));
    BOOST_TEST(says(page, ">15. Januar 2027, 09:00 Uhr CET<"));
}

BOOST_AUTO_TEST_CASE(get_account_says_whether_the_address_is_confirmed) {
    use_mail(true);
    stored().email_verified_at.reset();
    BOOST_TEST(says(browser.get("/account"), "Not confirmed"));
    stored().email_verified_at = now;
    BOOST_TEST(!says(browser.get("/account"), "Not confirmed"));
    BOOST_TEST(says(browser.get("/account"), "Confirmed"));
}

BOOST_AUTO_TEST_CASE(get_account_does_not_ask_to_confirm_where_email_is_off) {
    use_mail(false);
    stored().email_verified_at.reset();
    const auto page = browser.get("/account");
    BOOST_TEST(!says(page, "onfirmed"));
    BOOST_TEST(!says(page, "/account/verification"));
    browser.post("/account/verification", {});
    BOOST_TEST(stores.state().outbox.empty());
}

BOOST_AUTO_TEST_CASE(post_verification_sends_the_email_again) {
    use_mail(true);
    stored().email_verified_at.reset();
    BOOST_TEST(says(browser.get("/account"), "action=\"/account/verification\""));
    const auto answer = browser.post("/account/verification", {});
    BOOST_TEST(answer.header("Location") == "/account?sent=1");
    BOOST_REQUIRE(stores.state().outbox.size() == 1u);
    BOOST_TEST((stores.state().outbox.begin()->second.mail.kind == MailKind::VerifyEmail));
    BOOST_TEST(says(browser.get("/account?sent=1"), "a new link to ann@example.org"));
}

BOOST_AUTO_TEST_CASE(post_verification_says_when_to_try_again_after_too_many) {
    use_mail(true);
    stored().email_verified_at.reset();
    browser.get("/account");
    http::Response page{Status::Ok};
    for (int i = 0; i < 50 && page.status() != Status::TooManyRequests; ++i)
        page = browser.post("/account/verification", {});
    BOOST_TEST(page.status() == Status::TooManyRequests);
    BOOST_TEST(page.header("Retry-After") != "");
    BOOST_TEST(says(page, "Too many attempts."));
}

BOOST_AUTO_TEST_CASE(post_verification_sends_nothing_for_an_address_that_is_confirmed) {
    use_mail(true);
    stored().email_verified_at = now;
    browser.get("/account");
    BOOST_TEST(browser.post("/account/verification", {}).header("Location") == "/account");
    BOOST_TEST(stores.state().outbox.empty());
}

BOOST_AUTO_TEST_CASE(every_page_of_the_account_leads_to_the_others_and_out) {
    for (const auto* path : kPages) {
        BOOST_TEST_CONTEXT(path) {
            const auto page = browser.get(path);
            BOOST_TEST(page.status() == Status::Ok);
            BOOST_TEST(says(page, "action=\"/logout\""));
            BOOST_TEST(says(page, "href=\"" + std::string{path} + "\" aria-current=\"page\""));
            for (const auto* other : kPages)
                BOOST_TEST(says(page, "href=\"" + std::string{other} + '"'));
        }
    }
    BOOST_TEST(browser.post("/logout", {}).header("Location") == "/login?signed_out=1");
}

BOOST_AUTO_TEST_CASE(every_page_of_the_account_leads_a_visitor_to_sign_in) {
    Browser stranger{*this};
    BOOST_TEST(stranger.get("/").header("Location") == "/login");
    for (const auto* path : kPages)
        BOOST_TEST(stranger.get(path).header("Location") ==
                       "/login?rd=https://auth.example.org" + std::string{path},
                   path);
    BOOST_TEST(browser.get("/").header("Location") == "/account");
}

BOOST_AUTO_TEST_CASE(no_page_of_the_account_shows_the_token) {
    for (const auto* path : kPages)
        BOOST_TEST(!says(browser.get(path), browser.cookies.at("__Secure-postern_example_org")),
                   path);
}

BOOST_AUTO_TEST_CASE(get_account_links_to_the_sites) {
    BOOST_TEST(says(browser.get("/account"), "There are no sites yet."));
    BOOST_TEST(says(browser.get("/account"), "Sites that you can open with this account"));
    BOOST_REQUIRE(sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now)
                      .has_value());
    const auto page = browser.get("/account");
    BOOST_TEST(says(page, "<a href=\"https://wiki.example.org\">"));
    BOOST_TEST(!says(page, "There are no sites yet."));
}

BOOST_AUTO_TEST_CASE(get_account_shows_no_site_that_the_user_may_not_enter) {
    BOOST_REQUIRE(sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now)
                      .has_value());
    const service::RulesDraft closed{.sites = {{"wiki", SiteRules{.fallback = RuleDefault::Deny}}}};
    const auto plan = wiring.rules.plan(closed, now);
    BOOST_REQUIRE(plan.has_value());
    BOOST_REQUIRE(wiring.rules.apply(*plan, {}, admin, now).has_value());
    const auto page = browser.get("/account");
    BOOST_TEST(!says(page, "wiki.example.org"));
    BOOST_TEST(says(page, "There are no sites yet."));
}

BOOST_AUTO_TEST_CASE(get_account_shows_a_letter_for_each_site) {
    BOOST_REQUIRE(sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now)
                      .has_value());
    BOOST_TEST(says(browser.get("/account"), "fill=\"#ffffff\">W</text>"));
}

BOOST_AUTO_TEST_CASE(get_account_shows_title_description_and_host_of_a_site) {
    BOOST_REQUIRE(sites
                      .add("wiki", "https://wiki.example.org:8443", SitePolicy::SignedIn, admin,
                           now, {"Our wiki", "What we know"})
                      .has_value());
    const auto page = browser.get("/account");
    BOOST_TEST(says(page, ">Our wiki<"));
    BOOST_TEST(says(page, ">What we know<"));
    BOOST_TEST(says(page, ">wiki.example.org:8443<"));
    BOOST_TEST(!says(page, ">wiki<"));
}

BOOST_AUTO_TEST_CASE(get_account_shows_how_safe_the_account_is) {
    const auto page = browser.get("/account");
    BOOST_TEST(says(page, "Last changed: <time datetime=\""));
    BOOST_TEST(says(page, "You are signed in on 1 device."));
    BOOST_TEST(says(page, "Last sign-in"));
    BOOST_TEST(says(page, "href=\"/account/sessions\">See devices"));
}

BOOST_AUTO_TEST_CASE(get_account_says_name_and_address_once) {
    const std::string html = browser.get("/account").body();
    const auto count = [&html](std::string_view text) {
        std::size_t found = 0;
        for (auto at = html.find(text); at != std::string::npos; at = html.find(text, at + 1))
            ++found;
        return found;
    };
    BOOST_TEST(count("ann@example.org") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
