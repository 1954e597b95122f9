#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "store/mysql/connection/statement.hpp"

using namespace postern::store::mysql;

BOOST_AUTO_TEST_SUITE(statement_text_tests)

BOOST_AUTO_TEST_CASE(joined_puts_texts_one_after_the_other) {
    constexpr Text kMiddle{"b, c"};
    static_assert(joined<"a, ", kMiddle, "", " d">.view() == "a, b, c d");
    static_assert(joined<kMiddle>.view() == "b, c");
    BOOST_TEST((joined<"(", joined<kMiddle, "; ">, ")">.view() == "(b, c; )"));
}

BOOST_AUTO_TEST_CASE(repeated_puts_the_separator_between_the_parts) {
    static_assert(repeated<1, "?", ", ">.view() == "?");
    static_assert(repeated<3, "?", ", ">.view() == "?, ?, ?");
    BOOST_TEST((repeated<100, "(?, ?)", ",">.view().size() == 100u * 6 + 99));
}

BOOST_AUTO_TEST_CASE(a_statement_refers_to_the_joined_text) {
    constexpr Statement kStatement{"x", joined<"one ", "two">};
    BOOST_TEST(kStatement.text == "one two");
    BOOST_TEST(kStatement.text.data()[kStatement.text.size()] == '\0');
}

BOOST_AUTO_TEST_SUITE_END()
