#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/base/fnv.hpp"

using namespace postern;

BOOST_AUTO_TEST_SUITE(fnv_tests)

// draft-eastlake-fnv-17, appendix C.
BOOST_AUTO_TEST_CASE(fnv1a_returns_the_published_values) {
    static_assert(fnv1a("") == 0xcbf29ce484222325);
    BOOST_TEST(fnv1a("a") == 0xaf63dc4c8601ec8cU);
    BOOST_TEST(fnv1a("foobar") == 0x85944171f73967e8U);
}

BOOST_AUTO_TEST_CASE(fnv1a_treats_bytes_as_unsigned) {
    BOOST_TEST(fnv1a("\xFF") == (0xcbf29ce484222325U ^ 0xFFU) * 0x100000001b3U);
}

BOOST_AUTO_TEST_SUITE_END()
