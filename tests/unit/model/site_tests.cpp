#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/model/site.hpp"

using namespace postern;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(site_tests)

BOOST_AUTO_TEST_CASE(policies_are_read_back_as_written) {
    for (const SitePolicy policy : {SitePolicy::SignedIn, SitePolicy::Public})
        BOOST_TEST((parse_site_policy(to_text(policy)) == policy));
    for (const SitePolicy policy : {SitePolicy::SignedIn, SitePolicy::Public})
        BOOST_TEST((to_site_policy(to_number(policy)) == policy));
    BOOST_TEST(to_text(SitePolicy::SignedIn) == "signed_in");
    BOOST_TEST(to_text(SitePolicy::Public) == "public");
}

BOOST_AUTO_TEST_CASE(parse_site_policy_refuses_every_other_word) {
    for (const std::string& text : {""s, "Public"s, "public "s, "signed-in"s, "none"s, "public\0"s})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(!parse_site_policy(text).has_value()); }
}

BOOST_AUTO_TEST_CASE(to_site_policy_refuses_every_other_number) {
    for (const std::uint32_t number : {2U, 3U, 0xFFFF'FFFFU})
        BOOST_TEST(!to_site_policy(number).has_value());
}

BOOST_AUTO_TEST_CASE(is_site_name_accepts_short_lowercase_words) {
    for (const std::string& text : {"a"s, "0"s, "wiki"s, "my-site_2"s, "a-"s, std::string(64, 'x')})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(is_site_name(text)); }
}

BOOST_AUTO_TEST_CASE(is_site_name_refuses_everything_else) {
    for (const std::string& text : {""s, "-a"s, "_a"s, "Wiki"s, "a.b"s, "a b"s, "a/b"s, "a\0"s,
                                    "a\n"s, "\xc3\xa4"s, "a;"s, "$host"s, std::string(65, 'x')})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(!is_site_name(text)); }
}

BOOST_AUTO_TEST_SUITE_END()
