// What every RevocationStore does, and what the other stores write for it, over memory and MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <vector>

#include "database/store_types.hpp"
#include "support/sample_changes.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::LastSeen;
using store::Revocation;

namespace {

/// Ann with the sessions 1 to `count`, and bob with the session 1000.
template <class Stores>
struct Logged {
    explicit Logged(unsigned count) {
        for (unsigned n = 1; n <= count; ++n)
            ids.push_back(stores.sessions().add(sample_session(ann.id, n), {}).value().id);
        stores.sessions().add(sample_session(bob.id, 1000), {}).value();
    }

    std::vector<Revocation> log() { return stores.revocations().find_after(0, 1000).revocations; }
    std::size_t logged() { return log().size(); }

    /// What `work` writes.
    template <class Work>
    std::vector<Revocation> written_by(Work work) {
        const auto before = logged();
        work();
        const auto all = log();
        return {all.begin() + static_cast<long>(before), all.end()};
    }

    TimePoint last_seen(unsigned n) {
        return stores.sessions().find_by_token_hash(sample_hash(n)).value().session.last_seen_at;
    }

    Stores stores;
    User ann = *stores.users().add(sample_user("ann@example.org", 1));
    User bob = *stores.users().add(sample_user("bob@example.org", 2));
    std::vector<SessionId> ids;
};

bool is_of_session(const Revocation& revocation, unsigned n) {
    return revocation.token_hash == sample_hash(n) && !revocation.user_id;
}

bool is_of_user(const Revocation& revocation, const User& user) {
    return revocation.user_id == user.id && !revocation.token_hash;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(revocation_store_contract_tests)

// --- what is written

BOOST_AUTO_TEST_CASE_TEMPLATE(each_way_to_end_one_session_writes_its_revocation, S, AllStores) {
    Logged<S> logged{3};
    auto& sessions = logged.stores.sessions();
    logged.stores.sessions().remove_by_token_hash(sample_hash(1));
    sessions.remove_by_public_id(sample_id(2), std::nullopt);
    sessions.remove_of_user(logged.ann.id, sample_id(3));
    const auto log = logged.log();
    BOOST_REQUIRE(log.size() == 3u);
    for (unsigned n = 1; n <= 3; ++n) BOOST_TEST(is_of_session(log[n - 1], n));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(ending_the_others_writes_one_revocation_of_the_user, S, AllStores) {
    Logged<S> logged{4};
    logged.stores.sessions().remove_others_of_user(logged.ann.id, sample_id(3));
    auto log = logged.log();
    BOOST_REQUIRE(log.size() == 1u);
    BOOST_TEST(is_of_user(log[0], logged.ann));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(each_way_to_end_all_sessions_writes_one_revocation_of_the_user, S,
                              AllStores) {
    Logged<S> logged{3};
    S& stores = logged.stores;
    const auto is_one_of_ann = [&](const std::vector<Revocation>& written) {
        return written.size() == 1 && is_of_user(written[0], logged.ann);
    };
    BOOST_TEST(is_one_of_ann(logged.written_by(
        [&] { stores.sessions().remove_all_of_user(logged.ann.id, std::nullopt); })));
    BOOST_TEST(is_one_of_ann(logged.written_by([&] {
        apply(stores.accounts(), service::password_set(logged.ann, "$new", sample_cause()));
    })));
    BOOST_TEST(is_one_of_ann(logged.written_by(
        [&] { apply(stores.accounts(), service::user_disabled(logged.ann, sample_cause())); })));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(no_revocation_is_written_when_no_session_ended_early, S, AllStores) {
    Logged<S> logged{1};
    S& stores = logged.stores;
    stores.sessions().remove_by_token_hash(sample_hash(99));
    stores.sessions().remove_by_public_id(sample_id(99), std::nullopt);
    stores.sessions().remove_of_user(logged.bob.id, sample_id(1));
    stores.sessions().remove_others_of_user(logged.ann.id, sample_id(1));
    const User nobody = unknown_user(logged.ann);
    apply(stores.accounts(), service::user_enabled(logged.ann, sample_cause()));
    apply(stores.accounts(), service::user_disabled(nobody, sample_cause()));
    stores.users().set_password_hash(logged.ann.id, "$rehashed", kNow, std::nullopt);
    apply(stores.accounts(), service::password_set(nobody, "$new", sample_cause()));
    BOOST_TEST(stores.sessions().remove_expired(kNow + 24h, 10) == 2u);
    BOOST_TEST(logged.logged() == 0u);
}

// --- what is read

BOOST_AUTO_TEST_CASE_TEMPLATE(find_after_returns_revision_and_time_of_an_empty_log, S, AllStores) {
    S stores;
    const auto revision = [&] { return stores.revocations().find_after(0, 10).sites_revision; };
    const auto first = revision();
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    BOOST_TEST(revision() == first + 1);
    BOOST_TEST(!stores.sites().add(sample_site("wiki"), sample_audit()).has_value());
    stores.sites().remove("mail", sample_audit());
    BOOST_TEST(revision() == first + 1);
    stores.sites().remove("wiki", sample_audit());
    BOOST_TEST(revision() == first + 2);
    BOOST_TEST(stores.revocations().find_after(0, 10).revocations.empty());
    BOOST_TEST((stores.revocations().find_after(0, 10).read_at > TimePoint{}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_check_reports_the_same_revision, S, AllStores) {
    S stores;
    const auto agree = [&] {
        const store::CheckKey keys[] = {{"wiki", sample_hash(1)}, {"mail", std::nullopt}};
        const auto revision = stores.revocations().find_after(0, 1).sites_revision;
        for (const auto& row : stores.checks().find(keys))
            if (row.sites_revision != revision) return false;
        return true;
    };
    BOOST_TEST(agree());
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    BOOST_TEST(agree());
    stores.sites().remove("wiki", sample_audit());
    BOOST_TEST(agree());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_after_returns_revocations_in_order, S, AllStores) {
    Logged<S> logged{5};
    for (unsigned n = 1; n <= 5; ++n) logged.stores.sessions().remove_by_token_hash(sample_hash(n));
    std::uint64_t after = 0;
    unsigned n = 0;
    for (const std::size_t expected : {2u, 2u, 1u, 0u}) {
        const auto page = logged.stores.revocations().find_after(after, 2);
        BOOST_REQUIRE(page.revocations.size() == expected);
        for (const Revocation& revocation : page.revocations) {
            BOOST_TEST(revocation.id > after);
            BOOST_TEST(is_of_session(revocation, ++n));
            after = revocation.id;
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_revocation_is_stamped_by_the_databases_clock, S, AllStores) {
    Logged<S> logged{1};
    const TimePoint before = logged.stores.revocations().find_after(0, 1).read_at;
    apply(logged.stores.accounts(), service::user_disabled(logged.ann, sample_cause()));
    const auto page = logged.stores.revocations().find_after(0, 1);
    BOOST_REQUIRE(page.revocations.size() == 1u);
    BOOST_TEST((page.revocations[0].created_at >= before));
    BOOST_TEST((page.revocations[0].created_at <= page.read_at));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_old_removes_only_old_ones_up_to_the_limit, S, AllStores) {
    Logged<S> logged{5};
    auto& revocations = logged.stores.revocations();
    for (unsigned n = 1; n <= 5; ++n) logged.stores.sessions().remove_by_token_hash(sample_hash(n));
    const TimePoint written = logged.log().front().created_at;
    BOOST_TEST(revocations.remove_old(written + store::kRevocationsKept, 10) == 0u);
    const TimePoint later = logged.log().back().created_at + store::kRevocationsKept + 1s;
    BOOST_TEST(revocations.remove_old(later, 3) == 3u);
    BOOST_TEST(revocations.remove_old(later, 3) == 2u);
    BOOST_TEST(revocations.remove_old(later, 3) == 0u);
    BOOST_TEST(logged.logged() == 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(ids_keep_growing_after_old_ones_were_removed, S, AllStores) {
    Logged<S> logged{2};
    logged.stores.sessions().remove_by_token_hash(sample_hash(1));
    const Revocation first = logged.log().front();
    logged.stores.revocations().remove_old(first.created_at + 2 * store::kRevocationsKept, 10);
    logged.stores.sessions().remove_by_token_hash(sample_hash(2));
    BOOST_REQUIRE(logged.logged() == 1u);
    BOOST_TEST(logged.log().front().id > first.id);
}

// --- last-seen updates

BOOST_AUTO_TEST_CASE_TEMPLATE(set_last_seen_moves_any_number_of_sessions, S, AllStores) {
    Logged<S> logged{250};
    TimePoint now = kNow;
    for (const std::size_t count : {1u, 2u, 9u, 10u, 11u, 99u, 100u, 101u, 110u, 250u}) {
        BOOST_TEST_CONTEXT(count << " sessions") {
            now += 10min;
            std::vector<LastSeen> seen;
            for (std::size_t i = count; i-- > 0;)
                seen.push_back({logged.ids[i], now + static_cast<long>(i) * 1s});
            logged.stores.revocations().set_last_seen(seen);
            for (unsigned n = 1; n <= 250; ++n) {
                const TimePoint last_seen = logged.last_seen(n);
                if (n <= count) BOOST_REQUIRE((last_seen == now + (n - 1) * 1s));
                if (n > count) BOOST_REQUIRE((last_seen < now));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_last_seen_of_many_never_goes_back, S, AllStores) {
    Logged<S> logged{2};
    const LastSeen first[] = {{logged.ids[0], kNow + 90s}, {logged.ids[1], kNow + 90s}};
    logged.stores.revocations().set_last_seen(first);
    const LastSeen second[] = {{logged.ids[0], kNow + 60s}, {logged.ids[1], kNow + 120s}};
    logged.stores.revocations().set_last_seen(second);
    BOOST_TEST((logged.last_seen(1) == kNow + 90s));
    BOOST_TEST((logged.last_seen(2) == kNow + 120s));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_last_seen_uses_the_latest_time_of_a_repeated_session, S,
                              AllStores) {
    Logged<S> logged{1};
    const LastSeen seen[] = {
        {logged.ids[0], kNow + 60s}, {logged.ids[0], kNow + 120s}, {logged.ids[0], kNow + 90s}};
    logged.stores.revocations().set_last_seen(seen);
    BOOST_TEST((logged.last_seen(1) == kNow + 120s));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_last_seen_skips_sessions_that_have_ended, S, AllStores) {
    Logged<S> logged{2};
    logged.stores.sessions().remove_by_token_hash(sample_hash(1));
    const LastSeen seen[] = {{logged.ids[0], kNow + 60s}, {logged.ids[1], kNow + 60s}};
    logged.stores.revocations().set_last_seen(seen);
    BOOST_TEST(!logged.stores.sessions().find_by_token_hash(sample_hash(1)).has_value());
    BOOST_TEST((logged.last_seen(2) == kNow + 60s));
    logged.stores.revocations().set_last_seen({});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_last_seen_keeps_a_session_from_being_purged, S, AllStores) {
    Logged<S> logged{2};
    const LastSeen seen[] = {{logged.ids[0], kNow + 20min}};
    logged.stores.revocations().set_last_seen(seen);
    BOOST_TEST(logged.stores.sessions().remove_expired(kNow + 30min, 10) == 2u);
    BOOST_TEST(logged.stores.sessions().find_by_token_hash(sample_hash(1)).has_value());
    BOOST_TEST(logged.stores.sessions().remove_expired(kNow + 50min, 10) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
