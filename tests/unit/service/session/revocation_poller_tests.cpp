// How a host learns what ended elsewhere.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/crypto/token.hpp"
#include "postern/service/session/revocation_poller.hpp"
#include "postern/shm/shared_memory.hpp"
#include "postern/store/store_error.hpp"
#include "support/service_fixture.hpp"

using namespace postern;

namespace {

struct PollerFixture : test::ServiceFixture {
    shm::Shared<shm::Generations> generations;
    shm::Shared<shm::HostState> host;
    service::RevocationPoller poller{stores.revocations(), *generations, *host};
    User ann = add_user("ann@example.org");
    Digest hash{};

    shm::Generations::Buckets buckets() const { return shm::Generations::buckets_of({&hash, 1}); }
    /// A stamp as the cache would keep it now.
    shm::Generations::Stamp stamp() {
        return generations->end_read(generations->begin_read(), buckets(), id());
    }
    bool holds(const shm::Generations::Stamp& stamp) {
        return generations->holds(stamp.session, stamp.user, buckets(), id());
    }
    std::uint64_t id() const { return static_cast<std::uint64_t>(ann.id); }

    std::string sign_in_and_take_hash() {
        const auto opened = sign_in("ann@example.org");
        hash = *crypto::token_hash(opened.token.reveal());
        return std::string{opened.token.reveal()};
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(revocation_poller_tests, PollerFixture)

BOOST_AUTO_TEST_CASE(poll_drops_the_ended_session_from_the_cache) {
    const std::string token = sign_in_and_take_hash();
    poller.poll(1000);
    const auto kept = stamp();
    poller.poll(2000);
    BOOST_TEST(holds(kept));
    sessions.end(token);
    poller.poll(3000);
    BOOST_TEST(!holds(kept));
}

BOOST_AUTO_TEST_CASE(poll_drops_all_sessions_of_a_revoked_user) {
    poller.poll(1000);
    const auto kept = stamp();
    users.set_disabled("ann@example.org", true, admin, now).value();
    poller.poll(2000);
    BOOST_TEST(!holds(kept));
}

BOOST_AUTO_TEST_CASE(poll_drops_everybody_where_a_revocation_names_nobody) {
    poller.poll(1000);
    const auto kept = stamp();
    stores.state().revoke(std::nullopt, std::nullopt);
    poller.poll(2000);
    BOOST_TEST(!holds(kept));
    const auto later = stamp();
    poller.poll(3000);
    BOOST_TEST(holds(later));
}

BOOST_AUTO_TEST_CASE(poll_applies_each_revocation_once) {
    const std::string token = sign_in_and_take_hash();
    poller.poll(1000);
    sessions.end(token);
    poller.poll(2000);
    const auto kept = stamp();
    poller.poll(3000);
    BOOST_TEST(holds(kept));
}

BOOST_AUTO_TEST_CASE(the_first_poll_drops_everything) {
    const auto kept = stamp();
    poller.poll(1000);
    BOOST_TEST(!holds(kept));
}

BOOST_AUTO_TEST_CASE(poll_drops_everything_after_a_gap_longer_than_the_log) {
    const auto& kept_for = store::kRevocationsKept;
    auto& clock = stores.state().database_time;
    poller.poll(1000);
    auto kept = stamp();
    clock += kept_for - std::chrono::hours{2};
    poller.poll(2000);
    BOOST_TEST(holds(kept));
    for (const std::chrono::seconds gap :
         {std::chrono::seconds{kept_for}, std::chrono::seconds{kept_for} * 40,
          -std::chrono::seconds{std::chrono::hours{1}}}) {
        kept = stamp();
        clock += gap;
        poller.poll(3000);
        BOOST_TEST(!holds(kept), gap.count());
    }
    kept = stamp();
    clock -= std::chrono::seconds{5};  // clocks of a cluster are a little apart
    poller.poll(4000);
    BOOST_TEST(holds(kept));
}

BOOST_AUTO_TEST_CASE(a_session_ended_during_the_gap_stays_ended) {
    const std::string token = sign_in_and_take_hash();
    poller.poll(1000);
    const auto kept = stamp();
    sessions.end(token);
    stores.state().database_time += store::kRevocationsKept + std::chrono::hours{1};
    stores.revocations().remove_old(stores.state().database_time, 100);  // another host's courier
    poller.poll(2000);
    BOOST_TEST(!holds(kept));
}

BOOST_AUTO_TEST_CASE(poll_reports_its_start_and_the_revision_of_the_sites) {
    poller.poll(1234);
    BOOST_TEST(host->last_poll_ms == 1234);
    const std::uint64_t before = host->sites_generation;
    (void)sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now);
    poller.poll(2345);
    BOOST_TEST(host->sites_generation != before);
}

BOOST_AUTO_TEST_CASE(a_failed_poll_does_not_extend_the_trust) {
    poller.poll(1000);
    stores.state().unavailable = true;
    BOOST_CHECK_THROW(poller.poll(2000), store::StoreError);
    BOOST_TEST(host->last_poll_ms == 1000);
}

BOOST_AUTO_TEST_CASE(remove_old_goes_by_the_clock_of_the_database) {
    sessions.end(sign_in_and_take_hash());
    BOOST_TEST(poller.remove_old(10) == 0u);  // nothing read yet: nobody knows what is old
    poller.poll(1000);
    BOOST_TEST(poller.remove_old(10) == 0u);
    stores.state().database_time += store::kRevocationsKept + std::chrono::seconds{1};
    BOOST_TEST(poller.remove_old(10) == 0u);
    poller.poll(2000);
    BOOST_TEST(poller.remove_old(10) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
