// How long a new token works, as people choose it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/token/token_life.hpp"

using namespace postern;
using namespace postern::portal::token;
using namespace std::chrono_literals;
using std::chrono::days;

namespace {

using Choices = std::vector<std::int64_t>;

std::string end_text(std::string_view day, std::string_view time_zone) {
    const auto end = end_of_day(day, time_zone);
    return end ? to_rfc3339(*end) : "none";
}

TimePoint at(std::string_view text) { return *parse_rfc3339(text); }

}  // namespace

BOOST_AUTO_TEST_SUITE(token_life_tests)

BOOST_AUTO_TEST_CASE(life_choices_are_the_usual_ones_and_the_configured_one) {
    BOOST_TEST((life_choices(days{90}, days{366}) == Choices{30, 90, 365}));
    BOOST_TEST((life_choices(days{7}, days{366}) == Choices{7, 30, 90, 365}));
    BOOST_TEST((life_choices(days{90}, days{90}) == Choices{30, 90}));
    BOOST_TEST((life_choices(days{7}, days{10}) == Choices{7}));
    BOOST_TEST((life_choices(1h, 2h) == Choices{1}));
}

BOOST_AUTO_TEST_CASE(parse_life_reads_a_whole_number_of_days) {
    BOOST_TEST((parse_life("30") == days{30}));
    BOOST_TEST((parse_life("9999") == days{9999}));
    for (const auto* text : {"", "0", "-1", "+1", " 1", "1 ", "1.5", "10000", "a", "1e3"})
        BOOST_TEST(!parse_life(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(end_of_day_is_midnight_where_the_user_lives) {
    BOOST_TEST(end_text("2027-03-01", "") == "2027-03-02T00:00:00Z");
    BOOST_TEST(end_text("2027-03-01", "Europe/Berlin") == "2027-03-01T23:00:00Z");
    BOOST_TEST(end_text("2027-07-01", "Europe/Berlin") == "2027-07-01T22:00:00Z");
    BOOST_TEST(end_text("2027-07-01", "Pacific/Kiritimati") == "2027-07-01T10:00:00Z");
    BOOST_TEST(end_text("2027-07-01", "No/Where") == "2027-07-02T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(end_of_day_knows_that_clocks_change) {
    // They go back on 31 October 2027 at 01:00 UTC, and forward on 28 March 2027 at 01:00 UTC.
    BOOST_TEST(end_text("2027-10-30", "Europe/Berlin") == "2027-10-30T22:00:00Z");
    BOOST_TEST(end_text("2027-10-31", "Europe/Berlin") == "2027-10-31T23:00:00Z");
    BOOST_TEST(end_text("2027-03-27", "Europe/Berlin") == "2027-03-27T23:00:00Z");
    BOOST_TEST(end_text("2027-03-28", "Europe/Berlin") == "2027-03-28T22:00:00Z");
}

BOOST_AUTO_TEST_CASE(end_of_day_reads_no_other_text) {
    for (const auto* text : {"", "2027-02-29", "2027-13-01", "27-01-01", "2027-1-1", "01.02.2027",
                             "2027-01-01T00:00:00Z", "1969-12-31"})
        BOOST_TEST(end_text(text, "") == "none", text);
}

BOOST_AUTO_TEST_CASE(day_of_is_the_day_where_the_user_lives) {
    BOOST_TEST(day_of("", at("2027-01-15T23:30:00Z")) == "2027-01-15");
    BOOST_TEST(day_of("Europe/Berlin", at("2027-01-15T23:30:00Z")) == "2027-01-16");
}

BOOST_AUTO_TEST_CASE(last_day_until_ends_in_time) {
    for (const auto* zone : {"", "Europe/Berlin", "America/New_York"}) {
        const TimePoint latest = at("2028-01-16T08:00:00Z");
        const auto last = last_day_until(zone, latest);
        BOOST_TEST(last == "2028-01-15", zone);
        BOOST_TEST((*end_of_day(last, zone) <= latest), zone);
        BOOST_TEST((*end_of_day(last, zone) + 24h > latest), zone);
    }
}

BOOST_AUTO_TEST_SUITE_END()
