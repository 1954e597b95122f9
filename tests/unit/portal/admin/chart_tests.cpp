// Numbers as bars: heights, widths and what must not be lost by rounding.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/admin/system/chart.hpp"
#include "portal/admin/system/views.hpp"

using namespace postern::portal::admin::system;

BOOST_TEST_DONT_PRINT_LOG_VALUE(Bar)

BOOST_AUTO_TEST_SUITE(chart_tests)

BOOST_AUTO_TEST_CASE(length_of_is_the_part_of_the_whole_rounded) {
    BOOST_TEST(length_of(0, 10, 100) == 0u);
    BOOST_TEST(length_of(10, 10, 100) == 100u);
    BOOST_TEST(length_of(1, 3, 100) == 33u);
    BOOST_TEST(length_of(2, 3, 100) == 67u);
}

BOOST_AUTO_TEST_CASE(length_of_shows_what_is_not_nothing_and_never_more_than_all) {
    BOOST_TEST(length_of(1, 1'000'000, 100) == 1u);
    BOOST_TEST(length_of(20, 10, 100) == 100u);
    BOOST_TEST(length_of(5, 0, 100) == 0u);
    BOOST_TEST(length_of(UINT64_MAX, UINT64_MAX, 160) == 160u);
}

BOOST_AUTO_TEST_CASE(columns_of_nothing_are_none) { BOOST_TEST(columns_of({}, 100, 50).empty()); }

BOOST_AUTO_TEST_CASE(columns_of_puts_equal_bars_side_by_side_with_the_highest_at_the_top) {
    const auto columns = columns_of({{2, 0}, {1, 3}}, 100, 40);
    BOOST_REQUIRE(columns.size() == 2u);
    BOOST_TEST((columns[0].lower == Bar{0, 20, 40, 20}));
    BOOST_TEST((columns[0].upper == Bar{0, 20, 40, 0}));
    BOOST_TEST((columns[1].lower == Bar{50, 30, 40, 10}));
    BOOST_TEST((columns[1].upper == Bar{50, 0, 40, 30}));
}

BOOST_AUTO_TEST_CASE(columns_of_days_without_anything_have_no_height) {
    for (const auto& column : columns_of({{0, 0}, {0, 0}}, 100, 40)) {
        BOOST_TEST(column.lower.height == 0u);
        BOOST_TEST(column.upper.height == 0u);
        BOOST_TEST(column.lower.y == 40u);
    }
}

BOOST_AUTO_TEST_CASE(columns_of_never_leave_the_picture_and_lose_no_small_part) {
    const auto columns = columns_of({{1'000'000, 1}, {1, 1'000'000}, {1, 0}}, 90, 160);
    for (const auto& column : columns) {
        BOOST_TEST(column.lower.height + column.upper.height <= 160u);
        BOOST_TEST(column.upper.y + column.upper.height == column.lower.y);
        BOOST_TEST(column.lower.y + column.lower.height == 160u);
        BOOST_TEST(column.lower.x + column.lower.width <= 90u);
    }
    BOOST_TEST(columns[0].upper.height == 1u);
    BOOST_TEST(columns[1].lower.height == 1u);
    BOOST_TEST(columns[2].lower.height == 1u);
}

BOOST_AUTO_TEST_CASE(the_view_of_sign_ins_adds_up_what_its_columns_show) {
    const auto view = SignInsView::drawn({{.day = "2026-11-20", .accepted = 5, .refused = 1},
                                          {.day = "2026-11-21", .accepted = 2, .refused = 8}});
    BOOST_TEST(view.most() == 10u);
    BOOST_TEST(view.accepted() == 7u);
    BOOST_TEST(view.refused() == 9u);
    BOOST_TEST(view.days[1].column.upper.height == 128u);
    BOOST_TEST(view.days[1].column.lower.height == 32u);
}

BOOST_AUTO_TEST_SUITE_END()
