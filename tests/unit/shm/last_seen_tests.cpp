#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <array>
#include <memory>
#include <random>
#include <set>
#include <vector>

#include "postern/shm/last_seen.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/child.hpp"
#include "unit/shm/stepped_child.hpp"

using postern::shm::LastSeen;
using postern::shm::Shared;
using postern::test::at_every_instruction;
using postern::test::Child;

namespace {

constexpr std::int64_t kNow = 1'790'000'000;

struct Table {
    Shared<LastSeen> seen;

    std::vector<LastSeen::Entry> collect(std::size_t limit = LastSeen::kEntries) const {
        std::vector<LastSeen::Entry> entries(limit);
        entries.resize(seen->collect(entries));
        return entries;
    }
    void confirm_all() const {
        for (const auto& entry : collect()) seen->confirm(entry);
    }
    /// The nth session of the same set as `session_id`.
    static std::uint64_t sibling(std::uint64_t session_id, std::uint64_t n) {
        return session_id + n * LastSeen::kSets;
    }
    void fill_set_of(std::uint64_t session_id) const {
        for (std::uint64_t n = 0; n < LastSeen::kWays; ++n)
            seen->note(sibling(session_id, n), kNow + static_cast<std::int64_t>(n));
    }
};

}  // namespace

namespace postern::shm {

std::ostream& operator<<(std::ostream& out, const LastSeen::Entry& entry) {
    return out << entry.session_id << " at " << entry.seen_at;
}

}  // namespace postern::shm

BOOST_FIXTURE_TEST_SUITE(last_seen_tests, Table)

BOOST_AUTO_TEST_CASE(find_returns_nothing_for_a_session_never_noted) {
    BOOST_TEST(seen->find(1) == 0);
    BOOST_TEST(seen->find(0) == 0);
    BOOST_TEST(seen->find(LastSeen::kSessionIdEnd) == 0);
}

BOOST_AUTO_TEST_CASE(find_yields_what_was_noted) {
    BOOST_TEST(seen->note(42, kNow));
    BOOST_TEST(seen->find(42) == kNow);
    BOOST_TEST(seen->find(sibling(42, 1)) == 0);
}

BOOST_AUTO_TEST_CASE(note_moves_forward_and_never_back) {
    seen->note(42, kNow);
    BOOST_TEST(seen->note(42, kNow - 5));
    BOOST_TEST(seen->find(42) == kNow);
    BOOST_TEST(seen->note(42, kNow + 5));
    BOOST_TEST(seen->find(42) == kNow + 5);
}

BOOST_AUTO_TEST_CASE(the_smallest_and_the_largest_ids_and_times_are_kept) {
    for (const std::uint64_t id : {std::uint64_t{0}, LastSeen::kSessionIdEnd - 1})
        for (const std::int64_t time : {std::int64_t{1}, LastSeen::kTimeEnd - 1}) {
            BOOST_TEST(seen->note(id, time));
            BOOST_TEST(seen->find(id) == time);
        }
    BOOST_TEST(collect().size() == 2u);
}

BOOST_AUTO_TEST_CASE(note_refuses_and_counts_what_does_not_fit_in_a_word) {
    BOOST_TEST(!seen->note(LastSeen::kSessionIdEnd, kNow));
    BOOST_TEST(!seen->note(1, 0));
    BOOST_TEST(!seen->note(1, -1));
    BOOST_TEST(!seen->note(1, LastSeen::kTimeEnd));
    BOOST_TEST(seen->dropped() == 4u);
    BOOST_TEST(collect().empty());
}

