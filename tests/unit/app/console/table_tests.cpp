// Tables: alignment, what fits a terminal, colors; and the same rows as JSON.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <sstream>

#include "app/console/table.hpp"

using namespace postern;
using namespace postern::app;

namespace {

const std::vector<Column> kColumns{{"name", Cells::Text},
                                   {"created_at", Cells::Time},
                                   {"disabled"},
                                   {.title = "agent", .wide = true}};

std::string printed(const TableStyle& style, const std::vector<Row>& rows,
                    const std::vector<Column>& columns = kColumns) {
    std::ostringstream out;
    print_rows(out, style, columns, rows, "None yet.");
    return out.str();
}

/// Sets the time zone of the process while it lives.
class TimeZone {
public:
    explicit TimeZone(const char* name) {
        ::setenv("TZ", name, 1);
        ::tzset();
    }
    ~TimeZone() {
        ::unsetenv("TZ");
        ::tzset();
    }
    TimeZone(const TimeZone&) = delete;
    TimeZone& operator=(const TimeZone&) = delete;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(table_tests)

BOOST_AUTO_TEST_CASE(print_rows_aligns_columns_by_width_under_uppercase_titles) {
    BOOST_TEST(printed({}, {{"Zoë", "now", true, "x"}, {"山田", json::Json{}, false, "y"}}) ==
               "NAME  CREATED AT  DISABLED\n"
               "Zoë   now         yes\n"
               "山田  -           no\n");
}

BOOST_AUTO_TEST_CASE(print_rows_says_when_there_are_none) {
    BOOST_TEST(printed({}, {}) == "None yet.\n");
    BOOST_TEST(printed({.json = true}, {}) == "[]\n");
}

BOOST_AUTO_TEST_CASE(print_rows_shows_every_column_with_wide_and_in_json) {
    const std::vector<Row> rows{{"Bob", json::Json{}, false, "curl"}};
    BOOST_TEST(printed({.wide = true}, rows) ==
               "NAME  CREATED AT  DISABLED  AGENT\nBob   -           no        curl\n");
    const auto list = json::Json::parse(printed({.json = true}, rows));
    BOOST_REQUIRE(list.has_value());
    BOOST_TEST(list->dump() ==
               R"([{"name":"Bob","created_at":null,"disabled":false,"agent":"curl"}])");
}

BOOST_AUTO_TEST_CASE(print_rows_cuts_text_to_fit_the_terminal_and_nothing_else) {
    const std::vector<Row> rows{{"a-name-of-many-letters@example.org", "now", true, ""}};
    BOOST_TEST(printed({.width = 40}, rows) ==
               "NAME                CREATED AT  DISABLED\n"
               "a-name-of-many-le…  now         yes\n");
    BOOST_TEST(printed({.width = 10}, rows).find("a-name-…") ==
               0 + std::string{"NAME      CREATED AT  DISABLED\n"}.size());
    for (const TableStyle& whole : {TableStyle{}, TableStyle{.wide = true, .width = 40}})
        BOOST_TEST(printed(whole, rows).find("letters@example.org") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(print_rows_never_cuts_a_wide_character_in_two) {
    const std::vector<Column> one{{"n", Cells::Text}};
    BOOST_TEST(printed({.width = 8}, {{"山田太郎の長い名前"}}, one) == "N\n山田太…\n");
}

BOOST_AUTO_TEST_CASE(print_rows_shows_local_time_or_utc) {
    const TimeZone tokyo{"UTC-9"};
    const std::vector<Row> rows{{"Bob", "2026-11-21T20:50:00Z", false, ""}};
    BOOST_TEST(printed({}, rows).find("2026-11-22T05:50:00+09:00") != std::string::npos);
    BOOST_TEST(printed({.utc = true}, rows).find("2026-11-21T20:50:00Z") != std::string::npos);
    BOOST_TEST(printed({.json = true}, rows).find("2026-11-21T20:50:00Z") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(print_rows_colors_results_that_are_not_ok_and_only_on_request) {
    const std::vector<Column> columns{{"result", Cells::Result}, {"detail"}};
    const std::vector<Row> rows{{"ok", "a"}, {"refused", "b"}, {"warning", "c"}};
    BOOST_TEST(
        printed({.color = true}, rows, columns) ==
        "RESULT   DETAIL\nok       a\n\x1B[31mrefused\x1B[0m  b\n\x1B[33mwarning\x1B[0m  c\n");
    BOOST_TEST(printed({}, rows, columns).find('\x1B') == std::string::npos);
    BOOST_TEST(printed({.json = true, .color = true}, rows, columns).find('\x1B') ==
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(print_rows_lets_no_cell_reach_the_terminal_raw) {
    const auto table = printed({}, {{"a\x1B[31m\u202Eb", "now", false, ""}});
    BOOST_TEST(table.find("a?[31m?b") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
