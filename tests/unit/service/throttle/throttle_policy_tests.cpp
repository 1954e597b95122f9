// How long somebody has to wait: pure functions.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/throttle/throttle_policy.hpp"

using namespace postern;
using namespace postern::service;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kNow{1'795'251'000s};
constexpr ThrottleSettings kSettings{};  // 5 free, at most 60 s

std::int64_t left(std::uint32_t failures, std::chrono::seconds ago) {
    return wait_left(failures, kNow - ago, kSettings, kNow).count();
}

std::int64_t wait(const shm::Attempts& bucket, const Rate& rate, TimePoint now = kNow) {
    return wait_for_one(bucket, rate, now).count();
}

/// Takes as many as there are; returns how many.
int take_all(shm::Attempts& bucket, const Rate& rate, TimePoint now = kNow) {
    int taken = 0;
    for (; wait(bucket, rate, now) == 0; ++taken) bucket = take_one(bucket, rate, now);
    return taken;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(throttle_policy_tests)

BOOST_AUTO_TEST_CASE(the_first_failures_are_free_then_each_doubles_the_wait_up_to_the_longest) {
    const std::int64_t expected[] = {0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60};
    for (std::uint32_t failures = 0; failures < std::size(expected); ++failures)
        BOOST_TEST(wait_after(failures, kSettings).count() == expected[failures]);
    BOOST_TEST(wait_after(100, kSettings).count() == 60);
    BOOST_TEST(wait_after(0xFFFF'FFFF, kSettings).count() == 60);
}

BOOST_AUTO_TEST_CASE(a_wait_passes_with_time) {
    BOOST_TEST(left(8, 0s) == 8);
    BOOST_TEST(left(8, 3s) == 5);
    BOOST_TEST(left(8, 8s) == 0);
    BOOST_TEST(left(8, 24h * 365) == 0);
    BOOST_TEST(wait_left(0, TimePoint{}, kSettings, kNow).count() == 0);
}

BOOST_AUTO_TEST_CASE(a_clock_set_back_makes_no_client_wait_long) {
    BOOST_TEST(left(100, -3s) == 63);  // another host's clock
    BOOST_TEST(left(100, -6s) == 0);
    BOOST_TEST(left(100, -24h) == 0);
}

BOOST_AUTO_TEST_CASE(a_bucket_admits_its_burst_at_once_and_then_its_rate) {
    const Rate rate{.amount = 20, .period = 60s, .burst = 25};
    shm::Attempts bucket;
    BOOST_TEST(take_all(bucket, rate) == 25);
    BOOST_TEST(wait(bucket, rate) == 3);
    BOOST_TEST(wait(bucket, rate, kNow + 2s) == 1);
    BOOST_TEST(take_all(bucket, rate, kNow + 3s) == 1);
    BOOST_TEST(take_all(bucket, rate, kNow + 63s) == 20);
    BOOST_TEST(take_all(bucket, rate, kNow + 24h) == 25);
}

BOOST_AUTO_TEST_CASE(a_bucket_admits_no_more_than_its_rate_over_a_long_time) {
    for (const std::uint32_t amount : {1u, 7u, 20u, 90u, 120u, 100'000u}) {
        const Rate rate{.amount = amount, .period = 60s, .burst = amount};
        shm::Attempts bucket;
        std::int64_t taken = 0;
        for (auto second = 0s; second < 600s; ++second)
            taken += take_all(bucket, rate, kNow + second);
        BOOST_TEST_CONTEXT(amount << " a minute") {
            BOOST_TEST(taken <= std::int64_t{amount} * 11);
            BOOST_TEST(taken >= std::int64_t{std::min(amount, 60'000u)} * 10);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_returned_token_counts_as_never_taken) {
    const Rate rate{.amount = 7, .period = 60s, .burst = 7};
    shm::Attempts bucket;
    bucket = take_one(bucket, rate, kNow);
    const auto before = bucket;
    bucket = take_one(bucket, rate, kNow);
    bucket = give_one_back(bucket, rate);
    BOOST_TEST((bucket == before));
    for (int i = 0; i < 50; ++i) bucket = give_one_back(bucket, rate);
    BOOST_TEST(take_all(bucket, rate) == 7);  // never more than there ever is
}

BOOST_AUTO_TEST_CASE(a_bucket_after_the_clock_was_set_back_is_full) {
    const Rate rate{.amount = 20, .period = 60s, .burst = 20};
    shm::Attempts bucket;
    take_all(bucket, rate, kNow + 24h);
    BOOST_TEST(wait(bucket, rate) == 0);
    BOOST_TEST(take_all(bucket, rate) == 20);
}

BOOST_AUTO_TEST_CASE(slightly_different_host_clocks_admit_nothing_extra) {
    const Rate rate{.amount = 20, .period = 60s, .burst = 20};
    shm::Attempts bucket;
    take_all(bucket, rate, kNow + 2s);
    BOOST_TEST(wait(bucket, rate) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
