// How the gate's counts of decisions get into the database.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/access/access_audit.hpp"
#include "postern/shm/shared_memory.hpp"
#include "postern/store/store_error.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using shm::AccessCounts;

namespace {

struct AccessAuditFixture : ServiceFixture {
    shm::Shared<AccessCounts> counts;
    service::AccessAudit audit{stores.access_events(), *counts};
    User ann = add_user("ann@example.org");

    AccessCounts::Decision decision(AccessVerdict verdict, std::int32_t rule = 0) const {
        return {.user_id = static_cast<std::uint64_t>(ann.id),
                .site_id = 3,
                .rule = rule,
                .verdict = static_cast<std::uint8_t>(verdict)};
    }
    void note(AccessVerdict verdict, std::int32_t rule = 0) {
        BOOST_REQUIRE(counts->note(decision(verdict, rule), now.time_since_epoch().count()));
    }
    std::uint64_t written() {
        std::uint64_t sum = 0;
        for (const auto& [id, counted] : stores.state().access_counts) sum += counted.count;
        return sum;
    }
    MemoryState& state() { return stores.state(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(access_audit_tests, AccessAuditFixture)

BOOST_AUTO_TEST_CASE(flush_writes_what_was_noted_with_all_its_parts) {
    note(AccessVerdict::DryDeny, 4);
    note(AccessVerdict::DryDeny, 4);
    BOOST_TEST(audit.flush(now) == 1u);
    BOOST_REQUIRE(state().access_counts.size() == 1u);
    const AccessCount expected{.hour = std::chrono::floor<std::chrono::hours>(now),
                               .site = SiteId{3},
                               .rule = 4,
                               .user = ann.id,
                               .verdict = AccessVerdict::DryDeny,
                               .count = 2,
                               .first_at = now,
                               .last_at = now};
    BOOST_TEST((state().access_counts.begin()->second == expected));
}

BOOST_AUTO_TEST_CASE(decisions_about_nobody_are_written_as_such) {
    auto hit = decision(AccessVerdict::Hit);
    hit.user_id = 0;
    counts->note(hit, now.time_since_epoch().count());
    audit.flush(now);
    BOOST_REQUIRE(state().access_counts.size() == 1u);
    BOOST_TEST(!state().access_counts.begin()->second.user.has_value());
}

BOOST_AUTO_TEST_CASE(flush_with_nothing_noted_does_not_ask_the_database) {
    const auto calls = state().calls;
    BOOST_TEST(audit.flush(now) == 0u);
    BOOST_TEST(state().calls == calls);
}

BOOST_AUTO_TEST_CASE(what_was_written_is_not_written_again) {
    note(AccessVerdict::Denied);
    audit.flush(now);
    audit.flush(now);
    BOOST_TEST(written() == 1u);
    note(AccessVerdict::Denied);
    audit.flush(now);
    BOOST_TEST(written() == 2u);
    BOOST_TEST(state().access_counts.size() == 1u);
}

BOOST_AUTO_TEST_CASE(more_than_a_batch_is_written_in_one_flush) {
    for (std::int32_t rule = 0; rule < 1'000; ++rule) note(AccessVerdict::Denied, rule);
    BOOST_TEST(audit.flush(now) == 1'000u);
    BOOST_TEST(written() == 1'000u);
}

BOOST_AUTO_TEST_CASE(a_failed_write_loses_nothing_and_is_made_up_for_later) {
    for (std::int32_t rule = 0; rule < 1'000; ++rule) note(AccessVerdict::Denied, rule);
    for (const std::size_t works : {2u, 0u, 1u}) {
        state().works_for = works;
        BOOST_CHECK_THROW(audit.flush(now), store::StoreError);
        note(AccessVerdict::Denied);  // meanwhile
    }
    state().works_for.reset();
    audit.flush(now);
    BOOST_TEST(written() == 1'003u);
    BOOST_TEST(state().access_counts.size() == 1'000u);
    BOOST_TEST(counts->take_dropped() == 0u);
}

BOOST_AUTO_TEST_CASE(numbers_that_mean_nothing_are_passed_over) {
    auto unknown = decision(AccessVerdict::Denied);
    unknown.verdict = 200;
    counts->note(unknown, now.time_since_epoch().count());
    constexpr std::int64_t kIn12000 = 316'516'204'800;  // a year that no DATETIME has
    counts->note(decision(AccessVerdict::Denied), kIn12000);
    note(AccessVerdict::Denied);
    BOOST_TEST(audit.flush(now) == 1u);
    BOOST_TEST(written() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
