// Which sites there are, and which links lead back to them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/service_fixture.hpp"

using namespace postern;
using service::AddSiteError;

struct SiteFixture : test::ServiceFixture {
    SiteFixture() {
        BOOST_REQUIRE(
            sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, now).has_value());
        BOOST_REQUIRE(
            sites.add("odd", "https://odd.example.org:8443", SitePolicy::Public, now).has_value());
    }
};

BOOST_FIXTURE_TEST_SUITE(site_service_tests, SiteFixture)

BOOST_AUTO_TEST_CASE(add_refuses_bad_names_bad_origins_and_taken_names) {
    const auto add = [&](auto name, auto origin) {
        return sites.add(name, origin, SitePolicy::SignedIn, now).error();
    };
    BOOST_TEST((add("", "https://a.example.org") == AddSiteError::BadName));
    BOOST_TEST((add("A B", "https://a.example.org") == AddSiteError::BadName));
    BOOST_TEST((add("a", "a.example.org") == AddSiteError::BadOrigin));
    BOOST_TEST((add("a", "https://a.example.org/path") == AddSiteError::BadOrigin));
    BOOST_TEST((add("a", "http://a.example.org") == AddSiteError::BadOrigin));
    BOOST_TEST((add("wiki", "https://a.example.org") == AddSiteError::NameTaken));
}

BOOST_AUTO_TEST_CASE(allowed_return_link_allows_sites_and_the_portal) {
    for (const char* link : {"https://wiki.example.org/", "https://wiki.example.org/a?b=c&d=%2F",
                             "HTTPS://WIKI.example.org/x", "https://wiki.example.org:443/x",
                             "https://odd.example.org:8443/", "https://auth.example.org/account"})
        BOOST_TEST_CONTEXT(link) BOOST_TEST(sites.allowed_return_link(link).has_value());
    BOOST_TEST(*sites.allowed_return_link("HTTPS://WIKI.example.org:443/x") ==
               "https://wiki.example.org/x");
}

BOOST_AUTO_TEST_CASE(allowed_return_link_allows_nothing_else) {
    for (const char* link : {"",
                             "/",
                             "/account",
                             "//wiki.example.org/",
                             "https:wiki.example.org/",
                             "https:/wiki.example.org/",
                             "https:///wiki.example.org/",
                             "http://wiki.example.org/",
                             "https://evil.example/",
                             "https://wiki.example.org.evil.example/",
                             "https://evilwiki.example.org/",
                             "https://example.org/",
                             "https://x.wiki.example.org/",
                             "https://wiki.example.org:8443/",
                             "https://odd.example.org/",
                             "https://wiki.example.org@evil.example/",
                             "https://evil.example@wiki.example.org/",
                             "https://evil.example\\@wiki.example.org/",
                             "https://wiki.example.org\\.evil.example/",
                             "https://wiki.example.org\t/",
                             "\thttps://wiki.example.org/",
                             "https://wiki.example.org%2eevil.example/",
                             "https://wiki.example.org#@evil.example/",
                             "https://wiki.example.org?@evil.example/",
                             "javascript:alert(1)//wiki.example.org",
                             "data:text/html,https://wiki.example.org/",
                             "https://w\u0456ki.example.org/",
                             "https://wiki.example.org//evil.example/",
                             "https://wiki.example.org/\\evil.example"})
        BOOST_TEST_CONTEXT(link) BOOST_TEST(!sites.allowed_return_link(link).has_value());
}

BOOST_AUTO_TEST_CASE(allowed_return_link_forgets_a_removed_site) {
    BOOST_TEST(sites.remove("wiki"));
    BOOST_TEST(!sites.allowed_return_link("https://wiki.example.org/").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
