#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "postern/shm/breaker.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/child.hpp"
#include "unit/shm/stepped_child.hpp"

using postern::shm::DatabaseBreaker;
using postern::shm::Shared;
using postern::test::at_every_instruction;
using postern::test::Child;

namespace {

constexpr std::int64_t kNow = 5'000'000;
constexpr std::uint32_t kNoJitter = 0;

struct Breaker {
    Shared<DatabaseBreaker> breaker;

    /// Fails `times` probes in a row and returns the time of the last failure.
    std::int64_t fail_probes(int times) const {
        std::int64_t now = kNow;
        breaker->failed(now, kNoJitter);
        for (int i = 0; i < times; ++i) {
            now += DatabaseBreaker::kLongestInterval_ms;
            BOOST_REQUIRE(breaker->may_try(now));
            breaker->failed(now, kNoJitter);
        }
        return now;
    }
    void expect_pause(std::int64_t failed_at, std::int64_t pause_ms) const {
        BOOST_TEST(!breaker->may_try(failed_at));
        BOOST_TEST(!breaker->may_try(failed_at + pause_ms - 1));
        BOOST_TEST(breaker->may_try(failed_at + pause_ms));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(breaker_tests, Breaker)

BOOST_AUTO_TEST_CASE(everyone_may_try_while_the_database_answers) {
    BOOST_TEST(breaker->may_try(0));
    BOOST_TEST(breaker->may_try(kNow));
    BOOST_TEST(breaker->may_try(kNow));
    BOOST_TEST(!breaker->is_open());
}

BOOST_AUTO_TEST_CASE(nobody_may_try_for_250_ms_after_a_failure) {
    breaker->failed(kNow, kNoJitter);
    BOOST_TEST(breaker->is_open());
    expect_pause(kNow, 250);
}

BOOST_AUTO_TEST_CASE(one_caller_is_the_probe) {
    breaker->failed(kNow, kNoJitter);
    BOOST_TEST(breaker->may_try(kNow + 250));
    BOOST_TEST(!breaker->may_try(kNow + 250));
    BOOST_TEST(!breaker->may_try(kNow + 300));
}

BOOST_AUTO_TEST_CASE(the_pause_doubles_up_to_a_second_with_each_failed_probe) {
    expect_pause(fail_probes(1), 500);
    breaker->succeeded();
    expect_pause(fail_probes(2), 1000);
    breaker->succeeded();
    expect_pause(fail_probes(10), 1000);
}

BOOST_AUTO_TEST_CASE(failures_that_were_under_way_do_not_make_the_pause_longer) {
    breaker->failed(kNow, kNoJitter);
    breaker->failed(kNow + 100, kNoJitter);
    breaker->failed(kNow + 200, kNoJitter);
    BOOST_TEST(breaker->may_try(kNow + 250));
    breaker->failed(kNow + 250, kNoJitter);
    breaker->failed(kNow + 251, kNoJitter);
    expect_pause(kNow + 250, 500);
}

BOOST_AUTO_TEST_CASE(a_success_lets_everyone_through_and_resets_the_breaker) {
    fail_probes(3);
    breaker->succeeded();
    BOOST_TEST(!breaker->is_open());
    BOOST_TEST(breaker->may_try(kNow));
    breaker->failed(kNow, kNoJitter);
    expect_pause(kNow, 250);
}

BOOST_AUTO_TEST_CASE(a_lost_probe_delays_the_next_one_by_its_patience) {
    breaker->failed(kNow, kNoJitter);
    BOOST_REQUIRE(breaker->may_try(kNow + 250));
    expect_pause(kNow + 250, DatabaseBreaker::kProbePatience_ms);
}

BOOST_AUTO_TEST_CASE(jitter_shortens_the_pause_by_a_quarter_at_most) {
    for (std::uint32_t random = 0; random < 1000; random += 7) {
        breaker->failed(kNow, random);
        BOOST_TEST(!breaker->may_try(kNow + 187));
        BOOST_TEST(breaker->may_try(kNow + 250));
        breaker->succeeded();
    }
    breaker->failed(kNow, 62);
    expect_pause(kNow, 188);
}

BOOST_AUTO_TEST_CASE(of_two_processes_one_probes_whatever_the_order_of_their_instructions) {
    bool ended = false;
    for (int other_at = 0; !ended; ++other_at) {
        const Breaker shared;
        const Shared<std::atomic<int>> probes;
        shared.breaker->failed(kNow, kNoJitter);
        const auto try_now = [&] {
            if (shared.breaker->may_try(kNow + 250)) probes->fetch_add(1);
        };
        int step = 0;
        const int steps = at_every_instruction(try_now, [&] {
            if (step++ == other_at) try_now();
        });
        ended = steps <= other_at;
        BOOST_TEST(probes->load() == 1);
    }
}

BOOST_AUTO_TEST_CASE(exactly_one_of_many_processes_probes_in_each_interval) {
    constexpr int kProcesses = 4;
    constexpr std::int64_t kIntervals = 2'000;
    const Shared<std::array<std::atomic<int>, kIntervals>> probes;
    breaker->failed(kNow, kNoJitter);
    std::vector<std::unique_ptr<Child>> children;
    for (int i = 0; i < kProcesses; ++i)
        children.push_back(std::make_unique<Child>([&] {
            for (std::int64_t n = 0; n < kIntervals; ++n)
                for (std::int64_t at = 0; at < 1000; at += 100)
                    if (breaker->may_try(kNow + 250 + n * 1000 + at))
                        (*probes)[static_cast<std::size_t>(n)].fetch_add(1);
            return 0;
        }));
    for (auto& child : children) BOOST_TEST(child->wait_for_end() == 0);
    int most = 0;
    for (const auto& count : *probes) most = std::max(most, count.load());
    BOOST_TEST(most == 1);
}

BOOST_AUTO_TEST_SUITE_END()
