// Each sentence of docs/rules.md about a decision, as a test.
#define BOOST_TEST_DYN_LINK
#include <array>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "unit/access/rules_fixture.hpp"

using namespace postern;
using namespace postern::access;
using namespace postern::access::test;

namespace {

Rule with_level(Level level, Rule rule) {
    rule.level = level;
    return rule;
}

Rule for_subjects(std::vector<RuleSubject> subjects, Rule rule) {
    rule.subjects = std::move(subjects);
    return rule;
}

Rule from(std::vector<std::string> networks, Rule rule) {
    rule.from = std::move(networks);
    return rule;
}

Rule with_methods(std::vector<std::string> methods, Rule rule) {
    rule.methods = std::move(methods);
    return rule;
}

Rule dry(Rule rule) {
    rule.dry_run = true;
    return rule;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(compiled_rules_tests, RulesFixture)

// --- Order and default ---

BOOST_AUTO_TEST_CASE(the_first_rule_that_decides_ends_it) {
    add(at({"/admin/**"}, deny()));
    add(open_to_all());
    add(deny());
    BOOST_TEST(outcome_at("/admin/x") == "denied");
    BOOST_TEST(decision().rule == 0);
    BOOST_TEST(outcome_at("/wiki") == "pass");
    BOOST_TEST(decision().rule == 1);
    BOOST_TEST((misses() == std::vector{Miss::Path, Miss::None}));
}

BOOST_AUTO_TEST_CASE(the_default_decides_where_no_rule_does) {
    for (const bool signed_in : {false, true}) {
        if (signed_in) sign_in();
        site.fallback = RuleDefault::Public;
        BOOST_TEST(outcome() == "pass");
        site.fallback = RuleDefault::SignedIn;
        BOOST_TEST(outcome() == (signed_in ? "pass" : "sign_in"));
        site.fallback = RuleDefault::Deny;
        BOOST_TEST(outcome() == (signed_in ? "denied" : "sign_in"));
        BOOST_TEST(decision().rule == Decision::kDefault);
    }
}

BOOST_AUTO_TEST_CASE(the_demand_of_the_site_is_that_of_its_default) {
    site.fallback = RuleDefault::SignedIn;
    demand = {.level = Level::Two, .max_age = seconds{300}};
    sign_in();
    BOOST_TEST(outcome() == "step_up");
    BOOST_TEST((decision().demand == demand));
    question.visitor = visitor("ann", Level::Two);
    BOOST_TEST(outcome() == "pass");
    BOOST_TEST((decision().demand == Demand{}));
    question.visitor->assurance.proven_at = kNow - seconds{306};
    BOOST_TEST(outcome() == "step_up");
}

BOOST_AUTO_TEST_CASE(the_demand_of_the_site_never_applies_to_what_is_public) {
    demand = {.level = Level::PhishingResistant, .max_age = seconds{60}};
    site.fallback = RuleDefault::Public;
    BOOST_TEST(outcome() == "pass");
    sign_in();
    BOOST_TEST(outcome() == "pass");
    site.fallback = RuleDefault::Deny;
    add(open_to_all());
    BOOST_TEST(outcome() == "pass");
    question.visitor.reset();
    BOOST_TEST(outcome() == "pass");
}

// --- Whether a rule is in force ---

BOOST_AUTO_TEST_CASE(a_rule_that_is_not_enabled_is_none) {
    add(open_to_all());
    site.rules[0].enabled = false;
    BOOST_TEST(outcome() == "sign_in");
    BOOST_TEST((first_miss() == Miss::Disabled));
}

BOOST_AUTO_TEST_CASE(a_rule_is_in_force_from_not_before_on_and_up_to_until) {
    add(open_to_all());
    site.rules[0].not_before = kNow;
    site.rules[0].until = kNow + seconds{1};
    BOOST_TEST(outcome() == "pass");
    question.now = kNow - seconds{1};
    BOOST_TEST((first_miss() == Miss::Expired));
    question.now = kNow + seconds{1};
    BOOST_TEST((first_miss() == Miss::Expired));
    BOOST_TEST(outcome() == "sign_in");
}

BOOST_AUTO_TEST_CASE(one_of_the_hours_of_a_rule_is_enough) {
    add(open_to_all());
    site.rules[0].hours = {{.from = 0, .to = 60}, {.from = 530, .to = 531}};
    BOOST_TEST(outcome() == "pass");  // it is 08:50
    question.now = kNow + minutes{1};
    BOOST_TEST((first_miss() == Miss::Hours));
    BOOST_TEST(outcome() == "sign_in");
}

BOOST_AUTO_TEST_CASE(hours_of_a_zone_that_is_gone_open_nothing_and_deny) {
    const RuleHours always{.zone = "Test/Ahead"};
    add(open_to_all());
    add(deny());
    for (Rule& rule : site.rules) rule.hours = {always};
    const CompiledRules rules = compiled();
    zones.is_lost = true;
    question.now = kMonday;
    const auto explained = rules.explain(question, demand);
    BOOST_TEST((explained.rules == std::vector{Miss::Hours, Miss::None}));
    BOOST_TEST((explained.decision.outcome == Outcome::Denied));
}

// --- Paths ---

BOOST_AUTO_TEST_CASE(one_of_the_paths_of_a_rule_is_enough) {
    add(at({"/a", "/b/*", "/**/c"}, open_to_all()));
    for (const auto* path : {"/a", "/b/x", "/c", "/x/y/c"})
        BOOST_TEST(outcome_at(path) == "pass", path);
    for (const auto* path : {"/", "/b", "/b/x/y", "/a/", "/A"})
        BOOST_TEST(outcome_at(path) == "sign_in", path);
    BOOST_TEST((first_miss() == Miss::Path));
}

BOOST_AUTO_TEST_CASE(case_is_folded_if_the_site_says_so) {
    add(at({"/Admin/**"}, open_to_all()));
    BOOST_TEST(outcome_at("/ADMIN/x") == "sign_in");
    site.fold_case = true;
    BOOST_TEST(outcome_at("/ADMIN/x") == "pass");
    BOOST_TEST(outcome_at("/admin") == "pass");
}

// --- Odd paths ---

BOOST_AUTO_TEST_CASE(an_odd_path_is_refused_before_any_rule_and_any_preflight) {
    add(open_to_all());
    add(at({"/x"}, deny()));
    site.preflight = true;
    question.method = "OPTIONS";
    question.is_preflight = true;
    BOOST_TEST(outcome_at("/a;b") == "odd_path");
    BOOST_TEST((decision().odd == OddPath::Parameter));
    BOOST_TEST(decision().rule == Decision::kDefault);
    BOOST_TEST(misses().empty());
    question.raw = "/a%2fb";
    BOOST_TEST(outcome_at("/a/b") == "odd_path");
}

BOOST_AUTO_TEST_CASE(no_path_is_odd_at_a_site_without_rules_about_paths) {
    add(open_to_all());
    BOOST_TEST(outcome_at("/a;b") == "pass");
    BOOST_TEST((decision().odd == OddPath::None));
}

BOOST_AUTO_TEST_CASE(no_rule_about_paths_opens_an_odd_path) {
    site.odd_paths = OddPaths::Default;
    add(at({"/**"}, open_to_all()));
    add(at({"/**"}, allow()));
    sign_in();
    BOOST_TEST(outcome_at("/a;b") == "denied");
    BOOST_TEST((decision().odd == OddPath::Parameter));
    BOOST_TEST((misses() == std::vector{Miss::OddPath, Miss::OddPath}));
}

BOOST_AUTO_TEST_CASE(a_rule_without_paths_opens_an_odd_path) {
    site.odd_paths = OddPaths::Default;
    add(at({"/x"}, open_to_all()));
    add(from({"192.0.2.0/24"}, open_to_all()));
    question.address = "192.0.2.7";
    BOOST_TEST(outcome_at("/a;b") == "pass");
    BOOST_TEST(decision().rule == 1);
}

BOOST_AUTO_TEST_CASE(every_rule_that_denies_a_path_denies_an_odd_one) {
    site.odd_paths = OddPaths::Default;
    site.fallback = RuleDefault::Public;
    add(from({"192.0.2.0/24"}, at({"/admin/**"}, deny())));
    question.address = "192.0.2.7";
    BOOST_TEST(outcome_at("/wiki/..;/x") == "denied");
    BOOST_TEST(outcome_at("/wiki/x") == "pass");
    question.address = "198.51.100.7";  // its other conditions still count
    BOOST_TEST(outcome_at("/wiki/..;/x") == "pass");
}

BOOST_AUTO_TEST_CASE(the_default_asks_of_an_odd_path_the_strictest_of_all_rules_about_paths) {
    site.odd_paths = OddPaths::Default;
    site.fallback = RuleDefault::SignedIn;
    add(with_level(Level::Two, at({"/a"}, allow())));
    add(at({"/b"}, allow()));
    site.rules[1].max_age = seconds{600};
    add(with_level(Level::PhishingResistant, at({"/c"}, allow())));
    site.rules[2].enabled = false;
    demand = {.level = Level::One, .max_age = seconds{3600}};
    BOOST_TEST(outcome_at("/x;y") == "sign_in");
    sign_in();
    BOOST_TEST(outcome() == "step_up");
    BOOST_TEST((decision().demand == Demand{Level::Two, seconds{600}}));
    question.visitor = visitor("ann", Level::Two);
    BOOST_TEST(outcome() == "pass");
    question.visitor = visitor();
    BOOST_TEST(outcome_at("/x") == "pass");
}

BOOST_AUTO_TEST_CASE(a_rule_without_paths_asks_the_same_of_an_odd_path) {
    site.odd_paths = OddPaths::Default;
    add(with_level(Level::Two, at({"/a"}, allow())));
    add(allow());
    sign_in();
    BOOST_TEST(outcome_at("/x") == "pass");
    BOOST_TEST(outcome_at("/x;y") == "step_up");
    BOOST_TEST(decision().rule == 1);
}

BOOST_AUTO_TEST_CASE(what_is_public_asks_for_a_sign_in_at_an_odd_path_if_some_path_needs_a_level) {
    site.odd_paths = OddPaths::Default;
    site.fallback = RuleDefault::Public;
    add(with_level(Level::Two, at({"/a"}, allow())));
    demand = {.level = Level::PhishingResistant};  // not asked of what is public
    BOOST_TEST(outcome_at("/x;y") == "sign_in");
    sign_in();
    BOOST_TEST(outcome() == "step_up");
    BOOST_TEST((decision().demand == Demand{Level::Two, {}}));
    question.visitor = visitor("ann", Level::Two);
    BOOST_TEST(outcome() == "pass");
    site.rules[0].level.reset();
    question.visitor.reset();
    BOOST_TEST(outcome() == "pass");
}

// --- Methods ---

BOOST_AUTO_TEST_CASE(a_missing_method_is_get_and_head_follows_get) {
    add(with_methods({"GET", "POST"}, open_to_all()));
    for (const auto* method : {"", "GET", "HEAD", "POST"}) {
        question.method = method;
        BOOST_TEST(outcome() == "pass", method);
    }
    for (const auto* method : {"PUT", "OPTIONS", "get"}) {
        question.method = method;
        BOOST_TEST((first_miss() == Miss::Method), method);
    }
}

BOOST_AUTO_TEST_CASE(head_alone_does_not_bring_get_along) {
    add(with_methods({"HEAD"}, open_to_all()));
    BOOST_TEST(outcome() == "sign_in");
    question.method = "HEAD";
    BOOST_TEST(outcome() == "pass");
}

BOOST_AUTO_TEST_CASE(an_unknown_method_is_opened_by_no_rule_and_denied_by_every_condition) {
    add(open_to_all());
    add(allow());
    add(with_methods({"GET"}, deny()));
    sign_in();
    question.method = "FOO";
    BOOST_TEST(outcome() == "denied");
    BOOST_TEST(decision().rule == 2);
    BOOST_TEST((misses() == std::vector{Miss::Method, Miss::Method, Miss::None}));
}

// --- Networks ---

BOOST_AUTO_TEST_CASE(one_of_the_networks_of_a_rule_is_enough_by_name_or_by_block) {
    site.networks = {{"office", {"192.0.2.0/24", "2001:db8::/32"}}, {"empty", {}}};
    add(from({"office", "198.51.100.7", "203.0.113.0/28"}, open_to_all()));
    for (const auto* address :
         {"192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1", "198.51.100.7", "203.0.113.15"}) {
        question.address = address;
        BOOST_TEST(outcome() == "pass", address);
    }
    for (const auto* address : {"192.0.3.7", "2001:db9::1", "198.51.100.8", "203.0.113.16"}) {
        question.address = address;
        BOOST_TEST(outcome() == "sign_in", address);
        BOOST_TEST((first_miss() == Miss::Network), address);
    }
}

BOOST_AUTO_TEST_CASE(a_named_network_without_addresses_has_nobody) {
    site.networks = {{"empty", {}}};
    add(from({"empty"}, open_to_all()));
    question.address = "192.0.2.7";
    BOOST_TEST(outcome() == "sign_in");
    BOOST_TEST((first_miss() == Miss::Network));
}

BOOST_AUTO_TEST_CASE(an_address_that_is_none_is_opened_by_no_network_and_denied_by_every_one) {
    add(from({"0.0.0.0/0", "::/0"}, open_to_all()));
    add(from({"0.0.0.0/0", "::/0"}, allow()));
    add(from({"203.0.113.7"}, deny()));
    sign_in();
    for (const auto* address :
         {"", "unix:", "192.0.2.300", "192.0.2.7, 203.0.113.7", "localhost"}) {
        question.address = address;
        BOOST_TEST(outcome() == "denied", address);
        BOOST_TEST((misses() == std::vector{Miss::Network, Miss::Network, Miss::None}), address);
    }
    site.rules = {open_to_all()};  // without a condition nobody asks for the address
    BOOST_TEST(outcome() == "pass");
}

// --- Subjects ---

BOOST_AUTO_TEST_CASE(allow_asks_who_it_is_when_all_else_matches) {
    add(at({"/a"}, for_subjects({group(7)}, allow())));
    site.fallback = RuleDefault::Public;
    BOOST_TEST(outcome_at("/a") == "sign_in");
    BOOST_TEST(decision().rule == 0);
    BOOST_TEST(outcome_at("/b") == "pass");
}

BOOST_AUTO_TEST_CASE(allow_without_subjects_is_for_everybody_who_is_signed_in) {
    add(allow());
    BOOST_TEST(outcome() == "sign_in");
    BOOST_TEST(decision().rule == 0);
    sign_in();
    BOOST_TEST(outcome() == "pass");
}

BOOST_AUTO_TEST_CASE(allow_lets_in_users_groups_and_roles_that_it_names) {
    add(for_subjects({user("ann"), group(7), group(3), role(5)}, allow()));
    const auto outcome_for = [this](std::string_view id, std::vector<std::uint32_t> of_groups,
                                    std::vector<std::uint32_t> of_roles) {
        groups = std::move(of_groups);
        roles = std::move(of_roles);
        question.visitor = visitor(id);
        return outcome();
    };
    BOOST_TEST(outcome_for("ann", {}, {}) == "pass");
    BOOST_TEST(outcome_for("bob", {3}, {}) == "pass");
    BOOST_TEST(outcome_for("bob", {1, 2, 4, 6, 7}, {}) == "pass");
    BOOST_TEST(outcome_for("bob", {}, {5}) == "pass");
    BOOST_TEST(outcome_for("bob", {5}, {3, 7}) == "denied");
    BOOST_TEST(outcome_for("anna", {}, {}) == "denied");
    BOOST_TEST(outcome_for("", {}, {}) == "denied");
    BOOST_TEST((first_miss() == Miss::Subject));
}

BOOST_AUTO_TEST_CASE(allow_goes_on_to_the_next_rule_for_those_it_does_not_name) {
    add(for_subjects({group(7)}, allow()));
    add(for_subjects({user("ann")}, allow()));
    sign_in();
    BOOST_TEST(outcome() == "pass");
    BOOST_TEST(decision().rule == 1);
}

BOOST_AUTO_TEST_CASE(allow_asks_for_the_stricter_of_the_sites_demand_and_its_own) {
    add(with_level(Level::Two, allow()));
    site.rules[0].max_age = seconds{900};
    sign_in();
    BOOST_TEST(outcome() == "step_up");
    BOOST_TEST((decision().demand == Demand{Level::Two, seconds{900}}));
    BOOST_TEST(decision().rule == 0);
    demand = {.level = Level::PhishingResistant, .max_age = seconds{3600}};
    BOOST_TEST((decision().demand == Demand{Level::PhishingResistant, seconds{900}}));
    demand = {.level = Level::One, .max_age = seconds{60}};
    BOOST_TEST((decision().demand == Demand{Level::Two, seconds{60}}));
    site.rules[0].max_age.reset();
    BOOST_TEST((decision().demand == Demand{Level::Two, seconds{60}}));
    question.visitor = visitor("ann", Level::Two);
    BOOST_TEST(outcome() == "pass");
    question.now = kNow + seconds{66};
    BOOST_TEST(outcome() == "step_up");
}

BOOST_AUTO_TEST_CASE(deny_without_subjects_denies_everybody) {
    site.fallback = RuleDefault::Public;
    add(deny());
    BOOST_TEST(outcome() == "denied");
    sign_in();
    BOOST_TEST(outcome() == "denied");
}

BOOST_AUTO_TEST_CASE(deny_with_subjects_denies_those_that_it_names) {
    site.fallback = RuleDefault::Public;
    add(for_subjects({user("ann"), group(7)}, deny()));
    BOOST_TEST(outcome() == "pass");
    BOOST_TEST((first_miss() == Miss::NotSignedIn));
    sign_in();
    BOOST_TEST(outcome() == "denied");
    question.visitor = visitor("bob");
    BOOST_TEST(outcome() == "pass");
    BOOST_TEST((first_miss() == Miss::Subject));
    groups = {7};
    question.visitor = visitor("bob");
    BOOST_TEST(outcome() == "denied");
}

BOOST_AUTO_TEST_CASE(public_lets_everybody_pass) {
    add(open_to_all());
    BOOST_TEST(outcome() == "pass");
    sign_in();
    BOOST_TEST(outcome() == "pass");
}

// --- Dry runs and preflights ---

BOOST_AUTO_TEST_CASE(a_dry_rule_is_noted_and_decides_nothing) {
    add(dry(deny()));
    add(dry(open_to_all()));
    add(allow());
    add(dry(deny()));
    const Decision decided = decision();
    BOOST_TEST(to_text(decided.outcome) == "sign_in");
    BOOST_TEST(decided.rule == 2);
    BOOST_TEST(decided.dry_rule == 0);
    BOOST_TEST(to_text(decided.dry_outcome) == "denied");
    BOOST_TEST((misses() == std::vector{Miss::DryRun, Miss::DryRun, Miss::None}));
}

BOOST_AUTO_TEST_CASE(a_dry_rule_that_would_not_decide_is_not_noted) {
    add(dry(at({"/x"}, deny())));
    BOOST_TEST(decision().dry_rule == -1);
    BOOST_TEST((first_miss() == Miss::Path));
    add(dry(with_level(Level::Two, allow())));
    sign_in();
    BOOST_TEST(decision().dry_rule == 1);
    BOOST_TEST(to_text(decision().dry_outcome) == "step_up");
    BOOST_TEST(outcome() == "denied");
}

BOOST_AUTO_TEST_CASE(a_preflight_passes_every_rule_if_the_site_lets_it) {
    add(deny());
    question.method = "OPTIONS";
    question.is_preflight = true;
    BOOST_TEST(outcome() == "denied");
    site.preflight = true;
    BOOST_TEST(outcome() == "pass");
    BOOST_TEST(decision().rule == Decision::kPreflight);
    BOOST_TEST(misses().empty());
}

BOOST_AUTO_TEST_CASE(only_options_with_its_headers_is_a_preflight) {
    add(deny());
    site.preflight = true;
    question.method = "OPTIONS";
    BOOST_TEST(outcome() == "denied");
    question.is_preflight = true;
    for (const auto* method : {"", "GET", "options", "POST"}) {
        question.method = method;
        BOOST_TEST(outcome() == "denied", method);
    }
}

// --- Compiling ---

BOOST_AUTO_TEST_CASE(compile_says_which_rule_is_wrong_and_what_is) {
    struct Row {
        Rule rule;
        std::string what;
    };
    Rule bad_hours = allow();
    bad_hours.hours = {{.zone = "Mars/Olympus"}};
    Rule aged = open_to_all();
    aged.max_age = seconds{60};
    const std::vector<Row> rows{
        {at({"/a", "b"}, allow()), "`b`"},
        {with_methods({"GET", "get"}, allow()), "`get`"},
        {from({"nowhere"}, allow()), "`nowhere`"},
        {from({"192.0.2.7/24"}, allow()), "192.0.2.0/24"},
        {for_subjects({{RuleSubject::Kind::Group, "admins"}}, deny()), "`admins`"},
        {for_subjects({{RuleSubject::Kind::Role, "admin"}}, deny()), "`admin`"},
        {for_subjects({user("")}, deny()), "looked up"},
        {for_subjects({user("ann")}, open_to_all()), "public"},
        {with_level(Level::Two, open_to_all()), "public"},
        {aged, "public"},
        {bad_hours, "Mars/Olympus"},
    };
    for (const Row& row : rows) {
        site.rules = {allow(), row.rule};
        BOOST_TEST(problem().rule == 1);
        BOOST_TEST(problem().what.find(row.what) != std::string::npos, problem().what);
    }
}

BOOST_AUTO_TEST_CASE(compile_looks_into_named_networks) {
    site.networks = {{"office", {"192.0.2.0/24", "2001:db8::/129"}}};
    add(from({"office"}, allow()));
    BOOST_TEST(problem().rule == 0);
}

BOOST_AUTO_TEST_CASE(compile_takes_as_many_rules_as_a_site_may_have) {
    site.rules.assign(kMaxRulesOfSite, at({"/x"}, deny()));
    site.rules.back() = open_to_all();
    BOOST_TEST(decision().rule == static_cast<int>(kMaxRulesOfSite) - 1);
    add(allow());
    BOOST_TEST(problem().rule == -1);
}

BOOST_AUTO_TEST_CASE(compiled_rules_keep_what_they_were_made_of) {
    add(at({"/x"}, deny()));
    BOOST_TEST((compiled().source() == site));
}

BOOST_AUTO_TEST_CASE(a_site_is_told_of_the_groups_that_its_rules_name) {
    add(for_subjects({group(7), user("ann"), role(1)}, allow()));
    add(for_subjects({group(3), group(7)}, deny()));
    const CompiledRules rules = compiled();
    BOOST_REQUIRE(rules.told_groups().size() == 2u);
    BOOST_TEST(rules.told_groups()[0].name == "group-3");
    BOOST_TEST(rules.told_groups()[0].id == 3u);
    BOOST_TEST(rules.told_groups()[1].name == "group-7");
}

BOOST_AUTO_TEST_CASE(a_site_is_told_of_the_groups_that_it_lists_instead) {
    add(for_subjects({group(7)}, allow()));
    site.told_groups.emplace();
    BOOST_TEST(compiled().told_groups().empty());
    site.told_groups = {group(9), group(2)};
    BOOST_REQUIRE(compiled().told_groups().size() == 2u);
    BOOST_TEST(compiled().told_groups()[0].id == 2u);
    site.told_groups = {{RuleSubject::Kind::Group, "admins"}};
    BOOST_TEST(problem().rule == -1);
}

BOOST_AUTO_TEST_CASE(each_outcome_has_a_word_of_its_own) {
    constexpr std::array outcomes{Outcome::Pass, Outcome::SignIn, Outcome::StepUp, Outcome::Denied,
                                  Outcome::Odd};
    for (const Outcome a : outcomes)
        for (const Outcome b : outcomes) BOOST_TEST((to_text(a) == to_text(b)) == (a == b));
}

BOOST_AUTO_TEST_SUITE_END()
