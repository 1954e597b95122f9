// How programs are run, and what is told of them.
#define BOOST_TEST_DYN_LINK
#include "app/wiring/nginx_program.hpp"

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <system_error>

using namespace postern;

BOOST_AUTO_TEST_SUITE(nginx_program_tests)

BOOST_AUTO_TEST_CASE(what_a_program_writes_and_how_it_ends_is_told) {
    const auto good = app::run_nginx({"-c", "echo said; echo complained >&2"}, "/bin/sh");
    BOOST_TEST(good.succeeded);
    BOOST_TEST(good.out == "said\n");
    BOOST_TEST(good.err == "complained\n");
    BOOST_TEST(!app::run_nginx({"-c", "exit 1"}, "/bin/sh").succeeded);
    BOOST_TEST(!app::run_nginx({"-c", "kill -9 $$"}, "/bin/sh").succeeded);
}

BOOST_AUTO_TEST_CASE(a_program_that_is_not_there_is_an_error) {
    BOOST_CHECK_THROW(app::run_nginx({}, "/nowhere/nginx"), std::system_error);
}

BOOST_AUTO_TEST_CASE(a_program_whose_end_nobody_can_know_has_not_succeeded) {
    // As some who start us leave it: the kernel then keeps no child for us to ask about.
    const auto before = ::signal(SIGCHLD, SIG_IGN);
    BOOST_CHECK_THROW(app::run_nginx({"-c", "exit 1"}, "/bin/sh"), std::system_error);
    ::signal(SIGCHLD, before);
}

BOOST_AUTO_TEST_SUITE_END()
