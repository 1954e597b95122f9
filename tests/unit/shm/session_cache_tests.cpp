#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

#include "postern/shm/session_cache.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/child.hpp"
#include "unit/shm/cached_sessions.hpp"
#include "unit/shm/stepped_child.hpp"

using postern::Digest;
using postern::shm::CachedSession;
using postern::shm::Generations;
using postern::shm::SessionCache;
using postern::shm::Shared;
using postern::test::at_every_instruction;
using postern::test::cached_session;
using postern::test::Child;
using postern::test::is_whole;
using postern::test::SteppedChild;
using postern::test::token_hash_of;

namespace {

constexpr std::size_t kLongName = 400;  // needs a wide slot

struct Cache {
    Shared<Generations> generations;
    Shared<SessionCache> cache;

    void put(const Digest& token, std::int64_t version = 1, std::size_t name_bytes = 20) const {
        auto session = cached_session(token, version, name_bytes);
        const auto stamp =
            generations->end_read(generations->begin_read(), session.buckets, session.user_id);
        session.session_stamp = stamp.session;
        session.user_stamp = stamp.user;
        cache->put(session);
    }
    /// The version that is found, or 0.
    std::int64_t find(const Digest& token) const {
        CachedSession found;
        return cache->find(token, *generations, found) ? found.proven_at : 0;
    }
    /// False when something is found that is not what was put.
    bool finds_nothing_torn(const Digest& token) const {
        CachedSession found;
        return !cache->find(token, *generations, found) || is_whole(found, token);
    }
    /// True when each slot of the set takes new sessions.
    bool set_is_all_usable(std::uint64_t set, std::size_t name_bytes = 20) const {
        static std::uint64_t number = 1'000'000;
        const std::uint64_t first = number;
        for (std::size_t i = 0; i < SessionCache::kWays; ++i)
            put(token_hash_of(number++, set), 7, name_bytes);
        for (std::uint64_t n = first; n < number; ++n)
            if (find(token_hash_of(n, set)) != 7) return false;
        return true;
    }
};

std::size_t resident_bytes() {
    long pages = 0;
    std::unique_ptr<FILE, int (*)(FILE*)> file{std::fopen("/proc/self/statm", "r"), std::fclose};
    BOOST_REQUIRE(std::fscanf(file.get(), "%*d %ld", &pages) == 1);
    return static_cast<std::size_t>(pages) * 4096;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(session_cache_tests, Cache)

BOOST_AUTO_TEST_CASE(find_finds_nothing_in_an_empty_cache) {
    BOOST_TEST(find(token_hash_of(1)) == 0);
    BOOST_TEST(find(Digest{}) == 0);
}

BOOST_AUTO_TEST_CASE(find_yields_all_that_was_put) {
    const auto token = token_hash_of(1);
    put(token);
    CachedSession found;
    BOOST_REQUIRE(cache->find(token, *generations, found));
    BOOST_TEST(is_whole(found, token));
}

BOOST_AUTO_TEST_CASE(find_yields_what_another_process_put) {
    const auto token = token_hash_of(1);
    Child child{[&] {
        put(token, 5);
        return 0;
    }};
    BOOST_TEST(child.wait_for_end() == 0);
    BOOST_TEST(find(token) == 5);
}

BOOST_AUTO_TEST_CASE(find_finds_nothing_for_a_hash_that_differs_in_one_bit) {
    const auto token = token_hash_of(1);
    put(token);
    for (std::size_t bit = 0; bit < 256; ++bit) {
        Digest other = token;
        other[bit / 8] = static_cast<std::uint8_t>(other[bit / 8] ^ 1U << bit % 8);
        BOOST_TEST(find(other) == 0);
    }
}

BOOST_AUTO_TEST_CASE(put_replaces_the_session_of_the_same_token) {
    const auto token = token_hash_of(1, 3);
    put(token, 1);
    put(token_hash_of(2, 3), 1);
    put(token, 2);
    BOOST_TEST(find(token) == 2);
    for (std::uint64_t n = 10; n < 10 + SessionCache::kWays - 2; ++n) put(token_hash_of(n, 3));
    BOOST_TEST(find(token) == 2);  // it takes up one slot, not two
    BOOST_TEST(find(token_hash_of(2, 3)) == 1);
}

BOOST_AUTO_TEST_CASE(a_shorter_session_leaves_nothing_of_the_longer_one_before_it) {
    const auto token = token_hash_of(1);
    put(token, 1, 60);
    put(token, 2, 0);
    CachedSession found;
    BOOST_REQUIRE(cache->find(token, *generations, found));
    BOOST_TEST(is_whole(found, token));
}

BOOST_AUTO_TEST_CASE(long_texts_are_kept_as_well) {
    const auto token = token_hash_of(1);
    const auto nameless = cached_session(token, 1, 0).texts();
    const std::size_t room = SessionCache::kNarrowTextBytes - nameless[0].size() -
                             nameless[1].size() - nameless[2].size() - nameless[3].size() -
                             nameless[5].size();
    for (const std::size_t bytes : {room - 1, room, room + 1, kLongName}) {
        put(token_hash_of(bytes), 1, bytes);
        CachedSession found;
        BOOST_REQUIRE(cache->find(token_hash_of(bytes), *generations, found));
        BOOST_TEST(is_whole(found, token_hash_of(bytes)));
    }
    BOOST_TEST(find(token) == 0);
}

BOOST_AUTO_TEST_CASE(a_session_whose_texts_grew_is_found_with_the_new_ones) {
    const auto token = token_hash_of(1);
    put(token, 1);
    generations->revoke_session(token);
    put(token, 2, kLongName);
    BOOST_TEST(find(token) == 2);
    generations->revoke_session(token);
    put(token, 3);
    BOOST_TEST(find(token) == 3);
}

BOOST_AUTO_TEST_CASE(set_texts_accepts_only_texts_that_fit) {
    CachedSession session{};
    const std::string half(CachedSession::kTextBytes / 2, 'x');
    BOOST_TEST(session.set_texts({half, "", "", "", half, ""}));
    BOOST_TEST(session.texts()[4] == half);
    BOOST_TEST(session.set_texts({half, "", "", "", "", half}));
    BOOST_TEST(session.texts()[5] == half);
    BOOST_TEST(!session.set_texts({half, "y", "", "", half, ""}));
    BOOST_TEST(!session.set_texts({half, "", "", "", half, "*"}));
    BOOST_TEST(!session.set_texts({"", half + half + "y", "", "", "", ""}));
}

BOOST_AUTO_TEST_CASE(the_longest_address_and_name_fit) {
    CachedSession session{};
    BOOST_TEST(session.set_texts(
        {std::string(240, 'g'), std::string(120, 'r'), std::string(22, 'a'), std::string(254, 'b'),
         std::string(400, 'c'), "*", std::string(32, 'u'), std::string(64 * 4 + 1 + 64 * 4, 'n')}));
}

BOOST_AUTO_TEST_CASE(eight_groups_of_somebody_ordinary_fit_in_a_narrow_slot) {
    CachedSession session{};
    BOOST_REQUIRE(session.set_texts({std::string(8 * sizeof(std::uint32_t), 'g'), "",
                                     std::string(22, 'a'), "somebody.longer@mail.example.org",
                                     "Somebody von Ordinary", "*", "somebody", "\1\10"}));
    std::size_t bytes = 0;
    for (const auto text : session.texts()) bytes += text.size();
    BOOST_TEST(bytes <= SessionCache::kNarrowTextBytes);
    BOOST_TEST(SessionCache::kNarrowTextBytes >= 128u);
}

BOOST_AUTO_TEST_CASE(a_token_ends_with_each_of_what_its_buckets_are_of) {
    const auto token = token_hash_of(1), family = token_hash_of(2), parent = token_hash_of(3);
    const Digest ends[]{family, token_hash_of(4), parent};
    const auto put_token = [&] {
        auto session = cached_session(token, 5);
        session.buckets = Generations::buckets_of(ends);
        const auto stamp =
            generations->end_read(generations->begin_read(), session.buckets, session.user_id);
        session.session_stamp = stamp.session;
        session.user_stamp = stamp.user;
        cache->put(session);
    };
    for (const auto& end : ends) {
        put_token();
        BOOST_TEST(find(token) == 5);
        generations->revoke_session(end);
        BOOST_TEST(find(token) == 0);
    }
    put_token();
    generations->revoke_session(token);  // by which it is found, but which ends nothing
    BOOST_TEST(find(token) == 5);
    generations->revoke_user(cached_session(token, 5).user_id);
    BOOST_TEST(find(token) == 0);
}

BOOST_AUTO_TEST_CASE(put_ignores_impossible_lengths) {
    auto session = cached_session(token_hash_of(1), 1);
    session.lengths[0] = CachedSession::kTextBytes;
    cache->put(session);
    BOOST_TEST(find(token_hash_of(1)) == 0);
}

BOOST_AUTO_TEST_CASE(find_finds_nothing_that_was_revoked) {
    const auto token = token_hash_of(1);
    put(token);
    generations->revoke_session(token);
    BOOST_TEST(find(token) == 0);
    put(token, 2);
    generations->revoke_user(cached_session(token, 2).user_id);
    BOOST_TEST(find(token) == 0);
    put(token, 3);
    generations->revoke_all();
    BOOST_TEST(find(token) == 0);
}

BOOST_AUTO_TEST_CASE(a_full_set_evicts_the_least_recently_used_session) {
    for (std::uint64_t n = 0; n < SessionCache::kWays; ++n) put(token_hash_of(n, 3));
    BOOST_TEST(find(token_hash_of(0, 3)) == 1);  // used again: now number 1 is the oldest
    put(token_hash_of(100, 3));
    BOOST_TEST(find(token_hash_of(0, 3)) == 1);
    BOOST_TEST(find(token_hash_of(1, 3)) == 0);
    for (std::uint64_t n = 2; n < SessionCache::kWays; ++n)
        BOOST_TEST(find(token_hash_of(n, 3)) == 1);
}

BOOST_AUTO_TEST_CASE(a_full_set_leaves_its_neighbours_alone) {
    put(token_hash_of(1, 2));
    put(token_hash_of(2, 4));
    for (std::uint64_t n = 10; n < 100; ++n) put(token_hash_of(n, 3));
    BOOST_TEST(find(token_hash_of(1, 2)) == 1);
    BOOST_TEST(find(token_hash_of(2, 4)) == 1);
}

BOOST_AUTO_TEST_CASE(the_last_slots_of_both_tables_are_usable) {
    const std::uint64_t last_of_both = SessionCache::kSets * SessionCache::kWideSets - 1;
    BOOST_TEST(set_is_all_usable(last_of_both));
    BOOST_TEST(set_is_all_usable(last_of_both, kLongName));
}

BOOST_AUTO_TEST_CASE(a_fresh_cache_takes_up_no_memory) {
    const std::size_t before = resident_bytes();
    const Shared<SessionCache> fresh;
    CachedSession found;
    fresh->find(token_hash_of(1), *generations, found);
    BOOST_TEST(resident_bytes() - before < 256u * 1024);
    BOOST_TEST(sizeof(SessionCache) < 30u * 1000 * 1000);
    BOOST_TEST(SessionCache::kSets * SessionCache::kWays >= 100'000u);
}

// Processes that end, and processes that are killed.

BOOST_AUTO_TEST_CASE(more_processes_can_write_one_after_the_other_than_at_a_time) {
    for (std::uint64_t n = 0; n < SessionCache::kWriters + 10; ++n) {
        Child child{[&] {
            put(token_hash_of(n));
            return 0;
        }};
        const auto pid = child.pid();
        child.wait_for_end();
        cache->release_all_of(pid);
    }
    BOOST_TEST(find(token_hash_of(SessionCache::kWriters + 9)) == 1);
}

BOOST_AUTO_TEST_CASE(a_writer_keeps_one_place_when_an_earlier_one_becomes_free) {
    // Each survivor comes second, so that the place before its own becomes free.
    const auto put_in_child = [&](std::uint64_t n) {
        Child child{[&] {
            put(token_hash_of(n));
            return 0;
        }};
        const auto pid = child.pid();
        child.wait_for_end();
        return pid;
    };
    for (std::uint64_t n = 1'000; n < 1'000 + SessionCache::kWriters; ++n) {
        const auto earlier = put_in_child(n);
        postern::test::Signalling first_put;
        postern::test::Signalling go_on;
        Child later{[&] {
            put(token_hash_of(10'000 + n));
            first_put.say();
            go_on.hear();
            put(token_hash_of(20'000 + n));
            return 0;
        }};
        first_put.hear();
        cache->release_all_of(earlier);
        go_on.say();
        const auto pid = later.pid();
        later.wait_for_end();
        cache->release_all_of(pid);
    }
    put(token_hash_of(1));
    put_in_child(2);  // while this process has a place as well
    BOOST_TEST(find(token_hash_of(1)) == 1);
    BOOST_TEST(find(token_hash_of(2)) == 1);
}

BOOST_AUTO_TEST_CASE(a_reader_between_any_two_instructions_of_put_sees_nothing_torn) {
    const auto token = token_hash_of(1);
    put(token, 1);
    bool torn = false;
    bool missed = false;
    at_every_instruction([&] { put(token, 2, 60); },
                         [&] {
                             torn = torn || !finds_nothing_torn(token);
                             missed = missed || find(token) == 0;
                         });
    BOOST_TEST(!torn);
    BOOST_TEST(missed);  // it did look while the slot was odd
    BOOST_TEST(find(token) == 2);
}

BOOST_AUTO_TEST_CASE(a_put_during_any_instruction_of_find_leaves_it_whole) {
    const auto token = token_hash_of(1);
    const Shared<std::atomic<int>> torn;
    put(token, 1);
    std::int64_t version = 1;
    for (int round = 0; round < 8; ++round) {
        int step = 0;
        at_every_instruction([&] { torn->fetch_add(finds_nothing_torn(token) ? 0 : 1); },
                             [&] {
                                 if (step++ % 8 == round) put(token, ++version);
                             });
    }
    BOOST_TEST(torn->load() == 0);
}

BOOST_AUTO_TEST_CASE(a_process_killed_between_instructions_of_put_leaves_nothing_behind) {
    constexpr std::uint64_t kSet = 5;
    constexpr int kStride = 7;  // each step costs the kernel two switches: some, from any start
    const auto token = token_hash_of(1, kSet);
    const auto newer = cached_session(token, 2, 60);
    bool ended = false;
    int odd = 0;
    for (int steps = static_cast<int>(std::random_device{}() % kStride); !ended; steps += kStride) {
        put(token, 1);
        // A place among the writers first: looking for one is long, and it is tested elsewhere.
        SteppedChild child{[&] { put(token_hash_of(9)); }, [&] { cache->put(newer); }};
        for (int i = 0; i < steps && !ended; ++i) ended = !child.step();
        const auto pid = child.pid();
        child.kill_and_wait();
        BOOST_REQUIRE(finds_nothing_torn(token));
        odd += find(token) == 0 ? 1 : 0;
        if (!ended) cache->release_all_of(pid);
        BOOST_REQUIRE(finds_nothing_torn(token));
        BOOST_REQUIRE(set_is_all_usable(kSet));
    }
    BOOST_TEST(odd > 10);  // so often it was killed in the middle of its writing
}

BOOST_AUTO_TEST_CASE(release_all_of_leaves_a_live_writer_alone) {
    const auto token = token_hash_of(1);
    SteppedChild writer{[&] { put(token_hash_of(9)); }, [&] { put(token, 1); }};
    const auto is_written = [&] { return find(token) == 1; };
    for (int steps = 0; !is_written(); ++steps) {
        cache->release_all_of(writer.pid() + 1);
        BOOST_REQUIRE(writer.step());
        BOOST_REQUIRE(steps < 100'000);
    }
    BOOST_TEST(finds_nothing_torn(token));
}

BOOST_AUTO_TEST_CASE(processes_killed_at_random_moments_leave_nothing_behind) {
    constexpr int kKills = 300;
    constexpr std::uint64_t kSets = 4;
    const unsigned seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937_64 random{seed};
    const auto put_without_end = [&](std::uint64_t start) {
        for (std::uint64_t n = start;; ++n)
            put(token_hash_of(n % 40, n % kSets), static_cast<std::int64_t>(n % 1000 + 1), n % 70);
        return 0;
    };
    Child survivor{[&] { return put_without_end(17); }};
    bool torn = false;
    for (int i = 0; i < kKills; ++i) {
        const std::uint64_t start = random();
        Child victim{[&] { return put_without_end(start); }};
        for (std::uint64_t looks = random() % 400; looks > 0; --looks)
            torn = torn || !finds_nothing_torn(token_hash_of(looks % 40, looks % kSets));
        const auto pid = victim.pid();
        victim.kill_and_wait();
        cache->release_all_of(pid);
    }
    const auto pid = survivor.pid();
    survivor.kill_and_wait();
    cache->release_all_of(pid);
    BOOST_TEST(!torn);
    for (std::uint64_t set = 0; set < kSets; ++set) BOOST_TEST(set_is_all_usable(set));
}

BOOST_AUTO_TEST_CASE(two_users_sessions_are_never_mixed_up) {
    // Both in one set of one table, and more of them than it has slots, so that they replace each
    // other all the time.
    constexpr std::uint64_t kTokens = 12;
    constexpr int kRounds = 200'000;
    const unsigned seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    const auto work = [&](unsigned own_seed) {
        std::minstd_rand random{own_seed};
        for (int round = 0; round < kRounds; ++round) {
            const auto token = token_hash_of(random() % kTokens, 1);
            if (!finds_nothing_torn(token)) return 1;
            if (random() % 4 == 0) put(token, random() % 1000 + 1, random() % 60);
        }
        return 0;
    };
    std::vector<std::unique_ptr<Child>> children;
    for (unsigned i = 0; i < 3; ++i)
        children.push_back(std::make_unique<Child>([&, i] { return work(seed + i); }));
    for (auto& child : children) BOOST_TEST(child->wait_for_end() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
