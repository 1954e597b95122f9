#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <memory>
#include <numeric>
#include <vector>

#include "postern/shm/metrics.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/child.hpp"

using namespace std::chrono_literals;
using postern::shm::GateVerdict;
using postern::shm::kLatencyBounds_us;
using postern::shm::Metrics;
using postern::shm::Shared;
using postern::shm::SignInOutcome;
using postern::test::Child;

namespace {

struct Counted {
    Shared<Metrics> metrics;
    Metrics::Writer writer = metrics->writer(0);
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(metrics_tests, Counted)

BOOST_AUTO_TEST_CASE(all_counters_begin_at_zero) {
    const auto sums = metrics->read();
    BOOST_TEST(std::reduce(sums.gate_checks.begin(), sums.gate_checks.end()) == 0u);
    BOOST_TEST(sums.gate_latency_sum_us == 0u);
}

BOOST_AUTO_TEST_CASE(each_verdict_has_its_own_counter) {
    for (std::size_t i = 0; i < postern::shm::kGateVerdicts; ++i)
        for (std::size_t n = 0; n <= i; ++n)
            writer.count_gate_check(static_cast<GateVerdict>(i), 1us);
    for (std::size_t i = 0; i < postern::shm::kGateVerdicts; ++i)
        BOOST_TEST(metrics->read().gate_checks[i] == i + 1);
}

BOOST_AUTO_TEST_CASE(each_outcome_of_a_sign_in_has_its_own_counter) {
    for (std::size_t i = 0; i < postern::shm::kSignInOutcomes; ++i)
        for (std::size_t n = 0; n <= i; ++n) writer.count_sign_in(static_cast<SignInOutcome>(i));
    for (std::size_t i = 0; i < postern::shm::kSignInOutcomes; ++i)
        BOOST_TEST(metrics->read().sign_ins[i] == i + 1);
}

BOOST_AUTO_TEST_CASE(a_check_is_counted_below_the_bound_it_does_not_exceed) {
    for (std::size_t i = 0; i < kLatencyBounds_us.size(); ++i) {
        writer.count_gate_check(GateVerdict::User, std::chrono::microseconds{kLatencyBounds_us[i]});
        BOOST_TEST(metrics->read().gate_latency[i] == (i == 0 ? 1u : 2u));
        writer.count_gate_check(GateVerdict::User,
                                std::chrono::microseconds{kLatencyBounds_us[i] + 1});
        BOOST_TEST(metrics->read().gate_latency[i + 1] == 1u);
    }
}

BOOST_AUTO_TEST_CASE(the_sum_of_latencies_is_exact_and_never_shrinks) {
    writer.count_gate_check(GateVerdict::User, 70us);
    writer.count_gate_check(GateVerdict::Denied, 2s);
    writer.count_gate_check(GateVerdict::Denied, -5us);
    BOOST_TEST(metrics->read().gate_latency_sum_us == 2'000'070u);
    BOOST_TEST(metrics->read().gate_latency[0] == 1u);
}

BOOST_AUTO_TEST_CASE(portal_requests_are_counted_by_the_class_of_their_status) {
    for (const int status : {100, 200, 204, 302, 404, 499, 500, 503, 599})
        writer.count_portal_request(status);
    const std::array<std::uint64_t, 5> expected{1, 2, 1, 2, 3};
    BOOST_TEST(metrics->read().portal_requests == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_plain_counters_count) {
    writer.count_cache_hit();
    writer.count_cache_miss();
    writer.count_cache_miss();
    for (int i = 0; i < 3; ++i) writer.count_database_error();
    writer.count_sessions_purged(4);
    writer.count_last_seen_written(5);
    writer.count_access_written(6);
    writer.count_access_dropped(7);
    writer.count_mail_sent();
    writer.count_mail_failed();
    const auto sums = metrics->read();
    BOOST_TEST(sums.cache_hits == 1u);
    BOOST_TEST(sums.cache_misses == 2u);
    BOOST_TEST(sums.database_errors == 3u);
    BOOST_TEST(sums.sessions_purged == 4u);
    BOOST_TEST(sums.last_seen_written == 5u);
    BOOST_TEST(sums.access_written == 6u);
    BOOST_TEST(sums.access_dropped == 7u);
    BOOST_TEST(sums.mails_sent == 1u);
    BOOST_TEST(sums.mails_failed == 1u);
}

BOOST_AUTO_TEST_CASE(any_number_is_a_stripe_and_read_sums_them_all) {
    for (const std::size_t stripe : {std::size_t{0}, std::size_t{15}, std::size_t{16}, SIZE_MAX})
        metrics->writer(stripe).count_cache_hit();
    BOOST_TEST(metrics->read().cache_hits == 4u);
}

BOOST_AUTO_TEST_CASE(no_count_is_lost_when_processes_share_a_stripe) {
    constexpr int kProcesses = 4;
    constexpr int kRounds = 50'000;
    std::vector<std::unique_ptr<Child>> children;
    for (std::size_t i = 0; i < kProcesses; ++i)
        children.push_back(std::make_unique<Child>([&, i] {
            const auto own = metrics->writer(i % 2);
            for (int round = 0; round < kRounds; ++round)
                own.count_gate_check(GateVerdict::SignIn, 60us);
            return 0;
        }));
    for (auto& child : children) BOOST_TEST(child->wait_for_end() == 0);
    const auto sums = metrics->read();
    BOOST_TEST(sums.gate_checks[2] == std::uint64_t{kProcesses} * kRounds);
    BOOST_TEST(sums.gate_latency[1] == std::uint64_t{kProcesses} * kRounds);
    BOOST_TEST(sums.gate_latency_sum_us == std::uint64_t{kProcesses} * kRounds * 60);
}

BOOST_AUTO_TEST_SUITE_END()
