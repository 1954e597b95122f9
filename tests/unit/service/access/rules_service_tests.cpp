// The rules of the sites: reading, checking, replacing and explaining them.
#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "postern/service/access/rules_service.hpp"
#include "postern/store/store_error.hpp"
#include "support/sample_access.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using access::Outcome;
using service::RulesDraft;
using service::RulesProblem;
using Kind = RuleSubject::Kind;

namespace {

struct RulesFixture : ServiceFixture {
    const service::RulesService& rules = wiring.rules;
    User ann = add_user("ann@example.org");
    User bob = add_user("bob@example.org");

    RulesFixture() {
        for (const char* name : {"wiki", "app"})
            sites
                .add(name, std::string{"https://"} + name + ".example.org", SitePolicy::SignedIn,
                     admin, now)
                .value();
        wiring.groups.add("staff", "", admin, now).value();
        wiring.groups.join("staff", ann, now + 1h, admin, now).value();
    }

    static Rule allow(std::string_view name, std::vector<std::string> path,
                      std::vector<RuleSubject> subjects) {
        Rule rule;
        rule.name = name;
        rule.path = std::move(path);
        rule.subjects = std::move(subjects);
        return rule;
    }
    /// Only staff passes.
    static SiteRules for_staff() {
        return {.fallback = RuleDefault::Deny,
                .rules = {allow("staff", {}, {{Kind::Group, "staff"}})}};
    }
    static RulesDraft draft(SiteRules of_wiki, RuleNetworks networks = {}) {
        return {.sites = {{"wiki", std::move(of_wiki)}}, .networks = std::move(networks)};
    }
    std::vector<service::SiteRulesPlan> planned(const RulesDraft& of) {
        const auto plan = rules.plan(of, now);
        if (!plan)
            for (const auto& problem : plan.error()) BOOST_TEST_MESSAGE(problem.what);
        BOOST_REQUIRE(plan.has_value());
        return *plan;
    }
    void apply(const RulesDraft& of) {
        BOOST_REQUIRE(rules.apply(planned(of), of.networks, admin, now).has_value());
    }
    std::vector<RulesProblem> problems_of(const RulesDraft& of) {
        const auto plan = rules.plan(of, now);
        BOOST_REQUIRE(!plan.has_value());
        return plan.error();
    }
    Outcome outcome(const std::optional<User>& user, std::string_view path, TimePoint at,
                    std::string_view address = "192.0.2.7") {
        const auto trialled = rules.explain({.site = "wiki",
                                             .user = user,
                                             .path = std::string{path},
                                             .method = "GET",
                                             .address = std::string{address}},
                                            at);
        BOOST_REQUIRE(trialled.has_value());
        return trialled->explained.decision.outcome;
    }
    std::size_t entries() { return stores.state().audit.size(); }
};

/// Whether a problem of this rule says something like this.
bool has(const std::vector<RulesProblem>& problems, int rule, std::string_view part) {
    return std::ranges::any_of(problems, [&](const RulesProblem& problem) {
        return problem.rule == rule && problem.what.find(part) != std::string::npos;
    });
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rules_service_tests, RulesFixture)

BOOST_AUTO_TEST_CASE(a_site_without_rules_has_its_policy_as_their_default) {
    BOOST_TEST((rules.find("wiki") == SiteRules{.fallback = RuleDefault::SignedIn}));
    sites.set("wiki", {.policy = SitePolicy::Public}, admin, now).value();
    BOOST_TEST((rules.find("wiki") == SiteRules{.fallback = RuleDefault::Public}));
    BOOST_TEST(!rules.find("none").has_value());
    BOOST_TEST(rules.all().empty());
}

BOOST_AUTO_TEST_CASE(plan_looks_everybody_up_and_changes_nothing) {
    SiteRules wiki{.fallback = RuleDefault::Deny,
                   .rules = {allow("some", {"/x"},
                                   {{Kind::User, "ANN@example.org"},
                                    {Kind::User, bob.public_id.text()},
                                    {Kind::Group, "staff"},
                                    {Kind::Role, "admin"}})}};
    const auto before = entries();
    const auto plans = planned(draft(wiki));
    BOOST_REQUIRE(plans.size() == 1u);
    BOOST_TEST(plans[0].site == "wiki");
    BOOST_TEST(plans[0].version == 0u);
    BOOST_TEST(!plans[0].differences.empty());
    const auto& subjects = plans[0].after.rules.at(0).subjects;
    BOOST_REQUIRE(subjects.size() == 4u);
    BOOST_TEST(subjects[0].name == ann.public_id.text());
    BOOST_TEST(subjects[1].name == bob.public_id.text());
    BOOST_TEST(subjects[2].id == static_cast<std::uint32_t>(stores.groups().find("staff")->id));
    BOOST_TEST(subjects[3].id ==
               static_cast<std::uint32_t>(stores.grants().find_role("admin")->id));
    BOOST_TEST(rules.all().empty());
    BOOST_TEST(entries() == before);
}

BOOST_AUTO_TEST_CASE(plan_tells_everything_that_is_wrong) {
    SiteRules wiki = for_staff();
    wiki.rules.push_back(
        allow("others", {"/x"},
              {{Kind::User, "nobody@example.org"}, {Kind::Group, "none"}, {Kind::Role, "none"}}));
    wiki.rules.push_back(allow("bad path", {"no slash"}, {}));
    wiki.told_groups = {{Kind::Group, "gone"}};
    RulesDraft of = draft(wiki);
    of.sites.push_back({"none", {}});
    of.sites.push_back({"wiki", {}});
    const auto problems = problems_of(of);
    BOOST_TEST(has(problems, 1, "nobody@example.org"));
    BOOST_TEST(has(problems, 1, "no group none"));
    BOOST_TEST(has(problems, 1, "no role none"));
    BOOST_TEST(has(problems, 2, ""));
    BOOST_TEST(has(problems, -1, "no group gone"));
    BOOST_TEST(has(problems, -1, "no such site"));
    BOOST_TEST(has(problems, -1, "twice"));
}

BOOST_AUTO_TEST_CASE(a_site_that_there_is_not_is_a_problem_of_its_own_kind) {
    const auto problems = problems_of({.sites = {{"none", {}}}});
    BOOST_REQUIRE(problems.size() == 1u);
    BOOST_TEST((problems[0].kind == RulesProblem::Kind::NoSuchSite));
    BOOST_TEST(problems[0].site == "none");
}

BOOST_AUTO_TEST_CASE(the_version_is_another_one_after_each_change) {
    BOOST_TEST(!rules.current("none").has_value());
    BOOST_TEST(rules.current("wiki")->version == 0u);
    apply(draft(for_staff()));
    const auto first = rules.current("wiki");
    BOOST_REQUIRE(first.has_value());
    BOOST_TEST(first->version != 0u);
    BOOST_TEST((first->rules == rules.find("wiki")));
    BOOST_TEST(planned(draft({.fallback = RuleDefault::Public})).at(0).version == first->version);
    apply(draft({.fallback = RuleDefault::Public}));
    BOOST_TEST(rules.current("wiki")->version > first->version);
}

BOOST_AUTO_TEST_CASE(apply_replaces_the_rules_and_says_so_in_the_audit_log) {
    const auto revision = stores.state().sites_revision;
    apply(draft(for_staff()));
    BOOST_TEST(stores.state().sites_revision == revision + 1);
    const AuditEntry& last = stores.state().audit.back().entry;
    BOOST_TEST((last.event == AuditEvent::RulesChanged));
    BOOST_TEST(last.detail == "wiki");
    BOOST_TEST(last.actor == admin.name);
    const auto found = rules.find("wiki");
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->fallback == RuleDefault::Deny));
    BOOST_REQUIRE(rules.all().size() == 1u);
    BOOST_TEST(!wiring.groups.remove("staff", admin, now).has_value());
    // The same once more changes nothing.
    apply(draft(for_staff()));
    BOOST_TEST(stores.state().sites_revision == revision + 1);
}

