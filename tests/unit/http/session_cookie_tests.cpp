#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "postern/http/session_cookie.hpp"

using namespace postern::http;

namespace {

std::vector<std::string> headers(const std::vector<Cookie>& cookies) {
    std::vector<std::string> all;
    for (const auto& cookie : cookies) all.push_back(cookie.to_header());
    return all;
}

bool deletes(const std::vector<Cookie>& cookies, const std::string& name,
             const std::string& domain) {
    return std::ranges::any_of(cookies, [&](const Cookie& cookie) {
        return cookie.name == name && cookie.domain == domain &&
               cookie.max_age == std::chrono::seconds{0};
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(session_cookie_tests)

BOOST_AUTO_TEST_CASE(a_host_only_cookie_over_https_has_the_host_prefix) {
    const SessionCookies cookies{true, "", "auth.example.org"};
    BOOST_TEST(cookies.session("t", std::nullopt).to_header() ==
               "__Host-postern=t; Path=/; HttpOnly; SameSite=Lax; Secure");
    BOOST_TEST(cookies.form("f").to_header() ==
               "__Host-postern_form=f; Path=/; HttpOnly; SameSite=Lax; Secure");
    BOOST_TEST(cookies.language("de").to_header() ==
               "__Host-postern_language=de; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax; "
               "Secure");
}

BOOST_AUTO_TEST_CASE(a_cookie_with_a_domain_has_it_in_its_name_and_the_form_cookie_no_domain) {
    const SessionCookies cookies{true, "example.org", "auth.example.org"};
    BOOST_TEST(cookies.session_name() == "__Secure-postern_example_org");
    BOOST_TEST(cookies.session("t", std::chrono::hours{24}).to_header() ==
               "__Secure-postern_example_org=t; Path=/; Domain=example.org; Max-Age=86400; "
               "HttpOnly; SameSite=Lax; Secure");
    BOOST_TEST(cookies.form_name() == "__Host-postern_form");
    BOOST_TEST(cookies.form("f").domain.empty());
}

BOOST_AUTO_TEST_CASE(plain_http_has_plain_names_and_no_secure_flag) {
    const SessionCookies cookies{false, "", "localhost"};
    BOOST_TEST(cookies.session_name() == "postern");
    BOOST_TEST(cookies.form_name() == "postern_form");
    BOOST_TEST(!cookies.session("t", std::nullopt).secure);
    BOOST_TEST(!cookies.form("f").secure);
}

BOOST_AUTO_TEST_CASE(installations_below_one_domain_never_read_each_others_session) {
    const SessionCookies production{true, "example.org", "auth.example.org"};
    const SessionCookies staging{true, "staging.example.org", "auth.staging.example.org"};
    const SessionCookies look_alike{true, "staging-example.org", "auth.staging-example.org"};
    const SessionCookies test{false, "lab.localhost", "auth.lab.localhost"};
    BOOST_TEST(staging.session_name() == "__Secure-postern_staging_example_org");
    BOOST_TEST(look_alike.session_name() == "__Secure-postern_staging__example_org");
    BOOST_TEST(test.session_name() == "postern_lab_localhost");
    const std::string both = production.session_name() + "=p; " + staging.session_name() + "=s";
    BOOST_TEST(production.find_session(both).value.value() == "p");
    BOOST_TEST(staging.find_session(both).value.value() == "s");
    BOOST_TEST(!look_alike.find_session(both).value.has_value());
}

BOOST_AUTO_TEST_CASE(the_session_of_an_earlier_release_is_found_until_there_is_a_new_one) {
    const SessionCookies cookies{true, "example.org", "auth.example.org"};
    const std::string old = "__Secure-postern=old";
    const std::string present = "__Secure-postern_example_org=new";
    BOOST_TEST(cookies.find_session(old).value.value() == "old");
    BOOST_TEST(cookies.find_session(old + "; " + present).value.value() == "new");
    BOOST_TEST(cookies.find_session(present + "; " + old + "; " + old).value.value() == "new");
    BOOST_TEST(cookies.find_session(old + "; " + old).duplicate);
    const auto doubled = cookies.find_session(old + "; " + present + "; " + present);
    BOOST_TEST((doubled.duplicate && !doubled.value));
    const SessionCookies alone{true, "", "auth.example.org"};
    BOOST_TEST(!alone.find_session(old).value.has_value());
}

BOOST_AUTO_TEST_CASE(clearing_deletes_the_same_cookie_that_was_set) {
    const SessionCookies cookies{true, "example.org", "auth.example.org"};
    const auto cleared = headers(cookies.clear_session("a=b"));
    BOOST_REQUIRE(cleared.size() == 1u);
    BOOST_TEST(cleared[0] ==
               "__Secure-postern_example_org=; Path=/; Domain=example.org; Max-Age=0; HttpOnly; "
               "SameSite=Lax; Secure");
    BOOST_TEST(cookies.clear_form().to_header() ==
               "__Host-postern_form=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
}

BOOST_AUTO_TEST_CASE(clearing_deletes_the_cookie_of_an_earlier_release_only_where_there_is_one) {
    const SessionCookies cookies{true, "example.org", "auth.example.org"};
    BOOST_TEST(cookies.clear_session("__Secure-postern=old").size() == 2u);
    BOOST_TEST(
        deletes(cookies.clear_session("__Secure-postern=old"), "__Secure-postern", "example.org"));
    BOOST_TEST(cookies.clear_other_sessions("__Secure-postern_example_org=t").empty());
}

BOOST_AUTO_TEST_CASE(clearing_a_doubled_cookie_deletes_it_at_every_domain_above_the_portal) {
    const SessionCookies cookies{true, "lab.example.org", "auth.lab.example.org"};
    const auto& name = cookies.session_name();
    const auto cleared = cookies.clear_session(name + "=a; " + name + "=b");
    for (const std::string domain : {"", "auth.lab.example.org", "lab.example.org", "example.org"})
        BOOST_TEST(deletes(cleared, name, domain));
    BOOST_TEST(cleared.size() == 4u);
    BOOST_TEST(!deletes(cookies.clear_other_sessions(name + "=a; " + name + "=b"), name,
                        "lab.example.org"));
}

BOOST_AUTO_TEST_CASE(reaches_says_where_browsers_send_the_session_cookie) {
    const SessionCookies shared{true, "example.org", "auth.example.org"};
    for (const auto* host : {"example.org", "auth.example.org", "a.b.example.org"})
        BOOST_TEST(shared.reaches(host));
    for (const auto* host : {"", "org", "badexample.org", "example.org.evil", ".org", "xample.org"})
        BOOST_TEST(!shared.reaches(host));
    const SessionCookies alone{true, "", "auth.example.org"};
    BOOST_TEST(alone.reaches("auth.example.org"));
    BOOST_TEST(!alone.reaches("wiki.auth.example.org"));
    BOOST_TEST(!alone.reaches("example.org"));
}

BOOST_AUTO_TEST_SUITE_END()
