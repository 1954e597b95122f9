// Times as administrators type them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <ctime>

#include "app/console/moment.hpp"

using namespace postern;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kNow{std::chrono::seconds{1'795'251'000}};  // 2026-11-21T08:50:00Z

std::string read(std::string_view text) {
    const auto time = app::parse_moment(text, kNow);
    return time ? to_rfc3339(*time) : "nothing";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(moment_tests)

BOOST_AUTO_TEST_CASE(a_time_or_a_day_is_read_as_utc) {
    BOOST_TEST(read("2026-11-21T08:50:00Z") == "2026-11-21T08:50:00Z");
    BOOST_TEST(read("2024-02-29") == "2024-02-29T00:00:00Z");
    BOOST_TEST(read("1970-01-01T00:00:00Z") == "1970-01-01T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(a_time_may_have_an_offset) {
    BOOST_TEST(read("2026-11-21T09:50:00+01:00") == "2026-11-21T08:50:00Z");
    BOOST_TEST(read("2026-11-21T00:10:00+05:30") == "2026-11-20T18:40:00Z");
    BOOST_TEST(read("2026-11-20T23:50:00-03:30") == "2026-11-21T03:20:00Z");
    for (const char* const text :
         {"2026-11-21T09:50:00+1:00", "2026-11-21T09:50:00+01", "2026-11-21T09:50:00+24:00",
          "2026-11-21T09:50:00+01:60", "2026-11-21T09:50:00+01:00Z", "2026-11-21T09:50:00 01:00"})
        BOOST_TEST_CONTEXT(text) BOOST_TEST(read(text) == "nothing");
}

BOOST_AUTO_TEST_CASE(moment_text_can_be_typed_again) {
    for (const char* const zone : {"UTC", "UTC-9", "UTC+3:30", "UTC-5:45"}) {
        ::setenv("TZ", zone, 1);
        ::tzset();
        BOOST_TEST(read(app::moment_text(kNow, false)) == "2026-11-21T08:50:00Z", zone);
        BOOST_TEST(app::moment_text(kNow, true) == "2026-11-21T08:50:00Z");
    }
    ::unsetenv("TZ");
    ::tzset();
}

BOOST_AUTO_TEST_CASE(a_duration_means_that_long_ago) {
    BOOST_TEST(read("2h") == "2026-11-21T06:50:00Z");
    BOOST_TEST(read("7d") == "2026-11-14T08:50:00Z");
    BOOST_TEST(read("0s") == "2026-11-21T08:50:00Z");
}

BOOST_AUTO_TEST_CASE(a_later_moment_counts_a_duration_from_now_on) {
    const auto later = [](std::string_view text) {
        const auto time = app::parse_later_moment(text, kNow);
        return time ? to_rfc3339(*time) : "nothing";
    };
    BOOST_TEST(later("2h") == "2026-11-21T10:50:00Z");
    BOOST_TEST(later("7d") == "2026-11-28T08:50:00Z");
    BOOST_TEST(later("1ms") == "2026-11-21T08:50:01Z");
    BOOST_TEST(later("2027-01-01") == "2027-01-01T00:00:00Z");
    BOOST_TEST(later("2027-01-01T00:00:00+01:00") == "2026-12-31T23:00:00Z");
    for (const char* const text : {"", "soon", "tomorrow", "9000000d", "2027-02-30"})
        BOOST_TEST_CONTEXT(text) BOOST_TEST(later(text) == "nothing");
}

BOOST_AUTO_TEST_CASE(anything_else_is_not_a_time) {
    for (const char* const text :
         {"", "now", "2026", "2026-11", "2026-11-31", "2026-13-01", "1969-12-31", "2026-11-21T",
          "2026-11-21T08:50", "2026-11-21T08:50:00", "2026-11-21T24:00:00Z", "2026-11-21T08:60:00Z",
          "2026-11-21T08:50:61Z", "2026-11-21T08:50:00Zx", "2026-11-21 08:50:00", "-2h", "2 h",
          "99999999d", "2026-11-2x"})
        BOOST_TEST_CONTEXT(text) BOOST_TEST(read(text) == "nothing");
}

BOOST_AUTO_TEST_SUITE_END()
