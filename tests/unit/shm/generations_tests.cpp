#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <sched.h>

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

#include "postern/shm/generations.hpp"
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
using postern::test::token_hash_of;

namespace {

const Digest kToken = token_hash_of(1);
const std::uint64_t kUser = cached_session(kToken, 1).user_id;
const Generations::Buckets kBuckets = Generations::buckets_of({&kToken, 1});

struct Counters {
    Shared<Generations> generations;

    Generations::Stamp stamp() const {
        return generations->end_read(generations->begin_read(), kBuckets, kUser);
    }
    bool holds(const Generations::Stamp& stamp) const {
        return generations->holds(stamp.session, stamp.user, kBuckets, kUser);
    }
};

enum class How { Session, User, All };

void revoke(Generations& generations, How how) {
    switch (how) {
        case How::Session:
            return generations.revoke_session(kToken);
        case How::User:
            return generations.revoke_user(kUser);
        case How::All:
            return generations.revoke_all();
    }
}

/// A database with one session, whose version says which reading of it is still right, and a cache
/// before it. The rule to be shown: once a version has been told, the cache yields no older one.
struct Host : Counters {
    Shared<SessionCache> cache;
    Shared<std::atomic<std::int64_t>> database;
    Shared<std::atomic<std::int64_t>> told;

