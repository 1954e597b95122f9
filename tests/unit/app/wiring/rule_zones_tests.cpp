// The zones of the system as rules see them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "app/wiring/rule_zones.hpp"

using namespace postern;
using namespace std::chrono_literals;

namespace {

/// Saturday, 21 November 2026, 08:50 in UTC: 09:50 in Berlin.
constexpr TimePoint kNow{1'795'251'000s};

SiteRules open_at(std::uint16_t from, std::uint16_t to, const std::string& zone) {
    Rule rule{.name = "hours", .effect = RuleEffect::Public};
    rule.hours = {{.from = from, .to = to, .zone = zone}};
    return {.fallback = RuleDefault::Deny, .rules = {rule}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rule_zones_tests)

BOOST_AUTO_TEST_CASE(rules_open_by_the_clocks_of_their_zone) {
    const app::SystemZones zones;
    const auto berlin =
        access::CompiledRules::compile(open_at(9 * 60 + 50, 600, "Europe/Berlin"), zones, kNow);
    BOOST_REQUIRE(berlin.has_value());
    const access::Question question{.path = "/", .now = kNow};
    BOOST_TEST((berlin->evaluate(question, {}).outcome == access::Outcome::Pass));
    // The clocks in Berlin are two hours ahead in summer.
    const access::Question summer{.path = "/", .now = kNow - 140 * 24h};
    BOOST_TEST((berlin->evaluate(summer, {}).outcome == access::Outcome::SignIn));
    const access::Question summer_hour{.path = "/", .now = kNow - 140 * 24h - 1h};
    BOOST_TEST((berlin->evaluate(summer_hour, {}).outcome == access::Outcome::Pass));
}

BOOST_AUTO_TEST_CASE(rules_with_a_zone_that_the_system_does_not_know_are_refused) {
    const app::SystemZones zones;
    const auto nowhere =
        access::CompiledRules::compile(open_at(0, 600, "Mars/Olympus"), zones, kNow);
    BOOST_REQUIRE(!nowhere.has_value());
    BOOST_TEST(nowhere.error().rule == 0);
    BOOST_TEST(nowhere.error().what.find("Mars/Olympus") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
