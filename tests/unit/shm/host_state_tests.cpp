#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/shm/host_state.hpp"
#include "postern/shm/shared_memory.hpp"

using namespace std::chrono_literals;
using postern::shm::cache_is_trusted;
using postern::shm::HostState;
using postern::shm::Shared;

BOOST_AUTO_TEST_SUITE(host_state_tests)

BOOST_AUTO_TEST_CASE(a_fresh_host_has_never_polled) {
    const Shared<HostState> host;
    BOOST_TEST(host->last_poll_ms.load() == 0);
    BOOST_TEST(host->sites_generation.load() == 0u);
}

BOOST_AUTO_TEST_CASE(the_cache_is_not_trusted_before_the_first_poll) {
    BOOST_TEST(!cache_is_trusted(0, 1, 1s, 30s));
    BOOST_TEST(!cache_is_trusted(0, 0, 1s, 30s));
}

BOOST_AUTO_TEST_CASE(the_cache_is_trusted_for_interval_slack_and_grace_after_a_poll) {
    BOOST_TEST(cache_is_trusted(5'000, 5'000, 1s, 30s));
    BOOST_TEST(cache_is_trusted(5'000, 5'000 + 32'000, 1s, 30s));
    BOOST_TEST(!cache_is_trusted(5'000, 5'000 + 32'001, 1s, 30s));
}

BOOST_AUTO_TEST_CASE(without_grace_the_cache_is_trusted_for_interval_and_slack) {
    BOOST_TEST(cache_is_trusted(5'000, 7'000, 1s, 0s));
    BOOST_TEST(!cache_is_trusted(5'000, 7'001, 1s, 0s));
}

BOOST_AUTO_TEST_CASE(a_poll_that_ended_after_the_check_began_is_trusted) {
    BOOST_TEST(cache_is_trusted(5'001, 5'000, 1s, 0s));
}

BOOST_AUTO_TEST_SUITE_END()