    /// What a worker keeps between its query and its end.
    struct Reading {
        Generations::ReadMark mark;
        std::int64_t version;
    };
    Reading begin_fill() const { return {generations->begin_read(), database->load()}; }
    void end_fill(const Reading& reading) const {
        const auto current = generations->end_read(reading.mark, kBuckets, kUser);
        if (!current.current) return;
        auto session = cached_session(kToken, reading.version);
        session.session_stamp = current.session;
        session.user_stamp = current.user;
        cache->put(session);
    }
    void change_and_revoke(How how) const {
        const std::int64_t version = database->load() + 1;
        database->store(version);
        revoke(*generations, how);
        told->store(version);
    }
    /// True when the cache, asked now, yields what was told to be over.
    bool is_stale() const {
        const std::int64_t at_least = told->load();
        CachedSession found;
        return cache->find(kToken, *generations, found) && found.proven_at < at_least;
    }
    bool is_cached() const {
        CachedSession found;
        return cache->find(kToken, *generations, found);
    }
};

/// The stamp that a child got.
struct Kept {
    std::atomic<std::uint64_t> session;
    std::atomic<std::uint64_t> user;
    std::atomic<bool> current;
};

/// False when end_read() has no such instruction any more.
bool revoke_at_instruction_of_end_read(int revoked_at, How how) {
    const Counters counters;
    const Shared<Kept> kept;
    const auto mark = counters.generations->begin_read();
    const auto end_read = [&] {
        const auto stamp = counters.generations->end_read(mark, kBuckets, kUser);
        kept->session = stamp.session;
        kept->user = stamp.user;
        kept->current = stamp.current;
    };
    int step = 0;
    const int steps = at_every_instruction(end_read, [&] {
        if (step++ == revoked_at) revoke(*counters.generations, how);
    });
    if (steps <= revoked_at) return false;
    BOOST_TEST(!(kept->current && counters.holds({kept->session, kept->user, true})));
    return true;
}

/// Reads, and lets others go first every now and then at each step.
int fill_until_over(const Host& host, std::int64_t rounds, unsigned seed) {
    std::minstd_rand random{seed};
    while (host.told->load() < rounds) {
        const auto reading = host.begin_fill();
        if (random() % 16 == 0) sched_yield();
        host.end_fill(reading);
    }
    return 0;
}

int check_until_over(const Host& host, std::int64_t rounds) {
    int stale = 0;
    while (host.told->load() < rounds) stale += host.is_stale() ? 1 : 0;
    return stale > 0 ? 1 : 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(generations_tests)

BOOST_FIXTURE_TEST_CASE(a_stamp_holds_while_nothing_is_revoked, Counters) {
    const auto before = stamp();
    BOOST_TEST(before.current);
    BOOST_TEST(holds(before));
}

BOOST_FIXTURE_TEST_CASE(revoke_session_ends_what_its_stamp_holds, Counters) {
    const auto before = stamp();
    generations->revoke_session(kToken);
    BOOST_TEST(!holds(before));
    BOOST_TEST(holds(stamp()));
}

BOOST_FIXTURE_TEST_CASE(revoke_user_ends_what_its_stamp_holds, Counters) {
    const auto before = stamp();
    generations->revoke_user(kUser);
    BOOST_TEST(!holds(before));
    BOOST_TEST(holds(stamp()));
}

BOOST_FIXTURE_TEST_CASE(revoke_all_ends_what_any_stamp_holds, Counters) {
    const auto before = stamp();
    generations->revoke_all();
    BOOST_TEST(!holds(before));
    BOOST_TEST(holds(stamp()));
}

BOOST_FIXTURE_TEST_CASE(other_sessions_and_users_are_left_alone, Counters) {
    const auto before = stamp();
    generations->revoke_session(token_hash_of(2));
    generations->revoke_user(kUser + 1);
    BOOST_TEST(holds(before));
}

BOOST_FIXTURE_TEST_CASE(a_stamp_over_several_ends_with_each_of_them, Counters) {
    const Digest ends[]{token_hash_of(11), token_hash_of(12), token_hash_of(13)};
    const auto buckets = Generations::buckets_of(ends);
    const auto stamp_of = [&] {
        return generations->end_read(generations->begin_read(), buckets, kUser);
    };
    for (const auto& end : ends) {
        const auto before = stamp_of();
        BOOST_TEST(generations->holds(before.session, before.user, buckets, kUser));
        generations->revoke_session(end);
        BOOST_TEST(!generations->holds(before.session, before.user, buckets, kUser));
    }
    const auto before = stamp_of();
    generations->revoke_session(token_hash_of(14));
    BOOST_TEST(generations->holds(before.session, before.user, buckets, kUser));
}

BOOST_FIXTURE_TEST_CASE(a_stamp_over_nothing_ends_with_its_user_alone, Counters) {
    const Generations::Buckets none;
    const auto before = generations->end_read(generations->begin_read(), none, kUser);
    for (std::uint64_t n = 0; n < 100; ++n) generations->revoke_session(token_hash_of(n));
    BOOST_TEST(generations->holds(before.session, before.user, none, kUser));
    generations->revoke_user(kUser);
    BOOST_TEST(!generations->holds(before.session, before.user, none, kUser));
}

BOOST_FIXTURE_TEST_CASE(one_bucket_of_two_ends_counts_for_both, Counters) {
    // The same digest twice falls into one bucket, as two digests may.
    const Digest ends[]{kToken, kToken};
    const auto buckets = Generations::buckets_of(ends);
    const auto before = generations->end_read(generations->begin_read(), buckets, kUser);
    BOOST_TEST(generations->holds(before.session, before.user, buckets, kUser));
    generations->revoke_session(kToken);
    BOOST_TEST(!generations->holds(before.session, before.user, buckets, kUser));
}

BOOST_FIXTURE_TEST_CASE(end_read_is_not_current_when_anything_was_revoked_meanwhile, Counters) {
    for (const How how : {How::Session, How::User, How::All}) {
        const auto mark = generations->begin_read();
        revoke(*generations, how);
        BOOST_TEST(!generations->end_read(mark, kBuckets, kUser).current);
    }
}

BOOST_FIXTURE_TEST_CASE(a_child_sees_what_its_parent_revoked, Counters) {
    const auto before = stamp();
    generations->revoke_user(kUser);
    Child child{[&] { return holds(before) ? 1 : 0; }};
    BOOST_TEST(child.wait_for_end() == 0);
}

// The race, taken apart: every order in which the instructions of one side can fall around the
// other side.

BOOST_AUTO_TEST_CASE(a_fill_that_ends_between_any_two_instructions_of_a_revocation_is_not_stale) {
    for (const How how : {How::Session, How::User, How::All}) {
        const Host host;
        const auto early = host.begin_fill();
        std::vector<Generations::Stamp> current;
        at_every_instruction([&] { host.change_and_revoke(how); },
                             [&] {
                                 const auto stamp =
                                     host.generations->end_read(early.mark, kBuckets, kUser);
                                 if (stamp.current) current.push_back(stamp);
                             });
        BOOST_REQUIRE(host.told->load() == 1);
        BOOST_TEST(!current.empty());
        BOOST_TEST(std::ranges::none_of(current, [&](auto& stamp) { return host.holds(stamp); }));
    }
}

BOOST_AUTO_TEST_CASE(a_fill_that_begins_between_any_two_instructions_of_a_revocation_is_not_stale) {
    for (const How how : {How::Session, How::User, How::All}) {
        const Host host;
        std::vector<Host::Reading> readings;
        at_every_instruction([&] { host.change_and_revoke(how); },
                             [&] { readings.push_back(host.begin_fill()); });
        BOOST_REQUIRE(host.told->load() == 1);
        for (const auto& reading : readings) {
            host.end_fill(reading);
            BOOST_TEST(!host.is_stale());
        }
        BOOST_TEST(host.is_cached());
    }
}

BOOST_AUTO_TEST_CASE(a_revocation_between_any_two_instructions_of_end_read_leaves_nothing_stale) {
    for (const How how : {How::Session, How::User, How::All}) {
        int revoked_at = 0;
        while (revoke_at_instruction_of_end_read(revoked_at, how)) ++revoked_at;
        BOOST_TEST(revoked_at > 10);
    }
}

// The race as it happens.

BOOST_AUTO_TEST_CASE(fill_during_revoke_never_yields_a_session_reported_ended) {
    constexpr std::int64_t kRounds = 20'000;
    const unsigned seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    const Host host;
    std::vector<std::unique_ptr<Child>> children;
    for (unsigned i = 0; i < 3; ++i)
        children.push_back(
            std::make_unique<Child>([&, i] { return fill_until_over(host, kRounds, seed + i); }));
    children.push_back(std::make_unique<Child>([&] { return check_until_over(host, kRounds); }));
    std::minstd_rand random{seed};
    int hits = 0;
    for (std::int64_t round = 0; round < kRounds; ++round) {
        if (round % 16 == 0) sched_yield();
        hits += host.is_cached() ? 1 : 0;
        host.change_and_revoke(static_cast<How>(random() % 3));
        BOOST_REQUIRE(!host.is_stale());
    }
    for (auto& child : children) BOOST_TEST(child->wait_for_end() == 0);
    BOOST_TEST_MESSAGE(hits << " of " << kRounds << " revocations found something cached");
    BOOST_TEST(hits > 0);
}

BOOST_AUTO_TEST_SUITE_END()
