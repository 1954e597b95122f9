#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

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

BOOST_AUTO_TEST_CASE(each_kind_has_its_own_number) {
    BOOST_TEST(admitted(RequestKind::Registration, "192.0.2.7") == 3);
    BOOST_TEST(admitted(RequestKind::Mail, "192.0.2.7") == 2);
    BOOST_TEST(admitted(RequestKind::PasswordCheck, "192.0.2.7") == 4);
}

BOOST_AUTO_TEST_CASE(a_refusal_says_how_long_to_wait_and_costs_nothing) {
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

BOOST_AUTO_TEST_CASE(withdraw_gives_back_exactly_one) {
    const auto request = throttle.admit(RequestKind::Registration, "192.0.2.7", now);
    BOOST_TEST(admitted(RequestKind::Registration, "192.0.2.7") == 2);
    throttle.withdraw(*request);
    BOOST_TEST(admitted(RequestKind::Registration, "192.0.2.7") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