BOOST_AUTO_TEST_CASE(apply_refuses_a_plan_that_somebody_else_has_overtaken) {
    const auto first = planned(draft(for_staff()));
    const auto second = planned(draft({.fallback = RuleDefault::Public}));
    BOOST_REQUIRE(rules.apply(first, {}, admin, now).has_value());
    const auto refused = rules.apply(second, {}, admin, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST(has(refused.error(), -1, "changed by somebody else"));
    BOOST_TEST((refused.error().at(0).kind == RulesProblem::Kind::ChangedMeanwhile));
    BOOST_TEST((rules.find("wiki")->fallback == RuleDefault::Deny));
}

BOOST_AUTO_TEST_CASE(apply_refuses_what_was_made_from_other_networks) {
    const RuleNetworks seen = rules.networks();
    const RuleNetworks office{{"office", {"192.0.2.0/24"}}};
    BOOST_REQUIRE(rules.apply({}, office, admin, now, {}, seen).has_value());
    // Somebody who looked before adds another one.
    const auto refused =
        rules.apply({}, RuleNetworks{{"home", {"198.51.100.0/24"}}}, admin, now, {}, seen);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().at(0).kind == RulesProblem::Kind::ChangedMeanwhile));
    BOOST_TEST((rules.networks() == office));
}

