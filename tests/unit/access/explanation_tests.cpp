// A decision of rules in words.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <set>

#include "postern/access/explanation.hpp"

using namespace postern;
using namespace postern::access;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kNow{1'795'251'000s};  // 2026-11-21T08:50:00Z

constexpr Miss kMisses[] = {Miss::None,    Miss::Disabled,    Miss::Expired, Miss::Hours,
                            Miss::Path,    Miss::OddPath,     Miss::Method,  Miss::Network,
                            Miss::Subject, Miss::NotSignedIn, Miss::DryRun};

Rule rule() {
    return {.name = "the admin area",
            .path = {"/admin/**", "/ops/**"},
            .methods = {"GET", "POST", "PUT"},
            .from = {"office"},
            .subjects = {{RuleSubject::Kind::Group, "editors", 7},
                         {RuleSubject::Kind::Role, "chief", 3}}};
}

std::string said(Miss miss, const Rule& about = rule(), std::string_view address = "192.0.2.1") {
    return words_for(miss, about, address, kNow);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(explanation_tests)

BOOST_AUTO_TEST_CASE(words_for_a_miss_name_the_condition_that_does_not_hold) {
    BOOST_TEST(said(Miss::Path) == "the path is not /admin/** or /ops/**");
    BOOST_TEST(said(Miss::Method) == "the method is not GET, POST or PUT");
    BOOST_TEST(said(Miss::Network) == "the address is not in office");
    BOOST_TEST(said(Miss::Subject) == "the user is not group:editors or role:chief");
}

BOOST_AUTO_TEST_CASE(words_for_a_network_say_that_no_address_was_given) {
    BOOST_TEST(said(Miss::Network, rule(), "") == "the address is not known");
}

BOOST_AUTO_TEST_CASE(words_for_hours_name_the_hours_and_their_time_zone) {
    Rule open = rule();
    open.hours = {{0x1F, 480, 1080, "Europe/Berlin"}, {0x20, 540, 780, "UTC"}};
    BOOST_TEST(said(Miss::Hours, open) ==
               "it is outside its hours, mon-fri 08:00-18:00 Europe/Berlin or sat 09:00-13:00 UTC");
}

BOOST_AUTO_TEST_CASE(words_for_an_expired_rule_say_whether_it_has_ended_or_not_begun) {
    Rule ended = rule();
    ended.not_before = kNow - 2h;
    ended.until = kNow - 1h;
    BOOST_TEST(said(Miss::Expired, ended) == "it ended at 2026-11-21T07:50:00Z");
    Rule later = rule();
    later.not_before = kNow + 1h;
    later.until = kNow + 2h;
    BOOST_TEST(said(Miss::Expired, later) == "it begins at 2026-11-21T09:50:00Z");
}

BOOST_AUTO_TEST_CASE(every_miss_has_words_and_a_code_of_its_own) {
    std::set<std::string> all;
    for (const Miss miss : kMisses) {
        BOOST_TEST(all.insert(said(miss)).second);
        BOOST_TEST(all.insert("code " + std::string{to_text(miss)}).second);
    }
}

BOOST_AUTO_TEST_CASE(gate_status_is_that_of_the_contract_with_nginx) {
    BOOST_TEST(gate_status(Outcome::Pass) == 204);
    BOOST_TEST(gate_status(Outcome::SignIn) == 401);
    BOOST_TEST(gate_status(Outcome::StepUp) == 401);
    BOOST_TEST(gate_status(Outcome::Denied) == 403);
    BOOST_TEST(gate_status(Outcome::Odd) == 403);
}

BOOST_AUTO_TEST_CASE(source_of_a_decision_is_a_rule_the_default_or_a_switch_of_the_site) {
    const SiteRules rules{.fallback = RuleDefault::Deny, .rules = {rule()}};
    BOOST_TEST(source_of({.outcome = Outcome::Pass, .rule = 0}, rules) ==
               "rule 1 \"the admin area\"");
    BOOST_TEST(source_of({.outcome = Outcome::Denied}, rules) == "the site's default, deny");
    BOOST_TEST(source_of({.outcome = Outcome::Pass, .rule = Decision::kPreflight}, rules) ==
               "preflight, true");
    BOOST_TEST(source_of({.outcome = Outcome::Odd, .odd = OddPath::Backslash}, rules) ==
               "odd_paths, refuse");
}

BOOST_AUTO_TEST_SUITE_END()
