// What every StatisticsStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "database/account_fixture.hpp"
#include "database/at_once.hpp"
#include "postern/store/statistics_store.hpp"
#include "support/sample_access.hpp"
#include "support/sample_factors.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::StatisticsStore;

namespace {

AuditEntry entry_at(TimePoint at, AuditResult result = AuditResult::Ok, std::string detail = {}) {
    return {.at = at,
            .event = AuditEvent::SignIn,
            .result = result,
            .actor = "user",
            .detail = std::move(detail)};
}

template <class Stores>
void count_all(Stores& stores, TimePoint now) {
    for (int i = 0; i < 100 && stores.statistics().count_some(now); ++i) {
    }
    BOOST_TEST(!stores.statistics().count_some(now));
}

/// What is counted of sign-ins with this result: day, detail and how many.
template <class Stores>
std::vector<std::string> counted(Stores& stores, AuditResult result, TimePoint since = kNow - 48h) {
    std::vector<std::string> lines;
    for (const auto& count : stores.statistics().days(since))
        if (count.event == AuditEvent::SignIn && count.result == result)
            lines.push_back(to_rfc3339(count.day).substr(0, 10) + " " + count.detail + " " +
                            std::to_string(count.count));
    std::ranges::sort(lines);
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(statistics_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(entries_are_counted_by_day_result_and_reason, S, AllStores) {
    S stores;
    stores.audit().add(entry_at(kNow - 24h));
    stores.audit().add(entry_at(kNow - 1h, AuditResult::Ok, "passkey"));
    stores.audit().add(entry_at(kNow - 1h));
    stores.audit().add(entry_at(kNow - 1h, AuditResult::Refused, "wrong_password"));
    stores.audit().add(entry_at(kNow - 1h, AuditResult::Refused, "wrong_password: of whom"));
    stores.audit().add(entry_at(kNow - 1h, AuditResult::Refused, "unknown user"));
    stores.audit().add(entry_at(kNow - 1h, AuditResult::Throttled, "address"));
    count_all(stores, kNow);
    BOOST_TEST(counted(stores, AuditResult::Ok) == (Lines{"2026-11-20  1", "2026-11-21  2"}));
    BOOST_TEST(counted(stores, AuditResult::Refused) ==
               (Lines{"2026-11-21 unknown 1", "2026-11-21 wrong_password 2"}));
    BOOST_TEST(counted(stores, AuditResult::Throttled) == (Lines{"2026-11-21 address 1"}));
    BOOST_TEST(counted(stores, AuditResult::Ok, kNow) == (Lines{"2026-11-21  2"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_entry_is_counted_once_and_not_while_it_is_young, S, AllStores) {
    S stores;
    stores.audit().add(entry_at(kNow - 1min));
    stores.audit().add(entry_at(kNow));
    stores.audit().add(entry_at(kNow - 1min));
    count_all(stores, kNow);
    BOOST_TEST(counted(stores, AuditResult::Ok) == (Lines{"2026-11-21  1"}));
    count_all(stores, kNow + StatisticsStore::kTooYoung);
    BOOST_TEST(counted(stores, AuditResult::Ok) == (Lines{"2026-11-21  1"}));
    count_all(stores, kNow + StatisticsStore::kTooYoung + 1s);
    BOOST_TEST(counted(stores, AuditResult::Ok) == (Lines{"2026-11-21  3"}));
    count_all(stores, kNow + 1h);
    BOOST_TEST(counted(stores, AuditResult::Ok) == (Lines{"2026-11-21  3"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_entry_from_next_year_stops_nobody, S, AllStores) {
    S stores;
    stores.audit().add(entry_at(kNow + 24h * 365));
    stores.audit().add(entry_at(kNow - 1min));
    count_all(stores, kNow);
    BOOST_TEST(counted(stores, AuditResult::Ok) == (Lines{"2026-11-21  1", "2027-11-21  1"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(users_and_sessions_are_counted_every_hour, S, AllStores) {
    S stores;
    BOOST_TEST(!stores.statistics().standing(kNow).counted_at.has_value());
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    BOOST_REQUIRE(apply(stores.accounts(), totp_added(ann)));
    stores.sessions().add(sample_session(ann.id, 1), {}).value();
    stores.sessions().add(sample_session(bob.id, 2), {}).value();
    stores.sessions().add(sample_session(bob.id, 3), {}).value();
    stores.sessions().remove_all_of_user(bob.id, std::nullopt);
    count_all(stores, kNow);
    auto standing = stores.statistics().standing(kNow);
    BOOST_TEST((standing.counted_at == kNow));
    BOOST_TEST(standing.users == 2u);
    BOOST_TEST(standing.users_with_factor == 1u);
    BOOST_TEST(standing.live_sessions == 1u);

    add_user(stores, "carla@example.org", 3);
    count_all(stores, kNow + 59min);
    BOOST_TEST(stores.statistics().standing(kNow).users == 2u);
    count_all(stores, kNow + 60min);
    standing = stores.statistics().standing(kNow + 60min);
    BOOST_TEST((standing.counted_at == kNow + 60min));
    BOOST_TEST(standing.users == 3u);
    BOOST_TEST(standing.live_sessions == 0u);  // unused for too long
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_an_administrator_should_know_is_as_of_now, S, AllStores) {
    S stores;
    auto standing = stores.statistics().standing(kNow);
    BOOST_TEST(standing.administrators == 0u);
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    add_user(stores, "carla@example.org", 3);
    auto grant = [&, n = 1u](const User& user, std::optional<TimePoint> until) mutable {
        const auto given = sample_grant(holder(user), role_named(kAdminRole), n++, until);
        BOOST_REQUIRE(stores.grants().grant(given, sample_audit()).has_value());
    };
    grant(ann, std::nullopt);
    grant(bob, kNow + 1h);
    BOOST_REQUIRE(apply(stores.accounts(), totp_added(ann)));
    standing = stores.statistics().standing(kNow);
    BOOST_TEST(standing.administrators == 2u);
    BOOST_TEST(standing.administrators_without_factor == 1u);
    standing = stores.statistics().standing(kNow + 1h);
    BOOST_TEST(standing.administrators == 1u);
    BOOST_TEST(standing.administrators_without_factor == 0u);

    BOOST_TEST(standing.users_waiting == 0u);
    auto waiting = sample_user("dan@example.org", 4);
    waiting.waiting_since = kNow;
    BOOST_REQUIRE(stores.users().add(waiting).has_value());
    BOOST_TEST(stores.statistics().standing(kNow).users_waiting == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_last_acts_are_those_of_administrators, S, AllStores) {
    S stores;
    for (unsigned n = 0; n < 6; ++n) {
        stores.audit().add(entry_at(kNow));
        auto act = sample_audit();
        act.actor = n % 3 == 0 ? "admin:0" : "admin:" + sample_id(n % 3).text();
        act.detail = std::to_string(n);
        stores.audit().add(act);
    }
    Lines details;
    for (const auto& act : stores.statistics().last_acts(4)) details.push_back(act.entry.detail);
    BOOST_TEST(details == (Lines{"5", "4", "3", "2"}));
}

BOOST_AUTO_TEST_CASE(couriers_that_count_at_once_count_each_entry_once) {
    MysqlStores stores;
    RawSql{}.run(
        "INSERT INTO audit (created_at, event, result, actor, address, user_agent, request_id,"
        " detail) SELECT '2026-11-21 08:00:00', 'sign_in', 'ok', 'user', '', '', '', ''"
        " FROM seq_1_to_12000");
    run_at_once(4, [](store::mysql::MysqlDatabase& database, unsigned) {
        for (int i = 0; i < 10; ++i) database.statistics().count_some(kNow);
        return true;
    });
    BOOST_TEST(counted(stores, AuditResult::Ok) == (Lines{"2026-11-21  12000"}));
}

BOOST_AUTO_TEST_CASE(what_nobody_looks_at_any_more_is_removed) {
    MysqlStores stores;
    RawSql{}.run(
        "INSERT INTO daily_count (day, event, result, detail, value) VALUES"
        " ('2025-01-01', 'sign_in', 'ok', '', 1), ('2026-11-01', 'sign_in', 'ok', '', 1)");
    count_all(stores, kNow);
    BOOST_TEST(counted(stores, AuditResult::Ok, kNow - 24h * 1000) == (Lines{"2026-11-01  1"}));
}

BOOST_AUTO_TEST_SUITE_END()
