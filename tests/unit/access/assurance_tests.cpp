#include "postern/access/assurance.hpp"

#include <array>

#include <boost/test/unit_test.hpp>

namespace postern::access {
namespace {

using std::chrono::seconds;

constexpr TimePoint kNow{seconds{1'795'251'000}};

Assurance proven(Level level, seconds ago) { return {level, kNow - ago}; }

BOOST_AUTO_TEST_SUITE(assurance_tests)

BOOST_AUTO_TEST_CASE(a_level_satisfies_every_demand_up_to_its_own) {
    constexpr std::array levels{Level::One, Level::Two, Level::PhishingResistant};
    for (const Level has : levels)
        for (const Level wanted : levels) {
            const bool enough = to_number(has) >= to_number(wanted);
            BOOST_TEST((judge({has, kNow}, {wanted, {}}, kNow) == Shortfall::None) == enough);
            BOOST_TEST((judge({has, kNow}, {wanted, seconds{60}}, kNow) == Shortfall::None) ==
                       enough);
        }
}

BOOST_AUTO_TEST_CASE(a_missing_level_is_said_before_a_missing_age) {
    BOOST_TEST((judge(proven(Level::One, seconds{999}), {Level::Two, seconds{60}}, kNow) ==
                Shortfall::Level));
}

BOOST_AUTO_TEST_CASE(without_a_maximum_age_a_proof_never_gets_too_old) {
    BOOST_TEST((judge({Level::Two, {}}, {Level::Two, {}}, kNow) == Shortfall::None));
    BOOST_TEST((judge(proven(Level::One, kMaxMaxAge * 100), {}, kNow) == Shortfall::None));
}

BOOST_AUTO_TEST_CASE(a_proof_is_good_up_to_its_maximum_age_and_the_tolerance_of_clocks) {
    const Demand demand{Level::One, seconds{300}};
    BOOST_TEST((judge(proven(Level::One, seconds{300}), demand, kNow) == Shortfall::None));
    BOOST_TEST((judge(proven(Level::One, seconds{305}), demand, kNow) == Shortfall::None));
    BOOST_TEST((judge(proven(Level::One, seconds{306}), demand, kNow) == Shortfall::Age));
}

BOOST_AUTO_TEST_CASE(a_proof_from_the_future_is_too_old_beyond_the_tolerance) {
    const Demand demand{Level::One, seconds{300}};
    BOOST_TEST((judge(proven(Level::One, seconds{-5}), demand, kNow) == Shortfall::None));
    BOOST_TEST((judge(proven(Level::One, seconds{-6}), demand, kNow) == Shortfall::Age));
}

BOOST_AUTO_TEST_CASE(the_greatest_maximum_age_does_not_overflow) {
    const Demand demand{Level::One, seconds::max()};
    BOOST_TEST((judge(proven(Level::One, seconds{300}), demand, kNow) == Shortfall::None));
}

BOOST_AUTO_TEST_CASE(what_was_not_proven_in_this_session_is_as_old_as_can_be) {
    BOOST_TEST((judge({Level::Two, {}}, {Level::One, kMaxMaxAge}, kNow) == Shortfall::Age));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace postern::access
