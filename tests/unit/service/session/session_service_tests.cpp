// How long a session lasts, and what ends it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/service_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(session_service_tests, test::ServiceFixture)

BOOST_AUTO_TEST_CASE(find_refuses_tokens_that_were_never_issued) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    std::string other{opened.token.reveal()};
    other.front() = other.front() == 'A' ? 'B' : 'A';
    BOOST_TEST(!sessions.find(other, now).has_value());
}

BOOST_AUTO_TEST_CASE(find_refuses_any_piece_or_extension_of_a_token) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    const std::string token{opened.token.reveal()};
    for (std::size_t length = 0; length < token.size(); ++length)
        BOOST_TEST(!sessions.find(token.substr(0, length), now).has_value());
    BOOST_TEST(!sessions.find(token + "=", now).has_value());
    BOOST_TEST(!sessions.find(token + "A", now).has_value());
    BOOST_TEST(!sessions.find(" " + token, now).has_value());
}

BOOST_AUTO_TEST_CASE(find_makes_no_query_for_what_cannot_be_a_token) {
    const auto calls = stores.state().calls;
    BOOST_TEST(!sessions.find("rubbish", now).has_value());
    BOOST_TEST(!sessions.find(std::string(43, '!'), now).has_value());
    BOOST_TEST(stores.state().calls == calls);
}

BOOST_AUTO_TEST_CASE(find_ends_with_the_idle_time) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    BOOST_TEST(sessions.find(opened.token.reveal(), now + 29min).has_value());
    // Seen at 29 min: half an hour from there, not from the sign-in.
    BOOST_TEST(sessions.find(opened.token.reveal(), now + 58min).has_value());
    BOOST_TEST(!sessions.find(opened.token.reveal(), now + 88min).has_value());
}

BOOST_AUTO_TEST_CASE(find_ends_with_the_absolute_time_however_often_it_was_seen) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    for (auto at = 20min; at < 12h; at += 20min)
        BOOST_REQUIRE(sessions.find(opened.token.reveal(), now + at).has_value());
    BOOST_TEST(!sessions.find(opened.token.reveal(), now + 12h).has_value());
}

BOOST_AUTO_TEST_CASE(find_survives_a_clock_that_was_set_back) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    BOOST_TEST(sessions.find(opened.token.reveal(), now - 1h).has_value());
}

BOOST_AUTO_TEST_CASE(find_writes_that_a_session_was_seen_at_most_once_a_minute) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    const auto before = stores.state().calls;
    (void)sessions.find(opened.token.reveal(), now + 59s);
    BOOST_TEST(stores.state().calls == before + 1);
    (void)sessions.find(opened.token.reveal(), now + 60s);
    BOOST_TEST(stores.state().calls == before + 3);
    (void)sessions.find(opened.token.reveal(), now + 61s);
    BOOST_TEST(stores.state().calls == before + 4);
}

BOOST_AUTO_TEST_CASE(open_makes_a_remembered_session_longer) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org", true);
    BOOST_TEST(sessions.find(opened.token.reveal(), now + std::chrono::days{13}).has_value());
    BOOST_TEST(!sessions.find(opened.token.reveal(), now + std::chrono::days{30}).has_value());
}

BOOST_AUTO_TEST_CASE(open_opens_nothing_for_a_user_who_was_just_disabled) {
    const User ann = add_user("ann@example.org");
    users.set_disabled("ann@example.org", true, admin, now).value();
    BOOST_TEST(!sessions.open(ann, service::ProofForTests::of_password(now), false, client, now)
                    .has_value());
}

BOOST_AUTO_TEST_CASE(open_stores_only_printable_characters_of_the_user_agent) {
    const User ann = add_user("ann@example.org");
    const service::Client hostile{"192.0.2.7", "a\r\nb\x01\xFF" + std::string(1000, 'x')};
    const auto opened =
        sessions.open(ann, service::ProofForTests::of_password(now), false, hostile, now);
    BOOST_REQUIRE(opened.has_value());
    BOOST_TEST(opened->session.session.user_agent.starts_with("a??b??xxx"));
    BOOST_TEST(opened->session.session.user_agent.size() == 255u);
}

BOOST_AUTO_TEST_CASE(end_ends_this_session_and_no_other) {
    add_user("ann@example.org");
    const auto phone = sign_in("ann@example.org");
    const auto desk = sign_in("ann@example.org");
    BOOST_TEST(sessions.end(phone.token.reveal()));
    BOOST_TEST(!sessions.end(phone.token.reveal()));
    BOOST_TEST(!sessions.find(phone.token.reveal(), now).has_value());
    BOOST_TEST(sessions.find(desk.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(end_one_of_does_not_end_another_users_session) {
    add_user("ann@example.org");
    const User eve = add_user("eve@example.org");
    const auto opened = sign_in("ann@example.org");
    BOOST_TEST(!sessions.end_one_of(eve, opened.session.session.public_id));
    BOOST_TEST(sessions.find(opened.token.reveal(), now).has_value());
    BOOST_TEST(sessions.end_one_of(opened.session.user, opened.session.session.public_id));
}

BOOST_AUTO_TEST_CASE(list_leaves_out_ended_sessions) {
    const User ann = add_user("ann@example.org");
    sign_in("ann@example.org");
    sign_in("ann@example.org", true);
    BOOST_TEST(sessions.list(ann, now).size() == 2u);
    BOOST_TEST(sessions.list(ann, now + 13h).size() == 1u);
}

BOOST_AUTO_TEST_CASE(disabling_a_user_ends_their_sessions_for_good) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    users.set_disabled("ann@example.org", true, admin, now).value();
    users.set_disabled("ann@example.org", false, admin, now).value();
    BOOST_TEST(!sessions.find(opened.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