BOOST_AUTO_TEST_CASE(apply_refuses_a_plan_whose_network_is_another_by_now) {
    BOOST_REQUIRE(rules.apply({}, RuleNetworks{{"office", {"192.0.2.0/24"}}}, admin, now));
    SiteRules from_office{.rules = {allow("office", {}, {})}};
    from_office.rules[0].from = {"office"};
    const auto plan = planned(draft(from_office));
    const RuleNetworks moved{{"office", {"198.51.100.0/24"}}};
    BOOST_REQUIRE(rules.apply(planned({.networks = moved}), moved, admin, now));
    const auto refused = rules.apply(plan, {}, admin, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().at(0).kind == RulesProblem::Kind::ChangedMeanwhile));
    BOOST_TEST(rules.current("wiki")->version == 0u);
}

BOOST_AUTO_TEST_CASE(nobody_who_is_signed_in_locks_themselves_out) {
    const auto plan = planned(draft(for_staff()));
    const auto by = [&](const User& user) {
        return rules.apply(plan, {}, Actor::signed_in(user.public_id, "192.0.2.7", "r"), now);
    };
    const auto refused = by(bob);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST(has(refused.error(), -1, "lock yourself out"));
    BOOST_TEST(rules.all().empty());
    BOOST_TEST(by(ann).has_value());
}

BOOST_AUTO_TEST_CASE(networks_reach_the_sites_that_name_them) {
    Rule office = allow("office", {}, {});
    office.from = {"office"};
    apply(draft({.fallback = RuleDefault::Deny, .rules = {office}},
                {{"office", {"192.0.2.0/24"}}, {"vpn", {"10.0.0.0/8"}}}));
    const RuleNetworks both{{"office", {"192.0.2.0/24"}}, {"vpn", {"10.0.0.0/8"}}};
    BOOST_TEST((rules.networks() == both));
    BOOST_TEST((rules.find("wiki")->networks == RuleNetworks{{"office", {"192.0.2.0/24"}}}));
    BOOST_TEST((outcome(bob, "/", now, "192.0.2.7") == Outcome::Pass));
    BOOST_TEST((outcome(bob, "/", now, "198.51.100.7") == Outcome::Denied));
    // A file about another site that moves the office; nobody names `vpn` any more.
    const RulesDraft moved{.sites = {{"app", {.fallback = RuleDefault::Public}}},
                           .networks = {{"office", {"198.51.100.0/24"}}}};
    BOOST_TEST(planned(moved).size() == 2u);
    apply(moved);
    BOOST_TEST((outcome(bob, "/", now, "198.51.100.7") == Outcome::Pass));
    BOOST_TEST((outcome(bob, "/", now, "192.0.2.7") == Outcome::Denied));
    BOOST_TEST((rules.networks() == RuleNetworks{{"office", {"198.51.100.0/24"}}}));
}

