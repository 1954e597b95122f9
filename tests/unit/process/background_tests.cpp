#define BOOST_TEST_DYN_LINK
#include "postern/process/background.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "support/child.hpp"

using namespace postern;
using Steady = std::chrono::steady_clock;

namespace {

constexpr int kNice = 10;
constexpr std::chrono::seconds kPatience{5};

/// What the kernel says of this process's session, e.g. `/autogroup-17 nice 10`; empty where it
/// does not group by session.
std::string autogroup() {
    std::string line;
    std::ifstream file{"/proc/self/autogroup"};
    std::getline(file, line);
    return line;
}

bool settles_as_nice(process::Background& background) {
    const auto end = Steady::now() + kPatience;
    while (!autogroup().empty() && !autogroup().ends_with(" nice " + std::to_string(kNice))) {
        if (Steady::now() > end) return false;
        background.settle();
    }
    return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(background_tests)

BOOST_AUTO_TEST_CASE(a_nice_process_gets_a_session_of_its_own_that_is_as_nice) {
    test::Child child{[] {
        setpriority(PRIO_PROCESS, 0, kNice);
        process::Background background;
        if (getsid(0) != getpid()) return 1;
        return settles_as_nice(background) ? 0 : 2;
    }};
    BOOST_TEST(child.wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(the_session_it_leaves_stays_as_it_was) {
    const auto before = autogroup();
    test::Child child{[] {
        setpriority(PRIO_PROCESS, 0, kNice);
        process::Background background;
        return settles_as_nice(background) ? 0 : 1;
    }};
    BOOST_TEST(child.wait_for_end() == 0);
    BOOST_TEST(autogroup() == before);
}

BOOST_AUTO_TEST_CASE(a_session_leader_keeps_its_session) {
    test::Child child{[] {
        if (setsid() == -1) return 1;
        const auto before = autogroup();
        setpriority(PRIO_PROCESS, 0, kNice);
        process::Background background;
        background.settle();
        return autogroup() == before ? 0 : 2;
    }};
    BOOST_TEST(child.wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(a_process_that_is_not_nice_stays_in_its_session) {
    const auto session = getsid(0);
    // The tests may run at a higher niceness, and only root may lower it again.
    const bool is_nice = getpriority(PRIO_PROCESS, 0) != 0;
    test::Child child{[session, is_nice] {
        if (is_nice && setpriority(PRIO_PROCESS, 0, 0) != 0) return 0;
        process::Background background;
        return getsid(0) == session ? 0 : 1;
    }};
    BOOST_TEST(child.wait_for_end() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
