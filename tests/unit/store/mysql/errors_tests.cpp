#define BOOST_TEST_DYN_LINK
#include "store/mysql/connection/errors.hpp"

#include <boost/test/unit_test.hpp>

using namespace postern::store::mysql;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(errors_tests)

BOOST_AUTO_TEST_CASE(classify_recognizes_every_lost_connection) {
    for (const int code :
         {0, 1053, 1243, 1927, 2000, 2002, 2003, 2006, 2013, 2014, 2026, 2030, 2055, 4031})
        BOOST_TEST_CONTEXT(code) BOOST_CHECK(classify(code) == Fault::ConnectionLost);
}

BOOST_AUTO_TEST_CASE(classify_tells_a_server_that_cannot_serve_from_a_lost_one) {
    for (const int code : {1047, 1290, 1792, 1836})
        BOOST_TEST_CONTEXT(code) BOOST_CHECK(classify(code) == Fault::Unfit);
    BOOST_TEST(words_of(1047).find("majority") != std::string_view::npos);
    BOOST_TEST(words_of(2006).find("connection was lost") != std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(classify_distinguishes_conflicts_overload_and_mistakes) {
    BOOST_CHECK(classify(1205) == Fault::Conflict);
    BOOST_CHECK(classify(1213) == Fault::Conflict);
    BOOST_CHECK(classify(1040) == Fault::Overload);
    BOOST_CHECK(classify(1021) == Fault::Overload);
    for (const int code : {1045, 1049, 1054, 1062, 1064, 1146, 1406})
        BOOST_TEST_CONTEXT(code) BOOST_CHECK(classify(code) == Fault::Mistake);
}

BOOST_AUTO_TEST_CASE(names_constraint_knows_both_servers_texts) {
    BOOST_TEST(
        names_constraint("Duplicate entry 'a@b.c' for key 'uq_user_email'", "uq_user_email"));
    BOOST_TEST(
        names_constraint("Duplicate entry 'a@b.c' for key 'user.uq_user_email'", "uq_user_email"));
}

BOOST_AUTO_TEST_CASE(names_constraint_is_not_fooled_by_the_value) {
    BOOST_TEST(!names_constraint(
        "Duplicate entry 'x' for key 'uq_user_email'' for key 'uq_user_public_id'",
        "uq_user_email"));
    BOOST_TEST(
        !names_constraint("Duplicate entry 'x' for key 'other_uq_user_email'", "uq_user_email"));
    BOOST_TEST(!names_constraint("", "uq_user_email"));
}

BOOST_AUTO_TEST_CASE(next_step_reconnects_once_and_only_when_a_retry_is_safe) {
    BOOST_CHECK(next_step(Fault::ConnectionLost, {}, 1ms) == Next::Reconnect);
    BOOST_CHECK(next_step(Fault::ConnectionLost, {.connections_lost = 1}, 1ms) == Next::GiveUp);
    BOOST_CHECK(next_step(Fault::ConnectionLost, {.repeatable = false}, 1ms) == Next::GiveUp);
}

BOOST_AUTO_TEST_CASE(next_step_does_not_retry_after_a_timeout) {
    BOOST_CHECK(next_step(Fault::ConnectionLost, {}, 2000ms) == Next::GiveUp);
}

BOOST_AUTO_TEST_CASE(next_step_goes_on_to_another_server_also_after_a_timeout) {
    const RetryState fresh{.has_other_server = true};
    for (const Fault fault : {Fault::ConnectionLost, Fault::Unfit})
        BOOST_CHECK(next_step(fault, fresh, 2000ms) == Next::Reconnect);
    BOOST_CHECK(next_step(Fault::Unfit, fresh, 6000ms) == Next::GiveUp);
    BOOST_CHECK(next_step(Fault::Unfit, {.connections_lost = 2, .has_other_server = true}, 1ms) ==
                Next::GiveUp);
    BOOST_CHECK(next_step(Fault::Unfit, {.repeatable = false, .has_other_server = true}, 1ms) ==
                Next::GiveUp);
}

BOOST_AUTO_TEST_CASE(next_step_retries_quick_conflicts_for_four_seconds_and_slow_ones_three_times) {
    BOOST_CHECK(next_step(Fault::Conflict, {.conflicts = 24}, 3999ms) == Next::Pause);
    BOOST_CHECK(next_step(Fault::Conflict, {.conflicts = 25}, 1ms) == Next::GiveUp);
    BOOST_CHECK(next_step(Fault::Conflict, {.conflicts = 3}, 4000ms) == Next::GiveUp);

    for (int conflicts = 0; conflicts < 3; ++conflicts)
        BOOST_CHECK(next_step(Fault::Conflict, {.conflicts = conflicts, .repeatable = false},
                              5000ms) == Next::Pause);
}

BOOST_AUTO_TEST_CASE(next_step_gives_up_on_overload_and_mistakes) {
    BOOST_CHECK(next_step(Fault::Overload, {}, 1ms) == Next::GiveUp);
    BOOST_CHECK(next_step(Fault::Mistake, {}, 1ms) == Next::GiveUp);
}

BOOST_AUTO_TEST_SUITE_END()
