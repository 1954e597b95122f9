// Following the audit log: nothing twice, and nothing lost that was committed late.
#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "app/commands/audit_tail.hpp"
#include "support/memory/stores.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

struct TailFixture {
    MemoryStores stores;
    TimePoint now = kNow;

    void add(std::uint64_t id) {
        auto& trail = stores.state().audit;
        trail.push_back({id, sample_audit()});
        std::ranges::sort(trail, {}, &StoredAuditEntry::id);
    }
    static std::vector<std::uint64_t> ids(const std::vector<StoredAuditEntry>& entries) {
        std::vector<std::uint64_t> all;
        for (const auto& stored : entries) all.push_back(stored.id);
        return all;
    }
};
using Ids = std::vector<std::uint64_t>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(audit_tail_tests, TailFixture)

BOOST_AUTO_TEST_CASE(take_new_returns_each_entry_once) {
    add(1);
    app::AuditTail tail{stores.audit(), {}, 1};
    BOOST_TEST(tail.take_new(now).empty());
    add(2);
    add(3);
    BOOST_TEST(ids(tail.take_new(now)) == (Ids{2, 3}));
    BOOST_TEST(tail.take_new(now).empty());
}

BOOST_AUTO_TEST_CASE(take_new_finds_an_entry_that_was_committed_behind_a_later_one) {
    app::AuditTail tail{stores.audit(), {}, 0};
    add(3);
    BOOST_TEST(ids(tail.take_new(now)) == (Ids{3}));
    add(2);
    BOOST_TEST(ids(tail.take_new(now + app::AuditTail::kOverlap)) == (Ids{2}));
}

BOOST_AUTO_TEST_CASE(take_new_forgets_settled_entries) {
    app::AuditTail tail{stores.audit(), {}, 0};
    add(1);
    add(2);
    BOOST_TEST(tail.take_new(now).size() == 2u);
    const auto late = now + app::AuditTail::kOverlap + 1s;
    BOOST_TEST(tail.take_new(late).empty());
    add(3);
    BOOST_TEST(ids(tail.take_new(late)) == (Ids{3}));
}

BOOST_AUTO_TEST_CASE(take_new_returns_more_than_one_page) {
    app::AuditTail tail{stores.audit(), {}, 0};
    for (std::uint64_t id = 1; id <= 1201; ++id) add(id);
    BOOST_TEST(tail.take_new(now).size() == 1201u);
}

BOOST_AUTO_TEST_SUITE_END()
