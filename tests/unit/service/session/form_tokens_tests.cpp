// Proofs that a form was drawn for this very browser.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/service_fixture.hpp"

using namespace postern;
using service::form_token_fits;
using service::make_form_token;

BOOST_FIXTURE_TEST_SUITE(form_tokens_tests, test::ServiceFixture)

BOOST_AUTO_TEST_CASE(form_token_matches_only_the_cookie_it_was_made_for) {
    const std::string mine = service::make_form_cookie_value(entropy);
    const std::string other = service::make_form_cookie_value(entropy);
    const std::string token = make_form_token(mine, entropy);
    BOOST_TEST(form_token_fits(token, mine));
    BOOST_TEST(!form_token_fits(token, other));
    BOOST_TEST(!form_token_fits(token, ""));
}

BOOST_AUTO_TEST_CASE(make_form_token_makes_a_different_one_each_time) {
    BOOST_TEST(make_form_token("cookie", entropy) != make_form_token("cookie", entropy));
}

BOOST_AUTO_TEST_CASE(form_token_refuses_altered_and_truncated_tokens) {
    const std::string token = make_form_token("cookie", entropy);
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string altered = token;
        altered[i] = altered[i] == 'A' ? 'B' : 'A';
        BOOST_TEST(!form_token_fits(altered, "cookie"));
        BOOST_TEST(!form_token_fits(token.substr(0, i), "cookie"));
    }
    BOOST_TEST(!form_token_fits("", "cookie"));
}

BOOST_AUTO_TEST_SUITE_END()
