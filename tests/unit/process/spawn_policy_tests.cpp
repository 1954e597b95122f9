#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/process/spawn_policy.hpp"

using namespace postern::process;
using namespace std::chrono_literals;

namespace {

const MonotonicTime kNow{1000s};

}  // namespace

BOOST_AUTO_TEST_SUITE(spawn_policy_tests)

BOOST_AUTO_TEST_CASE(workers_to_spawn_is_what_is_missing) {
    BOOST_TEST(workers_to_spawn({4, 0, {}}, MasterState::Running, kNow) == 4u);
    BOOST_TEST(workers_to_spawn({4, 3, {}}, MasterState::Running, kNow) == 1u);
    BOOST_TEST(workers_to_spawn({4, 4, {}}, MasterState::Running, kNow) == 0u);
}

BOOST_AUTO_TEST_CASE(workers_to_spawn_is_nothing_when_there_are_too_many) {
    BOOST_TEST(workers_to_spawn({2, 3, {}}, MasterState::Running, kNow) == 0u);
}

BOOST_AUTO_TEST_CASE(workers_to_spawn_waits_until_the_pause_is_over) {
    BOOST_TEST(workers_to_spawn({4, 0, kNow + 1ns}, MasterState::Running, kNow) == 0u);
    BOOST_TEST(workers_to_spawn({4, 0, kNow}, MasterState::Running, kNow) == 4u);
}

BOOST_AUTO_TEST_CASE(workers_to_spawn_is_nothing_once_the_master_stops) {
    BOOST_TEST(workers_to_spawn({4, 0, {}}, MasterState::Stopping, kNow) == 0u);
    BOOST_TEST(workers_to_spawn({4, 0, {}}, MasterState::Killing, kNow) == 0u);
}

BOOST_AUTO_TEST_CASE(pause_after_doubles_from_100_ms_up_to_30_s) {
    BOOST_TEST(respawn_pause(0).count() == 0);
    BOOST_TEST(respawn_pause(1).count() == 100);
    BOOST_TEST(respawn_pause(2).count() == 200);
    BOOST_TEST(respawn_pause(3).count() == 400);
    BOOST_TEST(respawn_pause(9).count() == 25'600);
    BOOST_TEST(respawn_pause(10).count() == 30'000);
    BOOST_TEST(respawn_pause(11).count() == 30'000);
    BOOST_TEST(respawn_pause(UINT32_MAX).count() == 30'000);
}

BOOST_AUTO_TEST_CASE(died_young_counts_a_worker_that_served_nothing_at_any_age) {
    BOOST_TEST(died_young(false, false, 0, 1s));
    BOOST_TEST(died_young(false, false, 0, 1h));
}

BOOST_AUTO_TEST_CASE(died_young_counts_a_worker_that_served_but_lived_less_than_5_s) {
    BOOST_TEST(died_young(false, false, 7, 4999ms));
    BOOST_TEST(!died_young(false, false, 7, 5s));
}

BOOST_AUTO_TEST_CASE(died_young_ignores_clean_and_requested_exits) {
    BOOST_TEST(!died_young(true, false, 0, 0s));
    BOOST_TEST(!died_young(false, true, 0, 0s));
}

BOOST_AUTO_TEST_CASE(count_young_death_starts_at_one) {
    BOOST_TEST(count_young_death(0, std::nullopt, 0, kNow) == 1u);
}

BOOST_AUTO_TEST_CASE(count_young_death_increments_while_deaths_follow_each_other) {
    BOOST_TEST(count_young_death(1, kNow - 100ms, 0, kNow) == 2u);
    BOOST_TEST(count_young_death(3, kNow - 400ms - 5s, 0, kNow) == 4u);
    BOOST_TEST(count_young_death(20, kNow - 31s, 0, kNow) == 21u);
}

BOOST_AUTO_TEST_CASE(count_young_death_starts_again_after_a_quiet_period) {
    BOOST_TEST(count_young_death(3, kNow - 400ms - 5s - 1ns, 0, kNow) == 1u);
}

BOOST_AUTO_TEST_CASE(count_young_death_starts_again_when_the_worker_had_served) {
    BOOST_TEST(count_young_death(3, kNow - 100ms, 1, kNow) == 1u);
}

BOOST_AUTO_TEST_CASE(count_young_death_does_not_overflow) {
    BOOST_TEST(count_young_death(UINT32_MAX, kNow - 1s, 0, kNow) == UINT32_MAX);
}

BOOST_AUTO_TEST_CASE(must_kill_is_false_for_a_healthy_worker) {
    BOOST_TEST(!must_kill(std::nullopt, kNow, kNow));
    BOOST_TEST(!must_kill(std::nullopt, kNow - 10s, kNow));
    BOOST_TEST(!must_kill(kNow - 10s, kNow, kNow));
}

BOOST_AUTO_TEST_CASE(must_kill_is_true_without_a_heartbeat_for_more_than_10_s) {
    BOOST_TEST(must_kill(std::nullopt, kNow - 10s - 1ns, kNow));
}

BOOST_AUTO_TEST_CASE(must_kill_is_true_when_draining_takes_more_than_10_s) {
    BOOST_TEST(must_kill(kNow - 10s - 1ns, kNow, kNow));
}

BOOST_AUTO_TEST_CASE(must_kill_uses_the_given_limits) {
    const Patience short_one{.drain_grace = 1s, .stuck_after = 2s};
    BOOST_TEST(must_kill(kNow - 1001ms, kNow, kNow, short_one));
    BOOST_TEST(must_kill(std::nullopt, kNow - 2001ms, kNow, short_one));
    BOOST_TEST(!must_kill(kNow - 1s, kNow - 2s, kNow, short_one));
}

BOOST_AUTO_TEST_CASE(jittered_limit_subtracts_up_to_20_percent) {
    BOOST_TEST(jittered_limit(1000, 0) == 1000u);
    BOOST_TEST(jittered_limit(1000, UINT32_MAX / 2) == 901u);
    BOOST_TEST(jittered_limit(1000, UINT32_MAX) == 801u);
}

BOOST_AUTO_TEST_CASE(jittered_limit_keeps_no_limit_and_the_smallest_limit) {
    BOOST_TEST(jittered_limit(0, UINT32_MAX) == 0u);
    BOOST_TEST(jittered_limit(1, UINT32_MAX) == 1u);
}

BOOST_AUTO_TEST_CASE(jittered_limit_does_not_overflow) {
    BOOST_TEST(jittered_limit(UINT64_MAX, UINT32_MAX) > UINT64_MAX / 5 * 4);
}

BOOST_AUTO_TEST_SUITE_END()
