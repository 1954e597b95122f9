#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <memory>
#include <random>
#include <vector>

#include "postern/shm/attempt_table.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/child.hpp"
#include "unit/shm/stepped_child.hpp"

using namespace postern;
using namespace std::chrono_literals;
using postern::shm::Attempts;
using postern::shm::AttemptTable;
using postern::test::at_every_instruction;
using postern::test::Child;

namespace postern::shm {

std::ostream& operator<<(std::ostream& out, const Attempts& attempts) {
    return out << attempts.count << " at " << attempts.last_at.time_since_epoch().count();
}

}  // namespace postern::shm

namespace {

constexpr TimePoint kNow{1'795'251'000s};

struct Table {
    shm::Shared<AttemptTable> table;

    /// The nth key of a set.
    static std::uint64_t key(std::uint64_t n, std::uint64_t set = 5) { return n << 44 | set; }

    Attempts count(std::uint64_t key, TimePoint now = kNow) const {
        return table->update(key, [&](const Attempts& a) {
            return std::optional{Attempts{a.count + 1, now}};
        });
    }
    void set(std::uint64_t key, const Attempts& attempts) const {
        table->update(key, [&](const Attempts&) { return std::optional{attempts}; });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(attempt_table_tests, Table)

BOOST_AUTO_TEST_CASE(find_returns_nothing_for_a_key_never_counted) {
    for (const std::uint64_t any : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}})
        BOOST_TEST(table->find(any) == Attempts{});
}

BOOST_AUTO_TEST_CASE(update_returns_the_old_value_and_stores_the_new_one) {
    BOOST_TEST(count(key(1)) == Attempts{});
    BOOST_TEST(count(key(1), kNow + 1s) == (Attempts{1, kNow}));
    BOOST_TEST(table->find(key(1)) == (Attempts{2, kNow + 1s}));
}

BOOST_AUTO_TEST_CASE(update_writes_nothing_when_change_returns_nothing) {
    set(key(1), {3, kNow});
    const auto seen =
        table->update(key(1), [](const Attempts&) { return std::optional<Attempts>{}; });
    BOOST_TEST(seen == (Attempts{3, kNow}));
    BOOST_TEST(table->find(key(1)) == (Attempts{3, kNow}));
    table->update(key(2), [](const Attempts&) { return std::optional<Attempts>{}; });
    BOOST_TEST(table->find(key(2)) == Attempts{});
}

BOOST_AUTO_TEST_CASE(counts_and_times_saturate_at_their_limits) {
    set(key(1), {AttemptTable::kMaxCount + 1, TimePoint{-5s}});
    BOOST_TEST(table->find(key(1)) == (Attempts{AttemptTable::kMaxCount, TimePoint{1s}}));
    set(key(1), {0, TimePoint{std::chrono::seconds{std::int64_t{1} << 40}}});
    BOOST_TEST(table->find(key(1)) == (Attempts{0, TimePoint{4'294'967'295s}}));
}

BOOST_AUTO_TEST_CASE(keys_of_one_set_and_of_neighbouring_sets_are_kept_apart) {
    for (std::uint32_t n = 0; n < AttemptTable::kWays; ++n)
        for (std::uint32_t set_number = 0; set_number < 3; ++set_number)
            set(key(n, set_number), {n * 3 + set_number, kNow});
    for (std::uint32_t n = 0; n < AttemptTable::kWays; ++n)
        for (std::uint32_t set_number = 0; set_number < 3; ++set_number)
            BOOST_TEST(table->find(key(n, set_number)) == (Attempts{n * 3 + set_number, kNow}));
}

BOOST_AUTO_TEST_CASE(the_least_recently_used_counter_of_a_full_set_is_evicted) {
    for (std::uint32_t n = 0; n < AttemptTable::kWays; ++n)
        set(key(n), {n + 1, kNow + std::chrono::seconds{(n + 5) % AttemptTable::kWays}});
    count(key(100), kNow + 60s);
    for (std::uint32_t n = 0; n < AttemptTable::kWays; ++n)
        BOOST_TEST(table->find(key(n)).count == (n == 3 ? 0 : n + 1));
    BOOST_TEST(table->find(key(100)) == (Attempts{1, kNow + 60s}));
}

BOOST_AUTO_TEST_CASE(clear_sets_the_count_to_zero_and_makes_no_counter) {
    set(key(1), {7, kNow});
    table->clear(key(1));
    BOOST_TEST(table->find(key(1)) == (Attempts{0, kNow}));
    table->clear(key(2));
    BOOST_TEST(table->find(key(2)) == Attempts{});
}

BOOST_AUTO_TEST_CASE(processes_that_count_at_the_same_time_lose_no_count) {
    constexpr int kProcesses = 6;
    constexpr std::uint32_t kCounts = 600;
    std::vector<std::unique_ptr<Child>> children;
    for (int i = 0; i < kProcesses; ++i)
        children.push_back(std::make_unique<Child>([&] {
            for (std::uint32_t n = 0; n < kCounts * 3; ++n) count(key(n % 3));
            return 0;
        }));
    for (auto& child : children) BOOST_TEST(child->wait_for_end() == 0);
    for (std::uint64_t n = 0; n < 3; ++n)
        BOOST_TEST(table->find(key(n)) == (Attempts{kCounts * kProcesses, kNow}));
}

BOOST_AUTO_TEST_CASE(between_any_two_instructions_a_count_is_the_old_or_the_new_one) {
    for (std::uint32_t n = 0; n < AttemptTable::kWays; ++n) set(key(n), {n + 10, kNow});
    bool torn = false;
    bool moved_on = false;
    const int steps = at_every_instruction(
        [&] { count(key(2), kNow + 1s); },
        [&] {
            const auto seen = table->find(key(2));
            moved_on = moved_on || seen.count == 13;
            torn = torn || seen != (moved_on ? Attempts{13, kNow + 1s} : Attempts{12, kNow});
            for (std::uint32_t n = 0; n < AttemptTable::kWays; ++n)
                torn = torn || (n != 2 && table->find(key(n)) != Attempts{n + 10, kNow});
        });
    BOOST_TEST(!torn);
    BOOST_TEST(moved_on);
    BOOST_TEST(steps > 20);
}

BOOST_AUTO_TEST_CASE(between_any_two_instructions_of_an_eviction_no_key_has_anothers_count) {
    for (std::uint32_t n = 0; n < AttemptTable::kWays; ++n)
        set(key(n), {n + 10, kNow + std::chrono::seconds{n}});
    bool mixed = false;
    at_every_instruction(
        [&] {
            set(key(50), {500, kNow + 60s});
        },
        [&] {
            const auto old = table->find(key(0));
            const auto fresh = table->find(key(50));
            const bool before = old == Attempts{10, kNow} && fresh == Attempts{};
            const bool after = old == Attempts{} && fresh == Attempts{500, kNow + 60s};
            mixed = mixed || before == after;
        });
    BOOST_TEST(!mixed);
    BOOST_TEST(table->find(key(50)).count == 500u);
}

BOOST_AUTO_TEST_CASE(a_process_killed_at_any_instruction_leaves_a_working_table) {
    for (int steps = 1, done = 0; done == 0; steps += 5) {
        set(key(1), {7, kNow});
        test::SteppedChild child{[] {}, [&] { count(key(1)); }};
        for (int i = 0; i < steps && done == 0; ++i) done = child.step() ? 0 : 1;
        child.kill_and_wait();
        const auto left = table->find(key(1)).count;
        BOOST_REQUIRE((left == 7 || left == 8));
        count(key(1));
        BOOST_REQUIRE(table->find(key(1)).count == left + 1);
    }
}

BOOST_AUTO_TEST_CASE(
    a_counter_that_is_evicted_and_comes_back_while_another_counts_is_not_mistaken) {
    // Two keys that fight for one place: each sees its own count or none, never the other's.
    for (std::uint32_t n = 0; n < AttemptTable::kWays - 1; ++n) set(key(n + 10), {1, kNow + 9h});
    const auto fight = [&](std::uint64_t mine, std::uint32_t first) {
        for (int i = 0; i < 30'000; ++i) {
            const auto seen = table->update(mine, [&](const Attempts& a) {
                const auto next = a.count == 0 ? first : a.count + 2;
                return std::optional{Attempts{next > 3'000 ? first : next, kNow}};
            });
            if (seen.count != 0 && seen.count % 2 != first % 2) return 1;
        }
        return 0;
    };
    Child even{[&] { return fight(key(1), 2); }};
    Child odd{[&] { return fight(key(2), 1); }};
    BOOST_TEST(even.wait_for_end() == 0);
    BOOST_TEST(odd.wait_for_end() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
