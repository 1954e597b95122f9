#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "postern/text/dates.hpp"

using namespace postern;
using namespace postern::text;
using namespace std::chrono_literals;

namespace {

const Catalogue& words() {
    static const Catalogue catalogue = Catalogue::load("src/text/messages");
    return catalogue;
}

/// 21 November 2026, 13:05:59 in UTC.
constexpr TimePoint kNovember{std::chrono::seconds{1'795'266'359}};
constexpr TimePoint kJuly = kNovember - 24h * 140;

}  // namespace

BOOST_AUTO_TEST_SUITE(dates_tests)

BOOST_AUTO_TEST_CASE(moment_text_uses_the_language_and_the_time_zone) {
    BOOST_TEST(moment_text(words(), "en", "Europe/Berlin", kNovember) ==
               "21 November 2026, 14:05 CET");
    BOOST_TEST(moment_text(words(), "de", "Europe/Berlin", kNovember) ==
               "21. November 2026, 14:05 Uhr CET");
    BOOST_TEST(moment_text(words(), "de", "Europe/Berlin", kJuly) ==
               "4. Juli 2026, 15:05 Uhr CEST");
    BOOST_TEST(moment_text(words(), "en", "Asia/Kathmandu", kNovember) ==
               "21 November 2026, 18:50 +0545");
    BOOST_TEST(moment_text(words(), "en", "Pacific/Auckland", kNovember) ==
               "22 November 2026, 02:05 NZDT");
}

BOOST_AUTO_TEST_CASE(moment_text_is_in_utc_without_a_known_zone) {
    for (const auto* zone : {"", "UTC", "Mars/Olympus", "../../etc/passwd", "europe/berlin",
                             "localtime", "Factory", "Europe"})
        BOOST_TEST(moment_text(words(), "en", zone, kNovember) == "21 November 2026, 13:05 UTC");
}

BOOST_AUTO_TEST_CASE(moment_text_works_for_the_distant_past_and_future) {
    BOOST_TEST(moment_text(words(), "en", "", TimePoint{0s}) == "1 January 1970, 00:00 UTC");
    BOOST_TEST(moment_text(words(), "en", "Europe/Berlin", TimePoint{4'102'444'800s}) ==
               "1 January 2100, 01:00 CET");
    BOOST_TEST(moment_text(words(), "de", "", TimePoint{-1s}) ==
               "31. Dezember 1969, 23:59 Uhr UTC");
}

BOOST_AUTO_TEST_CASE(is_time_zone_knows_the_systems_names_and_nothing_else) {
    for (const auto* zone : {"UTC", "Europe/Berlin", "America/Argentina/Ushuaia", "Asia/Calcutta"})
        BOOST_TEST(is_time_zone(zone), zone);
    for (const auto* zone :
         {"", "CEST", "Europe/berlin", "Europe/Berlin ", "/Europe/Berlin", "posix/Europe/Berlin",
          "right/UTC", "localtime", "Factory", "../zoneinfo/UTC", "zone.tab"})
        BOOST_TEST(!is_time_zone(zone), zone);
    BOOST_TEST(!is_time_zone(std::string(100'000, 'A')));
}

BOOST_AUTO_TEST_CASE(zone_offset_holds_from_one_change_of_the_clocks_to_the_next) {
    const auto winter = zone_offset("Europe/Berlin", kNovember);
    BOOST_REQUIRE(winter.has_value());
    BOOST_TEST((winter->ahead == 1h));
    BOOST_TEST(to_rfc3339(winter->from) == "2026-10-25T01:00:00Z");
    BOOST_TEST(to_rfc3339(winter->until) == "2027-03-28T01:00:00Z");
    BOOST_TEST((zone_offset("Europe/Berlin", winter->from)->ahead == 1h));
    BOOST_TEST((zone_offset("Europe/Berlin", winter->from - 1s)->ahead == 2h));
    BOOST_TEST((zone_offset("Europe/Berlin", winter->until)->ahead == 2h));
    BOOST_TEST((zone_offset("America/St_Johns", kNovember)->ahead == -(3h + 30min)));
}

BOOST_AUTO_TEST_CASE(zone_offset_of_utc_holds_for_ever) {
    const auto utc = zone_offset("UTC", kNovember);
    BOOST_REQUIRE(utc.has_value());
    BOOST_TEST((utc->ahead == 0s));
    BOOST_TEST((utc->from == TimePoint::min()));
    BOOST_TEST((utc->until == TimePoint::max()));
}

BOOST_AUTO_TEST_CASE(zone_offset_knows_nothing_of_other_names) {
    for (const auto* zone : {"", "Mars/Olympus", "../../etc/passwd", "europe/berlin", "localtime"})
        BOOST_TEST(!zone_offset(zone, kNovember).has_value(), zone);
}

BOOST_AUTO_TEST_CASE(time_zones_offers_places_and_utc_first) {
    const auto& zones = time_zones();
    BOOST_TEST(zones.size() > 300u);
    BOOST_TEST(zones.front() == "UTC");
    BOOST_TEST(std::is_sorted(zones.begin() + 1, zones.end()));
    BOOST_TEST(std::ranges::count(zones, "Europe/Vienna") == 1);
    for (const auto& zone : zones) BOOST_TEST(is_time_zone(zone), zone);
    for (const auto* unwanted : {"CET", "Etc/GMT+1", "US/Eastern", "localtime"})
        BOOST_TEST(std::ranges::count(zones, unwanted) == 0, unwanted);
}

BOOST_AUTO_TEST_CASE(duration_text_rounds_up_in_a_unit_that_fits) {
    const auto english = [](std::chrono::seconds d) { return duration_text(words(), "en", d); };
    BOOST_TEST(english(-5s) == "1 second");
    BOOST_TEST(english(0s) == "1 second");
    BOOST_TEST(english(1s) == "1 second");
    BOOST_TEST(english(59s) == "59 seconds");
    BOOST_TEST(english(60s) == "1 minute");
    BOOST_TEST(english(61s) == "61 seconds");
    BOOST_TEST(english(121s) == "3 minutes");
    BOOST_TEST(english(90min) == "90 minutes");
    BOOST_TEST(english(1h) == "1 hour");
    BOOST_TEST(english(2h + 1s) == "3 hours");
    BOOST_TEST(english(24h) == "1 day");
    BOOST_TEST(english(24h * 7) == "7 days");
    BOOST_TEST(duration_text(words(), "de", 1min) == "1 Minute");
    BOOST_TEST(duration_text(words(), "de", 24h * 2) == "2 Tage");
}

BOOST_AUTO_TEST_SUITE_END()
