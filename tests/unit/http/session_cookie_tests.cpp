#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/http/session_cookie.hpp"

using namespace postern::http;

BOOST_AUTO_TEST_SUITE(session_cookie_tests)

BOOST_AUTO_TEST_CASE(a_host_only_cookie_over_https_has_the_host_prefix) {
    const SessionCookies cookies{true, ""};
    BOOST_TEST(cookies.session("t", std::nullopt).to_header() ==
               "__Host-postern=t; Path=/; HttpOnly; SameSite=Lax; Secure");
    BOOST_TEST(cookies.form("f").to_header() ==
               "__Host-postern_form=f; Path=/; HttpOnly; SameSite=Lax; Secure");
}

BOOST_AUTO_TEST_CASE(a_cookie_with_a_domain_has_the_secure_prefix_and_the_form_cookie_no_domain) {
    const SessionCookies cookies{true, "example.org"};
    BOOST_TEST(cookies.session_name() == "__Secure-postern");
    BOOST_TEST(cookies.session("t", std::chrono::hours{24}).to_header() ==
               "__Secure-postern=t; Path=/; Domain=example.org; Max-Age=86400; HttpOnly; "
               "SameSite=Lax; Secure");
    BOOST_TEST(cookies.form_name() == "__Host-postern_form");
    BOOST_TEST(cookies.form("f").domain.empty());
}

BOOST_AUTO_TEST_CASE(plain_http_has_plain_names_and_no_secure_flag) {
    const SessionCookies cookies{false, ""};
    BOOST_TEST(cookies.session_name() == "postern");
    BOOST_TEST(cookies.form_name() == "postern_form");
    BOOST_TEST(!cookies.session("t", std::nullopt).secure);
    BOOST_TEST(!cookies.form("f").secure);
}

BOOST_AUTO_TEST_CASE(clearing_deletes_the_same_cookie_that_was_set) {
    const SessionCookies cookies{true, "example.org"};
    BOOST_TEST(cookies.clear_session().to_header() ==
               "__Secure-postern=; Path=/; Domain=example.org; Max-Age=0; HttpOnly; SameSite=Lax; "
               "Secure");
    BOOST_TEST(cookies.clear_form().to_header() ==
               "__Host-postern_form=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
}

BOOST_AUTO_TEST_SUITE_END()
