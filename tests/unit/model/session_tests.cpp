#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/model/session.hpp"

using namespace postern;
using namespace std::chrono_literals;

namespace {

const TimePoint kSignIn{1'800'000'000s};

User user(bool disabled = false) {
    return {.id = UserId{1},
            .public_id = PublicId::from_random(std::string(16, 'u')),
            .email = EmailAddress::parse("ann@example.org").value(),
            .display_name = DisplayName::parse("Ann").value(),
            .disabled = disabled,
            .created_at = kSignIn};
}

/// Signed in at kSignIn, ends after 12 hours, or 30 minutes after it was last seen.
Session session(TimePoint last_seen_at = kSignIn) {
    return {.id = SessionId{1},
            .public_id = PublicId::from_random(std::string(16, 's')),
            .user_id = UserId{1},
            .created_at = kSignIn,
            .last_seen_at = last_seen_at,
            .expires_at = kSignIn + 12h,
            .idle_ttl = 30min,
            .remember = false,
            .address = "192.0.2.1",
            .user_agent = "test",
            .authentication = {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(session_tests)

BOOST_AUTO_TEST_CASE(is_live_holds_right_after_sign_in) {
    BOOST_TEST(is_live(session(), user(), kSignIn));
}

BOOST_AUTO_TEST_CASE(is_live_ends_when_the_session_was_not_used) {
    BOOST_TEST(is_live(session(), user(), kSignIn + 30min - 1s));
    BOOST_TEST(!is_live(session(), user(), kSignIn + 30min));
}

BOOST_AUTO_TEST_CASE(is_live_holds_while_the_session_is_used) {
    BOOST_TEST(is_live(session(kSignIn + 5h), user(), kSignIn + 5h + 29min));
}

BOOST_AUTO_TEST_CASE(is_live_ends_at_the_absolute_end_whatever_the_use) {
    const TimePoint end = kSignIn + 12h;
    BOOST_TEST(is_live(session(end - 1s), user(), end - 1s));
    BOOST_TEST(!is_live(session(end - 1s), user(), end));
    BOOST_TEST(!is_live(session(end + 1h), user(), end));
}

BOOST_AUTO_TEST_CASE(is_live_is_false_for_a_disabled_user) {
    BOOST_TEST(!is_live(session(), user(true), kSignIn));
}

BOOST_AUTO_TEST_CASE(is_live_survives_a_clock_that_was_set_back) {
    BOOST_TEST(is_live(session(kSignIn + 2h), user(), kSignIn + 1h));
    BOOST_TEST(is_live(session(), user(), kSignIn - 1h));
}

BOOST_AUTO_TEST_CASE(is_live_is_false_without_any_idle_time) {
    Session none = session();
    none.idle_ttl = 0s;
    BOOST_TEST(!is_live(none, user(), kSignIn));
}

BOOST_AUTO_TEST_SUITE_END()
