// Comma-separated values, as a spreadsheet reads them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/text/csv.hpp"

using namespace postern;

BOOST_AUTO_TEST_SUITE(csv_tests)

// RFC 4180, section 2.
BOOST_AUTO_TEST_CASE(csv_line_quotes_what_would_end_a_field_or_a_line) {
    BOOST_TEST(text::csv_line({"a", "b c", ""}) == "a,b c,\r\n");
    BOOST_TEST(text::csv_line({"a,b", "say \"x\"", "1\r\n2"}) ==
               "\"a,b\",\"say \"\"x\"\"\",\"1\r\n2\"\r\n");
}

// ASVS 1.2.10.
BOOST_AUTO_TEST_CASE(csv_line_puts_an_apostrophe_before_what_a_spreadsheet_would_calculate) {
    BOOST_TEST(text::csv_line({"=1+1", "+1", "-1", "@x", "\tx", "'=x", "1=1"}) ==
               "'=1+1,'+1,'-1,'@x,\"'\tx\",''=x,1=1\r\n");
    BOOST_TEST(text::csv_line({"=HYPERLINK(\"x\")"}) == "\"'=HYPERLINK(\"\"x\"\")\"\r\n");
    BOOST_TEST(text::csv_line({"\uFF1D1", "\uFF0B1", "\uFF0D1", "\uFF201"}) ==
               "'\uFF1D1,'\uFF0B1,'\uFF0D1,'\uFF201\r\n");
}

// A spreadsheet of a country whose separator is the semicolon, and one that was told to use tabs.
BOOST_AUTO_TEST_CASE(csv_line_puts_an_apostrophe_where_another_separator_would_begin_a_formula) {
    BOOST_TEST(text::csv_line({"x;=cmd|' /C calc'!A0;y"}) == "\"x;'=cmd|' /C calc'!A0;y\"\r\n");
    BOOST_TEST(text::csv_line({"x;  +1", "x\t@y", "x\n-1", "x;\uFF1D1", " =1"}) ==
               "\"x;  '+1\",\"x\t'@y\",\"x\n'-1\",\"x;'\uFF1D1\", '=1\r\n");
    BOOST_TEST(text::csv_line({"x;\"=1\""}) == "\"x;\"\"'=1\"\"\"\r\n");
    BOOST_TEST(text::csv_line({"a; b", "a-b", "a =b"}) == "\"a; b\",a-b,a =b\r\n");
}

BOOST_AUTO_TEST_CASE(without_apostrophes_gives_back_what_was_written) {
    for (const std::string field : {"", "'", "=", "'=", "x;=1", "x;'=1", "x; ''=1;", "\t=1",
                                    "\r\n-1", "x;\"@\"", ";;+", "''"})
        BOOST_TEST(text::without_apostrophes(text::with_apostrophes(field)) == field);
}

BOOST_AUTO_TEST_SUITE_END()
