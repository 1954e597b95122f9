// What a person or a program reads: tables, JSON, text without control characters.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "app/console/console.hpp"
#include "app/console/password_prompt.hpp"
#include "app/console/table.hpp"

using namespace postern;
using namespace postern::app;

namespace {

const std::vector<Column> kColumns{{"name"}, {"created_at"}, {"disabled"}};

std::string printed(bool as_json, const std::vector<Row>& rows) {
    std::ostringstream out;
    print_rows(out, as_json, kColumns, rows, "None yet.");
    return out.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(console_tests)

BOOST_AUTO_TEST_CASE(print_rows_aligns_columns_by_characters_under_uppercase_titles) {
    BOOST_TEST(printed(false, {{"Zoë", "now", true}, {"Bob", json::Json{}, false}}) ==
               "NAME  CREATED AT  DISABLED\n"
               "Zoë   now         yes\n"
               "Bob   -           no\n");
}

BOOST_AUTO_TEST_CASE(print_rows_says_when_there_are_none) {
    BOOST_TEST(printed(false, {}) == "None yet.\n");
    BOOST_TEST(printed(true, {}) == "[]\n");
}

BOOST_AUTO_TEST_CASE(print_rows_writes_objects_named_by_the_columns_as_json) {
    const auto text = printed(true, {{"Bob", json::Json{}, false}});
    const auto list = json::Json::parse(text, {.max_bytes = 4096, .max_depth = 4});
    BOOST_REQUIRE(list.has_value());
    BOOST_TEST(list->dump() == R"([{"name":"Bob","created_at":null,"disabled":false}])");
}

BOOST_AUTO_TEST_CASE(printable_replaces_control_characters) {
    BOOST_TEST(printable("a\x1B[2Jb\n") == "a?[2Jb?");
    BOOST_TEST(printable("Zoë") == "Zoë");
    BOOST_TEST(printable("\xFF") == "?");
}

BOOST_AUTO_TEST_CASE(read_new_password_takes_the_first_line_of_standard_input) {
    std::istringstream in{"correct horse\r\nsecond line\n"};
    std::ostringstream out;
    Console console{in, out, out, false};
    BOOST_TEST(read_new_password(console).reveal() == "correct horse");
    BOOST_TEST(out.str() == "");
}

BOOST_AUTO_TEST_CASE(read_new_password_asks_twice_on_a_terminal) {
    std::istringstream in{"one\none\none\ntwo\n"};
    std::ostringstream out;
    std::ostringstream err;
    Console console{in, out, err, true};
    BOOST_TEST(read_new_password(console).reveal() == "one");
    BOOST_CHECK_THROW(read_new_password(console), CommandError);
    BOOST_CHECK_THROW(read_new_password(console), CommandError);  // nothing is left to read
}

BOOST_AUTO_TEST_SUITE_END()