BOOST_AUTO_TEST_CASE(collect_yields_what_the_database_lacks) {
    seen->note(1, kNow);
    seen->note(5'000, kNow + 1);
    const auto entries = collect();
    BOOST_REQUIRE(entries.size() == 2u);
    BOOST_TEST(entries[0] == (LastSeen::Entry{1, kNow}));
    BOOST_TEST(entries[1] == (LastSeen::Entry{5'000, kNow + 1}));
}

BOOST_AUTO_TEST_CASE(collect_yields_an_entry_until_it_is_confirmed) {
    seen->note(1, kNow);
    BOOST_TEST(collect().size() == 1u);
    BOOST_TEST(collect().size() == 1u);
    confirm_all();
    BOOST_TEST(collect().empty());
    BOOST_TEST(seen->find(1) == kNow);
}

BOOST_AUTO_TEST_CASE(an_entry_noted_again_before_it_is_confirmed_is_collected_again) {
    seen->note(1, kNow);
    const auto entries = collect();
    seen->note(1, kNow + 1);
    seen->confirm(entries.front());
    BOOST_REQUIRE(collect().size() == 1u);
    BOOST_TEST(collect().front() == (LastSeen::Entry{1, kNow + 1}));
}

BOOST_AUTO_TEST_CASE(a_confirmed_entry_noted_at_the_same_time_stays_confirmed) {
    seen->note(1, kNow);
    confirm_all();
    BOOST_TEST(seen->note(1, kNow));
    BOOST_TEST(collect().empty());
}

BOOST_AUTO_TEST_CASE(confirm_of_what_is_not_there_does_nothing) {
    seen->note(1, kNow);
    seen->confirm({sibling(1, 1), kNow});
    seen->confirm({1, kNow + 1});
    seen->confirm({LastSeen::kSessionIdEnd + 1, kNow});
    seen->confirm({1, 0});
    BOOST_TEST(collect().size() == 1u);
}

BOOST_AUTO_TEST_CASE(collect_reaches_every_entry_with_a_small_span) {
    constexpr std::uint64_t kSessions = 3'000;
    for (std::uint64_t id = 1; id <= kSessions; ++id) seen->note(id, kNow);
    std::set<std::uint64_t> written;
    for (int round = 0; written.size() < kSessions && round < 100; ++round)
        for (const auto& entry : collect(100)) {
            written.insert(entry.session_id);
            seen->confirm(entry);
            seen->note(entry.session_id, kNow + round + 1);  // busy ones hold up nobody
        }
    BOOST_TEST(written.size() == kSessions);
}

BOOST_AUTO_TEST_CASE(collect_into_nothing_yields_nothing) {
    seen->note(1, kNow);
    BOOST_TEST(seen->collect({}) == 0u);
    BOOST_TEST(collect().size() == 1u);
}

BOOST_AUTO_TEST_CASE(all_places_take_consecutive_ids) {
    for (std::uint64_t id = 1; id <= LastSeen::kEntries; ++id) BOOST_REQUIRE(seen->note(id, kNow));
    BOOST_TEST(collect().size() == LastSeen::kEntries);
    BOOST_TEST(seen->dropped() == 0u);
}

BOOST_AUTO_TEST_CASE(note_drops_and_counts_when_all_of_the_set_wait_for_the_database) {
    fill_set_of(7);
    BOOST_TEST(!seen->note(sibling(7, 100), kNow + 100));
    BOOST_TEST(seen->dropped() == 1u);
    for (std::uint64_t n = 0; n < LastSeen::kWays; ++n) BOOST_TEST(seen->find(sibling(7, n)) != 0);
    BOOST_TEST(seen->note(8, kNow));  // another set
}

BOOST_AUTO_TEST_CASE(note_takes_the_place_of_the_oldest_confirmed_entry) {
    fill_set_of(7);
    confirm_all();
    seen->note(sibling(7, 0), kNow + 50);  // waits for the database again
    BOOST_TEST(seen->note(sibling(7, 100), kNow + 100));
    BOOST_TEST(seen->find(sibling(7, 0)) == kNow + 50);
    BOOST_TEST(seen->find(sibling(7, 1)) == 0);
    BOOST_TEST(seen->find(sibling(7, 2)) == kNow + 2);
}

BOOST_AUTO_TEST_CASE(a_childs_note_is_seen_by_its_parent) {
    Child child{[&] { return seen->note(42, kNow) ? 0 : 1; }};
    BOOST_TEST(child.wait_for_end() == 0);
    BOOST_TEST(collect().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_collection_between_any_two_instructions_of_note_loses_nothing) {
    seen->note(1, kNow);
    confirm_all();
    std::int64_t written = kNow;
    at_every_instruction([&] { seen->note(1, kNow + 1); },
                         [&] {
                             for (const auto& entry : collect(1)) {
                                 written = entry.seen_at;
                                 seen->confirm(entry);
                             }
                         });
    BOOST_TEST(written == kNow + 1);
}

BOOST_AUTO_TEST_CASE(a_note_between_any_two_instructions_of_another_note_loses_neither) {
    bool ended = false;
    for (int other_at = 0; !ended; ++other_at) {
        const Table table;
        int step = 0;
        const int steps = at_every_instruction([&] { table.seen->note(1, kNow); },
                                               [&] {
                                                   if (step++ == other_at)
                                                       table.seen->note(sibling(1, 1), kNow);
                                               });
        ended = steps <= other_at;
        BOOST_TEST(table.seen->find(1) == kNow);
        BOOST_TEST((ended || table.seen->find(sibling(1, 1)) == kNow));
    }
}

BOOST_AUTO_TEST_CASE(sessions_that_evict_each_other_are_never_mixed_up) {
    // Every session has its own times, so that a time says whose it is.
    constexpr std::uint64_t kSessions = 24;
    constexpr int kRounds = 60'000;
    const unsigned seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    const auto owner_of = [](std::int64_t time) {
        return static_cast<std::uint64_t>(time % static_cast<std::int64_t>(kSessions));
    };
    const auto work = [&](unsigned own_seed) {
        std::minstd_rand random{own_seed};
        std::array<LastSeen::Entry, 8> entries;
        for (int round = 1; round <= kRounds; ++round) {
            const std::uint64_t n = random() % kSessions;
            seen->note(sibling(3, n),
                       round * static_cast<std::int64_t>(kSessions) + static_cast<std::int64_t>(n));
            const std::uint64_t other = random() % kSessions;
            const std::int64_t found = seen->find(sibling(3, other));
            if (found != 0 && owner_of(found) != other) return 1;
            if (random() % 8 != 0) continue;
            const std::size_t count = seen->collect(entries);
            for (std::size_t i = 0; i < count; ++i) {
                if (sibling(3, owner_of(entries[i].seen_at)) != entries[i].session_id) return 2;
                seen->confirm(entries[i]);
            }
        }
        return 0;
    };
    std::vector<std::unique_ptr<Child>> children;
    for (unsigned i = 0; i < 3; ++i)
        children.push_back(std::make_unique<Child>([&, i] { return work(seed + i); }));
    for (auto& child : children) BOOST_TEST(child->wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(a_personal_token_is_kept_apart_from_the_session_of_the_same_number) {
    const auto token = LastSeen::of_personal(7);
    BOOST_TEST(seen->note(7, kNow));
    BOOST_TEST(seen->note(token, kNow + 5));
    BOOST_TEST(seen->find(7) == kNow);
    BOOST_TEST(seen->find(token) == kNow + 5);
    std::size_t personal = 0;
    for (const auto& entry : collect()) {
        if (!LastSeen::is_personal(entry)) {
            BOOST_TEST(entry.session_id == 7u);
            continue;
        }
        ++personal;
        BOOST_TEST(LastSeen::personal_id(entry) == 7u);
        BOOST_TEST(entry.seen_at == kNow + 5);
    }
    BOOST_TEST(personal == 1u);
}

BOOST_AUTO_TEST_CASE(a_personal_token_whose_number_is_too_great_is_not_kept) {
    BOOST_TEST(seen->note(LastSeen::of_personal(LastSeen::kPersonalBit - 1), kNow));
    BOOST_TEST(!seen->note(LastSeen::of_personal(LastSeen::kPersonalBit), kNow));
    BOOST_TEST(collect().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
