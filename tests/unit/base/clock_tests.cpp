#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/base/clock.hpp"

using namespace postern;
using std::chrono::seconds;

BOOST_AUTO_TEST_SUITE(clock_tests)

BOOST_AUTO_TEST_CASE(to_rfc3339_writes_utc_with_whole_seconds) {
    BOOST_TEST(to_rfc3339(TimePoint{seconds{0}}) == "1970-01-01T00:00:00Z");
    BOOST_TEST(to_rfc3339(TimePoint{seconds{1'795'251'000}}) == "2026-11-21T08:50:00Z");
    BOOST_TEST(to_rfc3339(TimePoint{seconds{951'868'799}}) == "2000-02-29T23:59:59Z");
}

BOOST_AUTO_TEST_CASE(to_rfc3339_reaches_before_1970_and_beyond_2038) {
    BOOST_TEST(to_rfc3339(TimePoint{seconds{-1}}) == "1969-12-31T23:59:59Z");
    BOOST_TEST(to_rfc3339(TimePoint{seconds{2'147'483'648}}) == "2038-01-19T03:14:08Z");
    BOOST_TEST(to_rfc3339(TimePoint{seconds{253'402'300'799}}) == "9999-12-31T23:59:59Z");
}

BOOST_AUTO_TEST_CASE(now_is_the_time_of_the_operating_system) {
    const auto before = std::chrono::floor<seconds>(std::chrono::system_clock::now());
    const TimePoint now = SystemClock{}.now();
    const auto after = std::chrono::floor<seconds>(std::chrono::system_clock::now());
    BOOST_TEST((before <= now && now <= after));
}

BOOST_AUTO_TEST_SUITE_END()
