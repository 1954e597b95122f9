// What is due when.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "app/workers/schedule.hpp"

using postern::app::Schedule;
using namespace std::chrono_literals;

namespace {

using Tasks = std::vector<std::size_t>;

/// Task 0 every second, task 1 every 5 s.
struct ScheduleFixture {
    Schedule::Time start{1000s};
    Schedule schedule{{1s, 5s}, start};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(schedule_tests, ScheduleFixture)

BOOST_AUTO_TEST_CASE(take_due_returns_every_task_at_the_start) {
    BOOST_TEST((schedule.next_due() == start));
    BOOST_TEST((schedule.take_due(start) == Tasks{0, 1}));
}

BOOST_AUTO_TEST_CASE(take_due_returns_each_task_once_per_interval) {
    schedule.take_due(start);
    BOOST_TEST((schedule.take_due(start + 999ms).empty()));
    BOOST_TEST((schedule.take_due(start + 1s) == Tasks{0}));
    BOOST_TEST((schedule.take_due(start + 1s).empty()));
    BOOST_TEST((schedule.take_due(start + 5s) == Tasks{0, 1}));
}

BOOST_AUTO_TEST_CASE(take_due_skips_missed_intervals) {
    schedule.take_due(start);
    BOOST_TEST((schedule.take_due(start + 60s) == Tasks{0, 1}));
    BOOST_TEST((schedule.take_due(start + 60s).empty()));
    BOOST_TEST((schedule.next_due() == start + 61s));
}

BOOST_AUTO_TEST_CASE(next_due_is_that_of_the_task_that_comes_first) {
    schedule.take_due(start);
    BOOST_TEST((schedule.next_due() == start + 1s));
    schedule.take_due(start + 4500ms);
    BOOST_TEST((schedule.next_due() == start + 5s));
}

BOOST_AUTO_TEST_CASE(hurry_makes_one_task_due_now_and_keeps_its_interval) {
    schedule.take_due(start);
    schedule.hurry(1, start + 100ms);
    BOOST_TEST((schedule.next_due() == start + 100ms));
    BOOST_TEST((schedule.take_due(start + 100ms) == Tasks{1}));
    BOOST_TEST((schedule.take_due(start + 5s) == Tasks{0}));
    BOOST_TEST((schedule.take_due(start + 5100ms) == Tasks{1}));
}

BOOST_AUTO_TEST_SUITE_END()
