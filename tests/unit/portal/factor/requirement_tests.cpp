// From a day on, sites ask everybody for a second factor: what a user without one is told.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using http::Status;
using test::says;

namespace {

constexpr const char* kComing = "Sites here will ask for a second step from";
constexpr const char* kInForce = "Sites here ask for a second step: set one up to open them.";
constexpr const char* kLink = "<a href=\"/account/security\">Set up a second step</a>";
constexpr auto kPages = {"/account", "/account/security"};
const std::string kWiki = "https://wiki.example.org/page";
const std::string kStepUp = "/login/step-up?rd=" + kWiki;

struct RequirementPages : test::WebFixture {
    RequirementPages() {
        add_user("ann@example.org");
        (void)sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now);
        browser.sign_in("ann@example.org");
    }
    void require_from(TimePoint day) {
        required_since = day;
        pipeline = make_pipeline(registration);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(requirement_pages_tests, RequirementPages)

BOOST_AUTO_TEST_CASE(before_the_day_a_user_without_a_factor_is_told_of_it) {
    require_from(now + 48h);
    for (const char* const path : kPages) {
        const auto page = browser.get(path);
        BOOST_TEST(says(page, kComing), path);
        BOOST_TEST(says(page, "<time datetime=\"2027-01-17T08:00:00Z\" data-exact>"), path);
        BOOST_TEST(!says(page, kInForce), path);
    }
    BOOST_TEST(says(browser.get("/account"), kLink));
    BOOST_TEST(says(browser.get(kStepUp), "href=\"" + kWiki));
}

BOOST_AUTO_TEST_CASE(from_the_day_on_sites_ask_for_one) {
    require_from(now);
    for (const char* const path : kPages) {
        const auto page = browser.get(path);
        BOOST_TEST(says(page, kInForce), path);
        BOOST_TEST(!says(page, kComing), path);
    }
    BOOST_TEST(says(browser.get("/account"), kLink));
    const auto page = browser.get(kStepUp);
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(says(page, "This site needs a second step"));
    BOOST_TEST(says(page, "/account/security/passkeys?kind=passkey&amp;rd=" + kWiki));
    BOOST_TEST(says(page, "/account/security/totp?rd=" + kWiki));
}

BOOST_AUTO_TEST_CASE(the_owner_of_a_factor_is_told_nothing) {
    add_app("ann@example.org");
    for (const auto day : {now, now + 48h}) {
        require_from(day);
        for (const char* const path : kPages) {
            const auto page = browser.get(path);
            BOOST_TEST(page.status() == Status::Ok);
            BOOST_TEST(!says(page, kComing), path);
            BOOST_TEST(!says(page, kInForce), path);
        }
    }
}

BOOST_AUTO_TEST_CASE(where_none_is_required_nothing_is_said) {
    for (const char* const path : kPages) {
        const auto page = browser.get(path);
        BOOST_TEST(!says(page, kComing), path);
        BOOST_TEST(!says(page, kInForce), path);
    }
}

BOOST_AUTO_TEST_SUITE_END()
