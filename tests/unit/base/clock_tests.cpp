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

BOOST_AUTO_TEST_CASE(parse_rfc3339_reads_what_was_written_and_what_means_the_same) {
    const TimePoint at{seconds{1'795'251'000}};
    for (const char* text : {"2026-11-21T08:50:00Z", "2026-11-21T08:50:00.999Z",
                             "2026-11-21T09:50:00+01:00", "2026-11-20T20:20:00.5-12:30"})
        BOOST_TEST((parse_rfc3339(text) == at), text);
    BOOST_TEST((parse_rfc3339("9999-12-31T23:59:59Z") == TimePoint{seconds{253'402'300'799}}));
}

BOOST_AUTO_TEST_CASE(parse_rfc3339_refuses_every_other_text) {
    for (const char* text :
         {"", "2026-11-21", "2026-11-21T08:50:00", "2026-11-21T08:50Z", "2026-11-21 08:50:00Z",
          "2026-02-30T08:50:00Z", "2026-11-21T24:00:00Z", "2026-11-21T08:60:00Z",
          "2026-11-21T08:50:60Z", "2026-11-21T08:50:00.Z", "2026-11-21T08:50:00.5",
          "2026-11-21T08:50:00Zx", "2026-11-21T08:50:00+1:00", "2026-11-21T08:50:00+24:00",
          "1969-12-31T23:59:59Z", "+026-11-21T08:50:00Z", "tomorrow"})
        BOOST_TEST(!parse_rfc3339(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(now_is_the_time_of_the_operating_system) {
    const auto before = std::chrono::floor<seconds>(std::chrono::system_clock::now());
    const TimePoint now = SystemClock{}.now();
    const auto after = std::chrono::floor<seconds>(std::chrono::system_clock::now());
    BOOST_TEST((before <= now && now <= after));
}

BOOST_AUTO_TEST_SUITE_END()
