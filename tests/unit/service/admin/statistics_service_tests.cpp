// What the overview of the console shows.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "postern/service/admin/statistics_service.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using Kind = service::Warning::Kind;

namespace {

struct StatisticsFixture : ServiceFixture {
    service::StatisticsService statistics{stores.statistics(), true};

    void note(TimePoint at, AuditResult result, std::string detail = {},
              AuditEvent event = AuditEvent::SignIn) {
        stores.audit().add({.at = at,
                            .event = event,
                            .result = result,
                            .actor = "user",
                            .detail = std::move(detail)});
    }
    void count() {
        while (statistics.count_some(now)) {
        }
    }
    std::optional<std::uint64_t> warned(Kind kind) const {
        const auto warnings = statistics.overview(now).warnings;
        const auto found = std::ranges::find(warnings, kind, &service::Warning::kind);
        return found == warnings.end() ? std::nullopt : std::optional{found->count};
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(statistics_service_tests, StatisticsFixture)

BOOST_AUTO_TEST_CASE(the_last_thirty_days_are_there_also_those_without_a_sign_in) {
    note(now - 24h * 40, AuditResult::Ok);
    note(now - 24h * 29, AuditResult::Ok);
    note(now - 1h, AuditResult::Ok);
    note(now - 1h, AuditResult::Refused, "wrong_password");
    note(now - 1h, AuditResult::Throttled);
    count();
    const auto days = statistics.overview(now).days;
    BOOST_REQUIRE(days.size() == 30u);
    BOOST_TEST(days.front().accepted == 1u);
    BOOST_TEST(days[10].accepted == 0u);
    BOOST_TEST(days.back().accepted == 1u);
    BOOST_TEST(days.back().refused == 2u);
    BOOST_TEST((days.back().day == std::chrono::floor<std::chrono::days>(now)));
}

BOOST_AUTO_TEST_CASE(refusals_come_by_reason_most_first_and_at_most_eight) {
    for (int n = 0; n < 10; ++n)
        for (int i = 0; i <= n; ++i)
            note(now - 1h, AuditResult::Refused, "reason_" + std::to_string(n));
    note(now - 1h, AuditResult::Ok, "passkey");
    count();
    const auto refusals = statistics.overview(now).refusals;
    BOOST_REQUIRE(refusals.size() == 8u);
    BOOST_TEST(refusals.front().reason == "reason_9");
    BOOST_TEST(refusals.front().count == 10u);
    BOOST_TEST(refusals.back().reason == "reason_2");
}

BOOST_AUTO_TEST_CASE(nothing_is_counted_before_the_courier_has) {
    note(now - 1h, AuditResult::Ok);
    add_user("ann@example.org");
    BOOST_TEST(!statistics.overview(now).counted_at.has_value());
    BOOST_TEST(!warned(Kind::CountsBehind).has_value());
    count();
    const auto overview = statistics.overview(now);
    BOOST_TEST((overview.counted_at == now));
    BOOST_TEST(overview.users == 1u);
}

BOOST_AUTO_TEST_CASE(a_courier_that_has_stopped_counting_is_missed) {
    count();
    now += 1h;
    BOOST_TEST(!warned(Kind::CountsBehind).has_value());
    now += 2h;
    BOOST_TEST(warned(Kind::CountsBehind).has_value());
}

BOOST_AUTO_TEST_CASE(without_a_mail_server_somebody_is_told) {
    BOOST_TEST(!warned(Kind::NoMailServer).has_value());
    const service::StatisticsService without{stores.statistics(), false};
    const auto warnings = without.overview(now).warnings;
    BOOST_TEST(std::ranges::count(warnings, Kind::NoMailServer, &service::Warning::kind) == 1);
}

BOOST_AUTO_TEST_CASE(what_administrators_did_is_shown_newest_first) {
    for (int n = 0; n < 12; ++n)
        stores.audit().add({.at = now,
                            .event = AuditEvent::UserDisabled,
                            .actor = "admin:0",
                            .detail = std::to_string(n)});
    note(now, AuditResult::Ok);
    const auto acts = statistics.overview(now).last_acts;
    BOOST_REQUIRE(acts.size() == 10u);
    BOOST_TEST(acts.front().entry.detail == "11");
    BOOST_TEST(acts.back().entry.detail == "2");
}

BOOST_AUTO_TEST_SUITE_END()
