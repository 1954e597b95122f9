#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/service/throttle/request_throttle.hpp"
#include "postern/shm/shared_memory.hpp"

using namespace postern;
using namespace std::chrono_literals;
using service::RequestKind;

namespace {

struct Throttled {
    shm::Shared<shm::AttemptTable> table;
    service::RequestThrottle throttle{
        *table,
        {.registrations_per_hour = 3, .mails_per_hour = 2, .password_checks_per_minute = 4}};
    TimePoint now{1'795'251'000s};

    int admitted(RequestKind kind, std::string_view address, int of = 10) {
        int count = 0;
        for (int i = 0; i < of; ++i) count += throttle.admit(kind, address, now) ? 1 : 0;
        return count;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(request_throttle_tests, Throttled)

BOOST_AUTO_TEST_CASE(each_kind_has_its_own_limit) {
    BOOST_TEST(admitted(RequestKind::Registration, "192.0.2.7") == 3);
    BOOST_TEST(admitted(RequestKind::Mail, "192.0.2.7") == 2);
    BOOST_TEST(admitted(RequestKind::PasswordCheck, "192.0.2.7") == 4);
}

BOOST_AUTO_TEST_CASE(the_networks_of_a_48_have_four_times_as_much_together) {
    int all = 0;
    for (int n = 0; n < 20; ++n) {
        const int here =
            admitted(RequestKind::Registration, "2001:db8:1:" + std::to_string(n) + "::1");
        BOOST_TEST(here <= 3);
        all += here;
    }
    BOOST_TEST(all == 12);
    BOOST_TEST(admitted(RequestKind::Registration, "2001:db8:2::1") == 3);
    BOOST_TEST(admitted(RequestKind::Registration, "192.0.2.7") == 3);
}

BOOST_AUTO_TEST_CASE(a_refused_network_takes_nothing_from_its_neighbors) {
    BOOST_TEST(admitted(RequestKind::Registration, "2001:db8:1:1::1", 1000) == 3);
    for (const char* const neighbor : {"2001:db8:1:2::1", "2001:db8:1:3::1", "2001:db8:1:4::1"})
        BOOST_TEST(admitted(RequestKind::Registration, neighbor) == 3, neighbor);
    // And what the /48 refuses is not taken from the network.
    BOOST_TEST(admitted(RequestKind::Registration, "2001:db8:1:5::1", 1000) == 0);
    now += 1200s;
    BOOST_TEST(admitted(RequestKind::Registration, "2001:db8:1:5::1", 1000) == 3);
}

BOOST_AUTO_TEST_CASE(withdraw_returns_to_network_and_48) {
    for (int n = 0; n < 100; ++n) {
        const auto attempt = throttle.admit(RequestKind::Registration, "2001:db8:1:1::1", now);
        BOOST_REQUIRE(attempt.has_value());
        throttle.withdraw(*attempt);
    }
    BOOST_TEST(admitted(RequestKind::Registration, "2001:db8:1:2::1") == 3);
}

BOOST_AUTO_TEST_CASE(a_refusal_reports_the_wait_and_costs_nothing) {
    admitted(RequestKind::Registration, "192.0.2.7");
    BOOST_TEST((throttle.admit(RequestKind::Registration, "192.0.2.7", now).error() == 1200s));
    now += 1199s;
    BOOST_TEST((throttle.admit(RequestKind::Registration, "192.0.2.7", now).error() == 1s));
    now += 1s;
    BOOST_TEST(admitted(RequestKind::Registration, "192.0.2.7") == 1);
}

BOOST_AUTO_TEST_CASE(addresses_are_counted_by_their_network) {
    BOOST_TEST(admitted(RequestKind::Mail, "2001:db8::1") == 2);
    BOOST_TEST(admitted(RequestKind::Mail, "2001:db8::2") == 0);
    BOOST_TEST(admitted(RequestKind::Mail, "2001:db8:0:1::1") == 2);
    BOOST_TEST(admitted(RequestKind::Mail, "192.0.2.7") == 2);
    BOOST_TEST(admitted(RequestKind::Mail, "::ffff:192.0.2.7") == 0);
}

BOOST_AUTO_TEST_CASE(withdraw_returns_exactly_one) {
    const auto request = throttle.admit(RequestKind::Registration, "192.0.2.7", now);
    BOOST_TEST(admitted(RequestKind::Registration, "192.0.2.7") == 2);
    throttle.withdraw(*request);
    BOOST_TEST(admitted(RequestKind::Registration, "192.0.2.7") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
