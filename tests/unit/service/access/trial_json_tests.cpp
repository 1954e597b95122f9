// What the gate would answer, as `postern explain --json` and the API say it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/access/trial_json.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

struct TrialFixture : ServiceFixture {
    User ann = add_user("ann@example.org");

    TrialFixture() {
        sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now).value();
        Rule vault{.name = "vault", .path = {"/vault/**"}, .level = Level::Two, .max_age = 15min};
        Rule off{.name = "off", .enabled = false};
        Rule rest{.name = "rest", .effect = RuleEffect::Deny, .path = {"/closed"}};
        const service::RulesDraft draft{
            .sites = {{"wiki", {.fallback = RuleDefault::SignedIn, .rules = {off, vault, rest}}}}};
        wiring.rules.apply(wiring.rules.plan(draft, now).value(), {}, admin, now).value();
    }
    std::string said(std::optional<User> user, std::string path) {
        const service::RulesService::Trial trial{.site = "wiki",
                                                 .user = std::move(user),
                                                 .path = std::move(path),
                                                 .method = "GET",
                                                 .address = ""};
        const auto trialled = wiring.rules.explain(trial, now);
        BOOST_REQUIRE(trialled.has_value());
        return service::to_json(trial, *trialled, now).dump();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(trial_json_tests, TrialFixture)

BOOST_AUTO_TEST_CASE(a_rule_that_decides_is_named_with_what_it_asks_for) {
    BOOST_TEST(said(ann, "/vault/x") ==
               R"({"site":"wiki","user":"ann@example.org","groups":[],"roles":[],"rules":[)"
               R"({"number":1,"name":"off","result":"disabled","words":"it is disabled"},)"
               R"({"number":2,"name":"vault","result":"decides","words":"decides"},)"
               R"({"number":3,"name":"rest","result":"not_reached","words":"not reached"}],)"
               R"("outcome":"step_up","rule":{"number":2,"name":"vault"},)"
               R"("decided_by":"rule 2 \"vault\"","demand":{"level":2,"max_age_seconds":900},)"
               R"("odd_path":null,"dry_run_rule":null,"dry_run_outcome":null,"gate_status":401})");
}

BOOST_AUTO_TEST_CASE(nobody_and_the_default_are_null) {
    const auto text = said(std::nullopt, "/x");
    BOOST_TEST(text.find(R"("user":null)") != std::string::npos);
    BOOST_TEST(text.find(R"("outcome":"sign_in","rule":null)") != std::string::npos);
    BOOST_TEST(text.find(R"("demand":null)") != std::string::npos);
    BOOST_TEST(text.find(R"("words":"the path is not /closed")") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
