#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "access/hours.hpp"
#include "unit/access/rules_fixture.hpp"

using namespace postern;
using namespace postern::access;
using namespace postern::access::test;

namespace {

constexpr minutes kDay{1440};
constexpr std::uint8_t kMondays = 1;
constexpr std::uint8_t kSundays = 1U << 6;
constexpr std::uint16_t kNine = 9 * 60;
constexpr std::uint16_t kSeventeen = 17 * 60;

/// The clocks go forward in the middle of a minute, as they did long ago.
class ZoneWithSeconds final : public Zones {
public:
    std::optional<ZoneOffset> offset(std::string_view, TimePoint at) const override {
        const TimePoint change = kMonday + seconds{30};
        return at < change ? ZoneOffset{minutes{0}, TimePoint::min(), change}
                           : ZoneOffset{minutes{60}, change, TimePoint::max()};
    }
};

/// A damaged one.
class FarZone final : public Zones {
public:
    explicit FarZone(seconds ahead) : ahead_{ahead} {}
    std::optional<ZoneOffset> offset(std::string_view, TimePoint) const override {
        return ZoneOffset{ahead_, TimePoint::min(), TimePoint::max()};
    }

private:
    seconds ahead_;
};

struct HoursFixture {
    TwoZones zones;

    HoursWindow window(const RuleHours& hours) const {
        auto result = HoursWindow::compile(hours, zones, kNow);
        BOOST_REQUIRE(result.has_value());
        return *std::move(result);
    }
    bool has(const RuleHours& hours, TimePoint time) const {
        return window(hours).has(time, zones).value();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hours_tests, HoursFixture)

BOOST_AUTO_TEST_CASE(hours_begin_with_their_first_second_and_end_before_their_last_minute) {
    const RuleHours hours{.from = kNine, .to = kSeventeen};
    BOOST_TEST(has(hours, kMonday + minutes{kNine}));
    BOOST_TEST(!has(hours, kMonday + minutes{kNine} - seconds{1}));
    BOOST_TEST(has(hours, kMonday + minutes{kSeventeen} - seconds{1}));
    BOOST_TEST(!has(hours, kMonday + minutes{kSeventeen}));
}

BOOST_AUTO_TEST_CASE(hours_are_on_their_days_only) {
    const RuleHours hours{.days = kMondays, .from = 0, .to = 1440};
    BOOST_TEST(has(hours, kMonday));
    BOOST_TEST(has(hours, kMonday + kDay - seconds{1}));
    BOOST_TEST(!has(hours, kMonday - seconds{1}));
    BOOST_TEST(!has(hours, kMonday + kDay));
    for (unsigned day = 0; day < 7; ++day) {
        const RuleHours one{.days = static_cast<std::uint8_t>(1U << day)};
        for (unsigned other = 0; other < 7; ++other)
            BOOST_TEST(has(one, kMonday + kDay * other + minutes{600}) == (day == other));
    }
}

BOOST_AUTO_TEST_CASE(hours_over_midnight_count_to_the_day_on_which_they_begin) {
    const RuleHours night{.days = kMondays, .from = 22 * 60, .to = 6 * 60};
    BOOST_TEST(has(night, kMonday + minutes{22 * 60}));
    BOOST_TEST(has(night, kMonday + minutes{30 * 60} - seconds{1}));
    BOOST_TEST(!has(night, kMonday + minutes{30 * 60}));
    BOOST_TEST(!has(night, kMonday + minutes{22 * 60} - seconds{1}));
    BOOST_TEST(!has(night, kMonday + minutes{5 * 60}));  // that is Sunday's night
    const RuleHours sunday{.days = kSundays, .from = 22 * 60, .to = 6 * 60};
    BOOST_TEST(has(sunday, kMonday + minutes{5 * 60}));
}

BOOST_AUTO_TEST_CASE(hours_that_end_when_they_begin_are_a_whole_day) {
    const RuleHours from_noon{.days = kMondays, .from = 720, .to = 720};
    BOOST_TEST(!has(from_noon, kMonday + minutes{719}));
    BOOST_TEST(has(from_noon, kMonday + minutes{720}));
    BOOST_TEST(has(from_noon, kMonday + minutes{1440 + 719}));
    BOOST_TEST(!has(from_noon, kMonday + minutes{1440 + 720}));
    const RuleHours from_midnight{.days = kMondays, .from = 0, .to = 0};
    BOOST_TEST(has(from_midnight, kMonday));
    BOOST_TEST(has(from_midnight, kMonday + kDay - seconds{1}));
    BOOST_TEST(!has(from_midnight, kMonday + kDay));
}

BOOST_AUTO_TEST_CASE(hours_are_those_of_the_zone) {
    const RuleHours hours{.days = kMondays, .from = 0, .to = 60, .zone = "Test/Ahead"};
    // It is Monday there an hour earlier; from kMonday on, the clocks show two hours more.
    BOOST_TEST(has(hours, kMonday - minutes{60}));
    BOOST_TEST(has(hours, kMonday - seconds{1}));
    BOOST_TEST(!has(hours, kMonday - minutes{61}));
    BOOST_TEST(!has(hours, kMonday));
}

BOOST_AUTO_TEST_CASE(has_asks_for_an_offset_only_when_the_last_one_has_ended) {
    const auto window_ahead = window({.from = kNine, .zone = "Test/Ahead"});
    zones.asked = 0;
    window_ahead.has(kNow, zones);
    window_ahead.has(kMonday - seconds{1}, zones);
    BOOST_TEST(zones.asked == 0);
    window_ahead.has(kMonday, zones);
    window_ahead.has(kMonday + kDay, zones);
    BOOST_TEST(zones.asked == 1);
    window_ahead.has(kNow, zones);  // the clock was set back
    BOOST_TEST(zones.asked == 2);
}

BOOST_AUTO_TEST_CASE(an_answer_is_not_kept_beyond_a_change_of_the_clocks) {
    const ZoneWithSeconds zone;
    const auto window_at_one = HoursWindow::compile({.from = 60, .to = 120}, zone, kNow).value();
    BOOST_TEST(!window_at_one.has(kMonday + seconds{29}, zone).value());
    BOOST_TEST(window_at_one.has(kMonday + seconds{30}, zone).value());
    BOOST_TEST(!window_at_one.has(kMonday + seconds{29}, zone).value());
}

BOOST_AUTO_TEST_CASE(has_does_not_guess_when_the_zone_is_gone) {
    const auto window_ahead = window({.zone = "Test/Ahead"});
    zones.is_lost = true;
    BOOST_TEST(window_ahead.has(kNow, zones).has_value());
    BOOST_TEST(!window_ahead.has(kMonday, zones).has_value());
}

BOOST_AUTO_TEST_CASE(a_zone_that_is_more_than_a_day_from_utc_is_unknown) {
    for (const seconds ahead : {seconds{86'401}, seconds{-86'401}, seconds::max(), seconds::min()})
        BOOST_TEST(!HoursWindow::compile({}, FarZone{ahead}, kNow).has_value());
    BOOST_TEST(HoursWindow::compile({}, FarZone{seconds{86'400}}, kNow).has_value());
    BOOST_TEST(!window({.zone = "Test/Ahead"}).has(kMonday, FarZone{seconds::max()}));
}

BOOST_AUTO_TEST_CASE(has_works_before_1970) {
    const RuleHours hours{.days = 1U << 2, .from = 1439, .to = 1440};  // Wednesdays
    BOOST_TEST(has(hours, TimePoint{seconds{-1}}));
    BOOST_TEST(!has(hours, TimePoint{seconds{0}}));
}

BOOST_AUTO_TEST_CASE(compile_refuses_hours_that_are_none) {
    for (const RuleHours& hours :
         {RuleHours{.days = 0}, RuleHours{.days = 0x80}, RuleHours{.from = 1440},
          RuleHours{.to = 1441}, RuleHours{.zone = "Mars/Olympus"}, RuleHours{.zone = ""}})
        BOOST_TEST(!HoursWindow::compile(hours, zones, kNow).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
