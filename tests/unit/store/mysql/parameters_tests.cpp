#define BOOST_TEST_DYN_LINK
#include "store/mysql/connection/parameters.hpp"

#include <boost/test/unit_test.hpp>

using postern::TimePoint;
using postern::store::mysql::to_sql_datetime;
using std::chrono::seconds;

BOOST_AUTO_TEST_SUITE(parameters_tests)

BOOST_AUTO_TEST_CASE(to_sql_datetime_writes_utc) {
    BOOST_TEST(to_sql_datetime(TimePoint{}) == "1970-01-01 00:00:00");
    BOOST_TEST(to_sql_datetime(TimePoint{seconds{1'795'251'009}}) == "2026-11-21 08:50:09");
}

BOOST_AUTO_TEST_CASE(to_sql_datetime_goes_beyond_2038_and_before_1970) {
    BOOST_TEST(to_sql_datetime(TimePoint{seconds{2'147'483'648}}) == "2038-01-19 03:14:08");
    BOOST_TEST(to_sql_datetime(TimePoint{seconds{253'402'300'799}}) == "9999-12-31 23:59:59");
    BOOST_TEST(to_sql_datetime(TimePoint{seconds{-1}}) == "1969-12-31 23:59:59");
}

BOOST_AUTO_TEST_SUITE_END()
