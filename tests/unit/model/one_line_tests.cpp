// What one_line() takes is in display_name_tests.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/model/one_line.hpp"

using namespace postern;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(one_line_tests)

BOOST_AUTO_TEST_CASE(is_nfc_takes_ascii_and_composed_text) {
    for (const std::string& text :
         {""s, "plain"s, "a\0b"s, "caf\xc3\xa9"s, "\xe6\x97\xa5\xe6\x9c\xac"s, "\xed\x95\x9c"s,
          "\xf0\x9f\x98\x80"s})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(is_nfc(text)); }
}

BOOST_AUTO_TEST_CASE(is_nfc_refuses_text_with_another_spelling) {
    BOOST_TEST(!is_nfc("cafe\xcc\x81"));              // e and an acute accent
    BOOST_TEST(!is_nfc("\xe2\x84\xab"));              // the sign for angstrom
    BOOST_TEST(!is_nfc("\xe1\x84\x92\xe1\x85\xa1"));  // Hangul in parts
    BOOST_TEST(!is_nfc("a\xcc\x81\xcc\xa3"));         // marks out of order
}

BOOST_AUTO_TEST_CASE(is_nfc_refuses_what_is_not_utf8) {
    for (const std::string& text :
         {"\xff"s, "\xc0\xaf"s, "\xe0\x80\xaf"s, "\xed\xa0\x80"s, "\xc3"s, "\xf4\x90\x80\x80"s})
        BOOST_TEST(!is_nfc(text));
}

BOOST_AUTO_TEST_SUITE_END()
