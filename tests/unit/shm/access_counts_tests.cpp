#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "postern/shm/access_counts.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/child.hpp"
#include "unit/shm/stepped_child.hpp"

using postern::shm::AccessCounts;
using postern::shm::Shared;
using postern::test::at_every_instruction;
using postern::test::Child;

namespace {

constexpr std::int64_t kHour = 1'790'002'800;  // the beginning of one
constexpr std::int64_t kNow = kHour + 1200;
static_assert(kHour % 3600 == 0);

using Decision = AccessCounts::Decision;
using Entry = AccessCounts::Entry;

constexpr Decision kDenied{.user_id = 7, .site_id = 3, .rule = 2, .verdict = 0};

struct Table {
    Shared<AccessCounts> counts;

    std::vector<Entry> take(std::int64_t now = kNow,
                            std::size_t limit = AccessCounts::kSlots) const {
        std::vector<Entry> entries(limit);
        entries.resize(counts->take(entries, now));
        return entries;
    }
    /// How many decisions come out, whatever they are.
    std::uint64_t total(std::int64_t now = kNow) const {
        std::uint64_t sum = 0;
        for (const Entry& entry : take(now)) sum += entry.count;
        return sum;
    }
};

/// What another table holds now, in memory of its own.
struct Left : Table {
    explicit Left(const AccessCounts& other) {
        // Page by page: those that nobody has written to stay untouched here, too.
        constexpr std::size_t kPage = 4096;
        static_assert(sizeof other % kPage == 0);
        static constexpr char kZeros[kPage]{};
        auto* const to = reinterpret_cast<char*>(&*counts);
        const auto* const from = reinterpret_cast<const char*>(&other);
        for (std::size_t at = 0; at < sizeof other; at += kPage)
            if (std::memcmp(from + at, kZeros, kPage) != 0) std::memcpy(to + at, from + at, kPage);
    }
};

Decision of_user(std::uint64_t user) {
    Decision decision = kDenied;
    decision.user_id = user;
    return decision;
}

}  // namespace

namespace postern::shm {

std::ostream& operator<<(std::ostream& out, const AccessCounts::Entry& entry) {
    return out << entry.count << " of user " << entry.decision.user_id << " at site "
               << entry.decision.site_id << " by rule " << entry.decision.rule << ": "
               << int{entry.decision.verdict} << ", in " << entry.hour << " from " << entry.first_at
               << " to " << entry.last_at;
}

}  // namespace postern::shm

BOOST_FIXTURE_TEST_SUITE(access_counts_tests, Table)

BOOST_AUTO_TEST_CASE(an_empty_table_has_nothing_to_take) {
    BOOST_TEST(take().empty());
    BOOST_TEST(counts->take_dropped() == 0u);
}

BOOST_AUTO_TEST_CASE(equal_decisions_of_an_hour_are_one_entry) {
    BOOST_TEST(counts->note(kDenied, kNow + 5));
    BOOST_TEST(counts->note(kDenied, kNow));
    BOOST_TEST(counts->note(kDenied, kNow + 60));
    const auto entries = take();
    BOOST_REQUIRE(entries.size() == 1u);
    BOOST_TEST(entries[0] == (Entry{kDenied, kHour, 3, kNow, kNow + 60}));
}

BOOST_AUTO_TEST_CASE(each_part_of_a_decision_and_each_hour_has_its_own_entry) {
    auto other_user = kDenied, other_site = kDenied, other_rule = kDenied, other_verdict = kDenied;
    other_user.user_id = 8;
    other_site.site_id = 4;
    other_rule.rule = -3;
    other_verdict.verdict = 7;
    for (const auto& decision : {kDenied, other_user, other_site, other_rule, other_verdict}) {
        counts->note(decision, kNow);
        counts->note(decision, kNow + 3600);
    }
    const auto entries = take();
    BOOST_TEST(entries.size() == 10u);
    for (const auto& decision : {kDenied, other_user, other_site, other_rule, other_verdict})
        for (const std::int64_t hour : {kHour, kHour + 3600}) {
            const Entry expected{decision, hour, 1, hour + 1200, hour + 1200};
            BOOST_TEST(std::ranges::count(entries, expected) == 1);
        }
}