BOOST_AUTO_TEST_CASE(a_file_may_name_networks_that_another_one_has_defined) {
    Rule office = allow("office", {}, {});
    office.from = {"office"};
    apply(
        draft({.fallback = RuleDefault::Deny, .rules = {office}}, {{"office", {"192.0.2.0/24"}}}));
    apply({.sites = {{"app", {.fallback = RuleDefault::Deny, .rules = {office}}}}});
    BOOST_TEST((rules.find("app")->networks == RuleNetworks{{"office", {"192.0.2.0/24"}}}));
}

BOOST_AUTO_TEST_CASE(zones_are_saved_with_the_rules_that_name_them) {
    Rule office = allow("office", {}, {});
    office.hours = {{.days = 0x1F, .from = 8 * 60, .to = 18 * 60, .zone = "Europe/Berlin"}};
    const auto plans = planned(draft({.fallback = RuleDefault::Deny, .rules = {office}}));
    const auto& zones = plans.at(0).after.zones;
    BOOST_REQUIRE(zones.contains("Europe/Berlin"));
    const auto& spans = zones.at("Europe/Berlin");
    // Two a year; tables of time zones end in 2037.
    BOOST_TEST(spans.size() >= 2u * (2037 - 2026));
    BOOST_TEST((spans.front().from <= now));
    BOOST_TEST((spans.back().until > now + 24h * 365 * 19));
    for (std::size_t i = 1; i < spans.size(); ++i)
        BOOST_TEST((spans[i].from == spans[i - 1].until));
}

BOOST_AUTO_TEST_CASE(explain_decides_for_the_user_as_they_are_now) {
    apply(draft(for_staff()));
    BOOST_TEST((outcome(std::nullopt, "/", now) == Outcome::SignIn));
    BOOST_TEST((outcome(ann, "/", now) == Outcome::Pass));
    BOOST_TEST((outcome(bob, "/", now) == Outcome::Denied));
    BOOST_TEST((outcome(ann, "/", now + 1h) == Outcome::Denied));  // not in the group any more
    User disabled = ann;
    disabled.disabled = true;
    BOOST_TEST((outcome(disabled, "/", now) == Outcome::SignIn));
    const auto trialled = rules.explain(
        {.site = "wiki", .user = ann, .path = "/", .method = "GET", .address = ""}, now);
    BOOST_TEST(trialled->groups == std::vector<std::string>{"staff"},
               boost::test_tools::per_element());
    BOOST_TEST(trialled->roles.empty());
    BOOST_TEST(trialled->explained.decision.rule == 0);
    BOOST_TEST(!rules.explain({.site = "none", .path = "/", .method = "GET", .address = ""}, now)
                    .has_value());
}

BOOST_AUTO_TEST_CASE(explain_knows_roles_and_what_the_site_asks_for) {
    wiring.grants.add_role("editor", "", {}, admin, now).value();
    wiring.grants.grant(holder(bob), role_named("editor"), std::nullopt, admin, now).value();
    apply(draft({.fallback = RuleDefault::Deny,
                 .rules = {allow("editors", {}, {{Kind::Role, "editor"}})}}));
    BOOST_TEST((outcome(bob, "/", now) == Outcome::Pass));
    BOOST_TEST((outcome(ann, "/", now) == Outcome::Denied));
    sites.set("wiki", {.level = Level::Two}, admin, now).value();
    BOOST_TEST((outcome(bob, "/", now) == Outcome::StepUp));
}

