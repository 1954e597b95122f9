#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <thread>

#include "postern/shm/hashing_slots.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/child.hpp"

using namespace std::chrono_literals;
using postern::shm::HashingSlots;
using postern::shm::Shared;
using postern::test::Child;
using postern::test::Signalling;

namespace {

struct Slots {
    Slots() { slots->set_limits(1, 1); }

    Shared<HashingSlots> slots;
    Signalling holding;
    Signalling let_go;

    /// The body of a child that takes a slot and keeps it until it is told.
    int hold_until_told() const {
        const auto lease = slots->acquire(0ms);
        if (!lease) return 1;
        holding.say();
        let_go.hear();
        return 0;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hashing_slots_tests, Slots)

BOOST_AUTO_TEST_CASE(acquire_returns_a_free_slot_at_once) {
    const auto lease = slots->acquire(0ms);
    BOOST_TEST(static_cast<bool>(lease));
    BOOST_TEST(slots->in_use() == 1u);
}

BOOST_AUTO_TEST_CASE(a_lease_releases_its_slot_at_the_end_of_the_scope) {
    { const auto lease = slots->acquire(0ms); }
    BOOST_TEST(slots->in_use() == 0u);
    BOOST_TEST(static_cast<bool>(slots->acquire(0ms)));
}

BOOST_AUTO_TEST_CASE(a_moved_lease_releases_its_slot_once) {
    auto first = slots->acquire(0ms);
    {
        const auto second = std::move(first);
        BOOST_TEST(slots->in_use() == 1u);
    }
    BOOST_TEST(slots->in_use() == 0u);
    BOOST_TEST(!static_cast<bool>(first));
}

BOOST_AUTO_TEST_CASE(acquire_fails_when_its_patience_is_over) {
    Child holder{[this] { return hold_until_told(); }};
    holding.hear();
    BOOST_TEST(!static_cast<bool>(slots->acquire(0ms)));
    BOOST_TEST(!static_cast<bool>(slots->acquire(5ms)));
    BOOST_TEST(slots->in_use() == 1u);
    let_go.say();
    BOOST_TEST(holder.wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(acquire_waits_for_a_slot_that_another_process_releases) {
    Child holder{[this] { return hold_until_told(); }};
    holding.hear();
    let_go.say();
    BOOST_TEST(static_cast<bool>(slots->acquire(5s)));
    BOOST_TEST(holder.wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(acquire_returns_at_once_when_as_many_wait_as_may) {
    slots->set_limits(1, 0);
    Child holder{[this] { return hold_until_told(); }};
    holding.hear();
    const auto begin = std::chrono::steady_clock::now();
    BOOST_TEST(!static_cast<bool>(slots->acquire(1h)));
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 5s));
    let_go.say();
    BOOST_TEST(holder.wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(a_waiting_process_occupies_the_place_of_a_waiter) {
    Child holder{[this] { return hold_until_told(); }};
    holding.hear();
    Signalling waiting;
    Child waiter{[&] {
        waiting.say();
        // The other process's own short waits may be in the place just now.
        while (!slots->acquire(10s)) {
        }
        return 0;
    }};
    waiting.hear();
    // The waiter takes its place shortly after it said so; as soon as it has, nobody else may wait.
    const auto waited_in_vain = [this] {
        const auto begin = std::chrono::steady_clock::now();
        if (slots->acquire(3ms)) return false;
        return std::chrono::steady_clock::now() - begin >= 3ms;
    };
    while (waited_in_vain()) {
    }
    let_go.say();
    BOOST_TEST(waiter.wait_for_end() == 0);
    BOOST_TEST(holder.wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(a_free_slot_goes_to_the_longest_waiter) {
    constexpr int kWaiters = 5;
    slots->set_limits(1, kWaiters);
    Child holder{[this] { return hold_until_told(); }};
    holding.hear();
    const Shared<std::atomic<int>> turn;
    std::vector<std::unique_ptr<Child>> waiters;
    for (int i = 0; i < kWaiters; ++i) {
        waiters.push_back(std::make_unique<Child>([&, i] {
            const auto lease = slots->acquire(20s);
            return lease && turn->fetch_add(1) == i ? 0 : 1;
        }));
        while (slots->waiting() != static_cast<std::size_t>(i + 1)) std::this_thread::yield();
    }
    let_go.say();
    for (auto& waiter : waiters) BOOST_TEST(waiter->wait_for_end() == 0);
    BOOST_TEST(holder.wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(a_waiter_that_was_stopped_holds_up_others_no_longer_than_its_patience) {
    slots->set_limits(1, 2);
    Child holder{[this] { return hold_until_told(); }};
    holding.hear();
    Child stopped{[this] { return slots->acquire(100ms) ? 0 : 1; }};
    while (slots->waiting() != 1) std::this_thread::yield();
    kill(stopped.pid(), SIGSTOP);
    let_go.say();
    BOOST_TEST(holder.wait_for_end() == 0);
    BOOST_TEST(static_cast<bool>(slots->acquire(20s)));
    stopped.kill_and_wait();
}

BOOST_AUTO_TEST_CASE(release_all_of_frees_what_a_killed_process_held) {
    Child holder{[this] { return hold_until_told(); }};
    holding.hear();
    const auto pid = holder.pid();
    holder.kill_and_wait();
    BOOST_TEST(!static_cast<bool>(slots->acquire(0ms)));
    slots->release_all_of(pid);
    BOOST_TEST(slots->in_use() == 0u);
    BOOST_TEST(static_cast<bool>(slots->acquire(0ms)));
}

BOOST_AUTO_TEST_CASE(release_all_of_wakes_a_waiter_in_another_process) {
    Child holder{[this] { return hold_until_told(); }};
    holding.hear();
    Child waiter{[this] { return slots->acquire(10s) ? 0 : 1; }};
    const auto pid = holder.pid();
    holder.kill_and_wait();
    slots->release_all_of(pid);
    BOOST_TEST(waiter.wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(release_all_of_leaves_the_slots_of_others) {
    const auto lease = slots->acquire(0ms);
    slots->release_all_of(getpid() + 1);
    BOOST_TEST(slots->in_use() == 1u);
}

BOOST_AUTO_TEST_CASE(a_lowered_limit_applies_to_the_next_acquire) {
    slots->set_limits(2, 0);
    const auto first = slots->acquire(0ms);
    slots->set_limits(1, 0);
    BOOST_TEST(!static_cast<bool>(slots->acquire(0ms)));
}

BOOST_AUTO_TEST_CASE(no_more_processes_than_slots_hold_one_at_a_time) {
    constexpr int kProcesses = 6;
    constexpr int kRounds = 300;
    slots->set_limits(2, kProcesses);
    const Shared<std::atomic<int>> inside;
    const Shared<std::atomic<int>> worst;
    std::vector<std::unique_ptr<Child>> children;
    for (int i = 0; i < kProcesses; ++i)
        children.push_back(std::make_unique<Child>([&] {
            for (int round = 0; round < kRounds; ++round) {
                const auto lease = slots->acquire(10s);
                if (!lease) return 1;
                const int now_inside = inside->fetch_add(1) + 1;
                int seen = worst->load();
                while (seen < now_inside && !worst->compare_exchange_weak(seen, now_inside)) {
                }
                inside->fetch_sub(1);
            }
            return 0;
        }));
    for (auto& child : children) BOOST_TEST(child->wait_for_end() == 0);
    BOOST_TEST(worst->load() <= 2);
    BOOST_TEST(slots->in_use() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