BOOST_AUTO_TEST_CASE(the_extremes_of_all_numbers_come_out_as_they_went_in) {
    const Decision low{.user_id = 0, .site_id = 0, .rule = -32'768, .verdict = 0};
    const Decision high{
        .user_id = ~std::uint64_t{0}, .site_id = ~std::uint64_t{0}, .rule = 32'767, .verdict = 255};
    for (const std::int64_t now : {std::int64_t{0}, kHour + 3599})
        for (const auto& decision : {low, high}) {
            BOOST_TEST(counts->note(decision, now));
            const auto entries = take();
            BOOST_REQUIRE(entries.size() == 1u);
            BOOST_TEST(entries[0] == (Entry{decision, now - now % 3600, 1, now, now}));
        }
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_counted_as_dropped) {
    auto too_high = kDenied, too_low = kDenied;
    too_high.rule = 32'768;
    too_low.rule = -32'769;
    BOOST_TEST(!counts->note(too_high, kNow));
    BOOST_TEST(!counts->note(too_low, kNow));
    BOOST_TEST(!counts->note(kDenied, -1));
    BOOST_TEST(counts->take_dropped() == 3u);
    BOOST_TEST(counts->take_dropped() == 0u);
    BOOST_TEST(take().empty());
}

BOOST_AUTO_TEST_CASE(what_was_taken_is_gone_and_counted_anew_afterwards) {
    counts->note(kDenied, kNow);
    BOOST_TEST(total() == 1u);
    BOOST_TEST(take().empty());
    counts->note(kDenied, kNow + 1);
    BOOST_TEST(total() == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_put_back_comes_out_again_with_what_came_meanwhile) {
    for (int n = 0; n < 4; ++n) counts->note(kDenied, kNow + n);
    const auto taken = take();
    counts->note(kDenied, kNow + 20);
    counts->put_back(taken.at(0));
    const auto entries = take();
    BOOST_REQUIRE(entries.size() == 1u);
    BOOST_TEST(entries[0] == (Entry{kDenied, kHour, 5, kNow, kNow + 20}));
}

BOOST_AUTO_TEST_CASE(an_entry_put_back_alone_is_as_it_was) {
    counts->note(kDenied, kNow);
    counts->note(kDenied, kNow + 9);
    const auto taken = take();
    counts->put_back(taken.at(0));
    BOOST_TEST(take() == taken, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(take_reaches_every_entry_with_a_small_span) {
    constexpr std::uint64_t kUsers = 1'000;
    for (std::uint64_t user = 1; user <= kUsers; ++user) counts->note(of_user(user), kNow);
    std::map<std::uint64_t, std::uint64_t> taken;
    for (;;) {
        const auto entries = take(kNow, 30);
        for (const Entry& entry : entries) taken[entry.decision.user_id] += entry.count;
        if (entries.size() < 30) break;
        counts->note(of_user(1), kNow);  // a busy one holds up nobody
    }
    BOOST_TEST(taken.size() == kUsers);
    BOOST_TEST(counts->take_dropped() == 0u);
}

BOOST_AUTO_TEST_CASE(take_into_nothing_takes_nothing) {
    counts->note(kDenied, kNow);
    BOOST_TEST(counts->take({}, kNow) == 0u);
    BOOST_TEST(total() == 1u);
}

BOOST_AUTO_TEST_CASE(a_full_table_keeps_what_it_has_and_counts_the_rest_as_dropped) {
    constexpr std::uint64_t kUsers = 4 * AccessCounts::kSlots;
    std::uint64_t kept = 0;
    for (std::uint64_t user = 1; user <= kUsers; ++user)
        if (counts->note(of_user(user), kNow)) ++kept;
    // Four times as many as there are slots: a set that would be left with a free one is unlikely.
    BOOST_TEST(kept >= AccessCounts::kSlots * 99 / 100);
    BOOST_TEST(counts->take_dropped() == kUsers - kept);
    BOOST_TEST(total() == kept);
    BOOST_TEST(counts->note(of_user(1), kNow));
}

BOOST_AUTO_TEST_CASE(a_count_that_would_overflow_is_counted_as_dropped) {
    const Entry most{kDenied, kHour, 0xFFFF'FFFF, kNow, kNow};
    counts->put_back(most);
    BOOST_TEST(!counts->note(kDenied, kNow));
    BOOST_TEST(counts->take_dropped() == 1u);
    BOOST_TEST(take().at(0) == most);
}

// --- several processes

BOOST_AUTO_TEST_CASE(what_several_processes_note_while_others_take_is_taken_once) {
    constexpr unsigned kWriters = 3;
    constexpr unsigned kNotes = 50'000;
    constexpr std::uint64_t kUsers = 50;
    const unsigned seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::vector<std::unique_ptr<Child>> writers;
    for (unsigned i = 0; i < kWriters; ++i)
        writers.push_back(std::make_unique<Child>([&, i] {
            std::minstd_rand random{seed + i};
            for (unsigned n = 0; n < kNotes; ++n)
                // By the user, all that comes out can be checked.
                if (const std::uint64_t user = 1 + random() % kUsers; !counts->note(
                        {user, 10 * user, static_cast<std::int32_t>(user), 1}, kNow + n % 2000))
                    return 1;
            return 0;
        }));
    std::uint64_t sum = 0;
    const auto take_all = [&] {
        for (const Entry& entry : take(kNow, 7)) {
            const auto user = entry.decision.user_id;
            BOOST_REQUIRE(user >= 1);
            BOOST_REQUIRE(user <= kUsers);
            BOOST_REQUIRE(entry.decision.site_id == 10 * user);
            BOOST_REQUIRE(entry.decision.rule == static_cast<std::int32_t>(user));
            BOOST_REQUIRE(entry.decision.verdict == 1);
            BOOST_REQUIRE(entry.hour == kHour);
            BOOST_REQUIRE(entry.first_at >= kNow);
            BOOST_REQUIRE(entry.last_at >= entry.first_at);
            BOOST_REQUIRE(entry.last_at < kNow + 2000);
            if (entry.count % 5 == 0)
                counts->put_back(entry);  // as after a failed write
            else
                sum += entry.count;
        }
    };
    for (unsigned round = 0; round < 5'000; ++round) take_all();
    for (auto& writer : writers) BOOST_TEST(writer->wait_for_end() == 0);
    sum += total();
    BOOST_TEST(sum == kWriters * kNotes);
    BOOST_TEST(counts->take_dropped() == 0u);
}

BOOST_AUTO_TEST_CASE(a_taking_between_any_two_instructions_of_a_note_loses_and_doubles_nothing) {
    for (const bool is_there : {false, true}) {
        const Table table;
        if (is_there) table.counts->note(kDenied, kNow);
        std::uint64_t sum = 0;
        at_every_instruction([&] { table.counts->note(kDenied, kNow); },
                             [&] { sum += table.total(); });
        BOOST_TEST(sum + table.total() == (is_there ? 2u : 1u));
        BOOST_TEST(table.counts->take_dropped() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(a_note_between_two_instructions_of_another_note_loses_neither) {
    // Some of the places, and others in each run.
    constexpr int kStride = 64;
    const auto seed = static_cast<int>(std::random_device{}() % kStride);
    BOOST_TEST_MESSAGE("first at instruction " << seed);
    bool ended = false;
    for (int other_at = seed; !ended; other_at += kStride) {
        const Table table;
        int step = 0;
        const int steps = at_every_instruction([&] { table.counts->note(kDenied, kNow); },
                                               [&] {
                                                   if (step++ == other_at)
                                                       table.counts->note(kDenied, kNow);
                                               });
        ended = steps <= other_at;
        BOOST_TEST(table.total() == (ended ? 1u : 2u));
    }
}

BOOST_AUTO_TEST_CASE(a_process_killed_at_any_instruction_loses_its_own_count_at_most) {
    unsigned told = 0, lost = 0, nothing_noted = 0;
    // What a process leaves that is killed here is what the memory holds here.
    at_every_instruction([&] { counts->note(kDenied, kNow); },
                         [&] {
                             const Left left{*counts};
                             const auto taken = left.take(kNow);
                             for (const Entry& entry : taken)
                                 BOOST_REQUIRE((entry.decision == kDenied));
                             BOOST_REQUIRE(left.take(kNow + AccessCounts::kUnfinished - 1).empty());
                             BOOST_REQUIRE(left.counts->take_dropped() == 0u);
                             BOOST_REQUIRE(left.take(kNow + AccessCounts::kUnfinished).empty());
                             const auto dropped = left.counts->take_dropped();
                             BOOST_REQUIRE(taken.size() + dropped <= 1u);
                             told += taken.size() == 1;
                             lost += dropped == 1;
                             nothing_noted += taken.empty() && dropped == 0;
                             // And the place is free again.
                             BOOST_REQUIRE(left.counts->note(kDenied, kNow));
                             BOOST_REQUIRE(left.total() == 1u);
                         });
    BOOST_TEST(told > 0u);
    BOOST_TEST(lost > 0u);
    BOOST_TEST(nothing_noted > 0u);
}

BOOST_AUTO_TEST_CASE(what_a_killed_process_has_left_unfinished_the_next_note_finishes) {
    bool is_finished_by_others = false;
    at_every_instruction([&] { counts->note(kDenied, kNow); },
                         [&] {
                             const Left killed{*counts};
                             const auto told = killed.total();
                             BOOST_REQUIRE(killed.counts->note(kDenied, kNow + 1));
                             const auto afterwards = killed.total();
                             BOOST_REQUIRE(afterwards >= 1u);
                             BOOST_REQUIRE(told + afterwards <= 2u);
                             if (afterwards == 2) is_finished_by_others = true;
                         });
    BOOST_TEST(is_finished_by_others);
}

// --- first visits

BOOST_AUTO_TEST_CASE(a_visit_is_the_first_one_once_a_day_for_each_user_and_site) {
    BOOST_TEST(counts->note_visit(7, 3, kNow));
    BOOST_TEST(!counts->note_visit(7, 3, kNow + 1));
    BOOST_TEST(counts->note_visit(7, 4, kNow));
    BOOST_TEST(counts->note_visit(8, 3, kNow));
    BOOST_TEST(!counts->note_visit(7, 4, kNow));
    BOOST_TEST(counts->note_visit(7, 3, kNow + 86'400));
    BOOST_TEST(!counts->note_visit(7, 3, kNow + 86'400));
    BOOST_TEST(counts->take_dropped() == 0u);
}

BOOST_AUTO_TEST_CASE(the_day_of_a_visit_begins_at_midnight_utc) {
    constexpr std::int64_t kMidnight = kNow / 86'400 * 86'400;
    BOOST_TEST(counts->note_visit(7, 3, kMidnight - 1));
    BOOST_TEST(counts->note_visit(7, 3, kMidnight));
    BOOST_TEST(!counts->note_visit(7, 3, kMidnight + 86'399));
}

BOOST_AUTO_TEST_CASE(more_visitors_than_fit_are_never_told_twice_and_counted_as_dropped) {
    constexpr std::uint64_t kPlaces = AccessCounts::kVisitWays * AccessCounts::kVisitSets;
    std::uint64_t first = 0;
    for (std::uint64_t user = 1; user <= 2 * kPlaces; ++user)
        if (counts->note_visit(user, 3, kNow)) ++first;
    BOOST_TEST(first <= kPlaces);
    BOOST_TEST(first >= kPlaces / 2);
    BOOST_TEST(counts->take_dropped() == 2 * kPlaces - first);
    for (std::uint64_t user = 1; user <= 2 * kPlaces; ++user)
        BOOST_REQUIRE(!counts->note_visit(user, 3, kNow));
    // The next day finds room.
    counts->take_dropped();
    for (std::uint64_t user = 1; user <= 1'000; ++user)
        BOOST_REQUIRE(counts->note_visit(user, 3, kNow + 86'400));
}

BOOST_AUTO_TEST_CASE(of_processes_that_see_a_visit_at_once_one_sees_it_first) {
    constexpr std::uint64_t kVisits = 20'000;
    const auto firsts = [&] {
        for (std::uint64_t user = 1; user <= kVisits; ++user)
            if (counts->note_visit(user, 3, kNow)) counts->note(kDenied, kNow);
        return 0;
    };
    std::vector<std::unique_ptr<Child>> children;
    for (int i = 0; i < 3; ++i) children.push_back(std::make_unique<Child>(firsts));
    for (auto& child : children) BOOST_TEST(child->wait_for_end() == 0);
    BOOST_TEST(total() == kVisits);
}

BOOST_AUTO_TEST_SUITE_END()