BOOST_AUTO_TEST_CASE(rules_that_cannot_be_read_are_an_outage_and_not_no_rules) {
    apply(draft(for_staff()));
    stores.state().rules.at("wiki").text += "x";
    BOOST_CHECK_THROW(rules.find("wiki"), store::StoreError);
    BOOST_CHECK_THROW(rules.all(), store::StoreError);
    // A file replaces them.
    apply(draft(for_staff()));
    BOOST_TEST((rules.find("wiki")->fallback == RuleDefault::Deny));
}

BOOST_AUTO_TEST_CASE(enterable_are_the_sites_whose_first_page_the_user_may_open) {
    const auto names = [&](const User& user, TimePoint at, const char* address = "192.0.2.7") {
        std::string all;
        for (const auto& site : rules.enterable(user, address, at)) all += site.name + ' ';
        return all;
    };
    BOOST_TEST(names(ann, now) == "app wiki ");
    apply(draft(for_staff()));
    BOOST_TEST(names(ann, now) == "app wiki ");
    BOOST_TEST(names(bob, now) == "app ");
    BOOST_TEST(names(ann, now + 1h) == "app ");  // the membership has ended

    // A site that asks for more than the session has proven is one all the same.
    sites.set("app", {.level = Level::PhishingResistant, .max_age = 60s}, admin, now).value();
    BOOST_TEST(names(bob, now) == "app ");
    // One that browsers do not get into is not.
    sites.set("app", {.credentials = SiteCredentials{.cookie = false}}, admin, now).value();
    BOOST_TEST(names(bob, now) == "");
}

BOOST_AUTO_TEST_CASE(enterable_leaves_out_sites_that_want_a_username_from_a_user_without_one) {
    sites.set("app", {.identity = SiteIdentity::Username}, admin, now).value();
    const auto found = rules.enterable(ann, "192.0.2.7", now);
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found.front().name == "wiki");
}

BOOST_AUTO_TEST_CASE(naming_says_which_rules_name_a_group_or_a_network) {
    auto wiki = for_staff();
    wiki.rules.push_back(allow("office", {"/x"}, {}));
    wiki.rules.back().from = {"office"};
    apply(draft(wiki, {{"office", {"192.0.2.0/24"}}}));
    const SiteRules told{.fallback = RuleDefault::SignedIn,
                         .told_groups = {{{Kind::Group, "staff"}}}};
    apply({.sites = {{"app", told}}});
    const auto named = rules.naming(Kind::Group, "staff");
    BOOST_REQUIRE(named.size() == 2u);
    BOOST_TEST(named[0].site == "app");
    BOOST_TEST(named[0].rules.empty());
    BOOST_TEST(named[1].site == "wiki");
    BOOST_TEST((named[1].rules == std::vector<std::string>{"staff"}));
    BOOST_TEST(rules.naming(Kind::Role, "staff").empty());
    BOOST_TEST(rules.naming(Kind::Group, "none").empty());
    const auto networks = rules.naming_networks();
    BOOST_REQUIRE(networks.size() == 1u);
    BOOST_TEST(networks.at("office").at(0).site == "wiki");
    BOOST_TEST((networks.at("office").at(0).rules == std::vector<std::string>{"office"}));
}

BOOST_AUTO_TEST_CASE(rules_that_cannot_be_read_hide_no_others_that_name_something) {
    apply(draft(for_staff()));
    apply({.sites = {{"app", for_staff()}}});
    stores.state().rules.at("app").text = "damaged";
    const auto named = rules.naming(Kind::Group, "staff");
    BOOST_REQUIRE(named.size() == 1u);
    BOOST_TEST(named[0].site == "wiki");
}

BOOST_AUTO_TEST_SUITE_END()
