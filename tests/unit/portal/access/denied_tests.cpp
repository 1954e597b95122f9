// The page at the address of a site, for visitors whom the gate has refused.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct DeniedFixture : WebFixture {
    User ann = add_user("ann@example.org");
    http::RefusedVisit visit{.site = "wiki",
                             .target = "/admin/caf%C3%A9?token=secret",
                             .reason = "denied",
                             .rule = "3 the%20admin%20area"};

    DeniedFixture() {
        mail_enabled = true;
        pipeline = make_pipeline(registration);
        BOOST_REQUIRE(sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin,
                                now, {.title = "Our wiki", .contact = "keeper@example.org"}));
    }

    /// As nginx asks for it.
    http::Response denied() {
        browser.before_sending = [this](http::Request& request) { request.refused = visit; };
        auto page = browser.get("/.postern/denied");
        browser.before_sending = nullptr;
        return page;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(denied_tests, DeniedFixture)

BOOST_AUTO_TEST_CASE(get_denied_says_who_was_refused_what_and_why) {
    browser.sign_in("ann@example.org");
    const auto page = denied();
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(says(page, "<strong>Ann</strong> (ann@example.org)"));
    BOOST_TEST(says(page, "<strong>Our wiki</strong>, <code>/admin/caf\xC3\xA9</code>"));
    BOOST_TEST(says(page, "<strong>the admin area</strong>"));
    BOOST_TEST(says(page, "<code>r-1</code>"));
    BOOST_TEST(says(page, "https://auth.example.org/access?site=wiki&amp;path=%2Fadmin%2Fcaf"));
    BOOST_TEST(says(page, "https://auth.example.org/logout?rd=https"));
}

BOOST_AUTO_TEST_CASE(get_denied_tells_a_visitor_who_is_not_signed_in_nothing_about_the_site) {
    for (const char* rule : {"3 the%20admin%20area", "default", ""}) {
        visit.rule = rule;
        const auto page = denied();
        BOOST_TEST(page.status() == Status::Forbidden);
        BOOST_TEST(says(page, "You are not allowed to open this page."));
        BOOST_TEST(!says(page, "the admin area"));
        BOOST_TEST(!says(page, "certain people"));
        BOOST_TEST(!says(page, "Our wiki"));
        BOOST_TEST(!says(page, "keeper@example.org"));
        BOOST_TEST(!says(page, "/access?"));
        BOOST_TEST(says(page, "https://auth.example.org/login?rd="));
    }
}

BOOST_AUTO_TEST_CASE(get_denied_has_words_for_each_reason) {
    browser.sign_in("ann@example.org");
    visit.rule = "default";
    BOOST_TEST(says(denied(), "lets in only certain people"));
    visit.rule = "2 ";
    BOOST_TEST(says(denied(), "A rule of this site does not let you in."));
    BOOST_TEST(!says(denied(), "The rule is called"));
    visit.rule = "2 %E2%80%AE%FF";
    BOOST_TEST(!says(denied(), "The rule is called"));
    visit.reason = "odd_path";
    BOOST_TEST(says(denied(), "can be read in more than one way"));
    BOOST_TEST(!says(denied(), "/access?"));
}

BOOST_AUTO_TEST_CASE(get_denied_says_whom_to_ask_where_the_site_has_no_contact) {
    browser.sign_in("ann@example.org");
    BOOST_REQUIRE(sites.set("wiki", {.contact = ""}, admin, now));
    BOOST_TEST(says(denied(), "ask the person who runs this site"));
    BOOST_TEST(!says(denied(), "/access?"));
}

BOOST_AUTO_TEST_CASE(get_denied_is_not_found_from_anywhere_but_a_site) {
    browser.sign_in("ann@example.org");
    const auto page = browser.get("/.postern/denied?site=wiki");
    BOOST_TEST(page.status() == Status::NotFound);
    BOOST_TEST(!says(page, "Our wiki"));
}

BOOST_AUTO_TEST_CASE(get_denied_is_in_the_language_of_the_visitor) {
    browser.before_sending = [this](http::Request& request) {
        request.accept_language = "fr";
        request.refused = visit;
    };
    BOOST_TEST(says(browser.get("/.postern/denied"), "<html lang=\"fr\">"));
}

BOOST_AUTO_TEST_SUITE_END()
