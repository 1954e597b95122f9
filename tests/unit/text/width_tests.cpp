// How many columns a text takes.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/text/width.hpp"

using namespace postern::text;

BOOST_AUTO_TEST_SUITE(width_tests)

BOOST_AUTO_TEST_CASE(width_counts_wide_and_combining_characters) {
    BOOST_TEST(width("") == 0u);
    BOOST_TEST(width("Zoë") == 3u);
    BOOST_TEST(width("Zoe\u0308") == 3u);  // decomposed
    BOOST_TEST(width("山田太郎") == 8u);
    BOOST_TEST(width("한국") == 4u);
    BOOST_TEST(width("a\xFFz") == 3u);
}

BOOST_AUTO_TEST_CASE(cut_to_width_ends_with_an_ellipsis_within_the_width) {
    BOOST_TEST(cut_to_width("short", 5) == "short");
    BOOST_TEST(cut_to_width("longer", 5) == "long…");
    BOOST_TEST(cut_to_width("山田太郎", 5) == "山田…");
    BOOST_TEST(cut_to_width("山田太郎", 4) == "山…");
    BOOST_TEST(cut_to_width("山田", 1) == "…");
    BOOST_TEST(cut_to_width("e\u0308e\u0308e\u0308", 2) == "e\u0308…");
}

BOOST_AUTO_TEST_SUITE_END()
