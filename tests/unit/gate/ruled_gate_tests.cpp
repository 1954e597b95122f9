// What the gate answers at a site that has rules.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <array>

#include "postern/access/rule_text.hpp"
#include "postern/model/access_event.hpp"
#include "support/captured_log.hpp"
#include "unit/gate/gate_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using test::has_line;

namespace {

constexpr std::uint32_t kAdmins = 7, kStaff = 9, kEditor = 3;

RuleSubject group(std::string name, std::uint32_t id) {
    return {RuleSubject::Kind::Group, std::move(name), id};
}

Rule allow(std::vector<std::string> path, std::vector<RuleSubject> subjects) {
    return {.name = "some rule", .path = std::move(path), .subjects = std::move(subjects)};
}

struct Fixture : test::CachedGateFixture {
    service::OpenedSession session = sign_in("ann@example.org");
    UserId ann = session.session.user.id;

    Fixture() { rule({.rules = {allow({"/admin/**"}, {group("admins", kAdmins)}), deny_admin()}}); }

    static Rule deny_admin() {
        return {.name = "nobody else", .effect = RuleEffect::Deny, .path = {"/admin/**"}};
    }

    void store_text(std::string text) {
        stores.state().checked_rules["wiki"] = std::move(text);
        ++stores.state().sites_revision;
        poll();
    }
    void rule(const SiteRules& rules) { store_text(access::to_stored_text(rules)); }

    /// Like the store: the facts, and the revocation that makes hosts forget.
    void hold(const UserFacts& facts) {
        stores.state().checked_facts[ann] = facts;
        memory.generations->revoke_user(static_cast<std::uint64_t>(ann));
    }

    void ask(std::string_view path, std::string_view cookie, std::string_view method = "GET") {
        parameters.clear();
        parameters.add("POSTERN_SITE", "wiki");
        parameters.add("POSTERN_URI", path);
        parameters.add("POSTERN_RAW_URI", path);
        parameters.add("POSTERN_METHOD", method);
        parameters.add("REMOTE_ADDR", "192.0.2.7");
        parameters.add("HTTP_ACCEPT", "text/html");
        parameters.add("HTTP_COOKIE", cookie);
    }
    std::string get(std::string_view path) {
        ask(path, session_cookie(session));
        return answer();
    }
    /// What has been counted since the last call, of this verdict.
    std::size_t count_of(AccessVerdict verdict) {
        std::array<shm::AccessCounts::Entry, 16> taken{};
        const auto count = memory.access_counts->take(taken, now.time_since_epoch().count());
        std::size_t found = 0;
        for (std::size_t i = 0; i < count; ++i)
            if (taken[i].decision.verdict == static_cast<std::uint8_t>(verdict))
                found += taken[i].count;
        return found;
    }
    /// The answer of memory alone; empty: the database would have to be asked.
    std::string from_memory(std::string_view path, TimePoint at) {
        ask(path, session_cookie(session));
        gate::Question question;
        return gate.answer_from_memory(parameters, moment(at), question).value_or("");
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ruled_gate_tests, Fixture)

BOOST_AUTO_TEST_CASE(a_member_passes_where_others_are_refused) {
    BOOST_TEST(get("/admin/x").starts_with("Status: 403 "));
    hold({.groups = {{kAdmins}}});
    BOOST_TEST(get("/admin/x").starts_with("Status: 204 "));
    BOOST_TEST(get("/elsewhere").starts_with("Status: 204 "));
}

BOOST_AUTO_TEST_CASE(a_refusal_names_its_reason_and_the_rule) {
    const auto refusal = get("/admin/x");
    BOOST_TEST(has_line(refusal, "Postern-Reason: denied"));
    BOOST_TEST(has_line(refusal, "Postern-Rule: 2 nobody%20else"));
}

BOOST_AUTO_TEST_CASE(the_answer_from_memory_is_the_one_from_the_database) {
    hold({.groups = {{kStaff}, {kAdmins}}, .roles = {{kEditor}}});
    const auto from_database = get("/admin/x");
    BOOST_TEST(from_database.starts_with("Status: 204 "));
    BOOST_TEST(from_memory("/admin/x", now) == from_database);
}

BOOST_AUTO_TEST_CASE(a_membership_ends_in_the_second_in_which_it_expires) {
    hold({.groups = {{kAdmins, now + 60s}}});
    BOOST_TEST(get("/admin/x").starts_with("Status: 204 "));
    BOOST_TEST(from_memory("/admin/x", now + 59s).starts_with("Status: 204 "));
    BOOST_TEST(from_memory("/admin/x", now + 60s) == "");
    ask("/admin/x", session_cookie(session));
    BOOST_TEST(answer(now + 60s).starts_with("Status: 403 "));
}

BOOST_AUTO_TEST_CASE(a_membership_that_has_expired_is_none) {
    hold({.groups = {{kAdmins, now}}});
    BOOST_TEST(get("/admin/x").starts_with("Status: 403 "));
}

BOOST_AUTO_TEST_CASE(a_change_of_membership_holds_for_the_next_request_and_ends_no_session) {
    hold({.groups = {{kAdmins}}});
    BOOST_TEST(get("/admin/x").starts_with("Status: 204 "));
    hold({});
    BOOST_TEST(get("/admin/x").starts_with("Status: 403 "));
    BOOST_TEST(get("/elsewhere").starts_with("Status: 204 "));
}

BOOST_AUTO_TEST_CASE(a_change_of_the_rules_holds_for_the_next_request) {
    BOOST_TEST(get("/elsewhere").starts_with("Status: 204 "));
    rule({.fallback = RuleDefault::Deny});
    BOOST_TEST(get("/elsewhere").starts_with("Status: 403 "));
    BOOST_TEST(has_line(get("/elsewhere"), "Postern-Rule: default"));
}

BOOST_AUTO_TEST_CASE(rules_that_cannot_be_read_are_unavailable_never_none) {
    const auto text = stores.state().checked_rules.at("wiki");
    for (const auto& damaged : {text.substr(0, text.size() / 2), std::string{"x"}, text + "x"}) {
        store_text(damaged);
        BOOST_TEST(get("/elsewhere").starts_with("Status: 503 "));
        BOOST_TEST(from_memory("/elsewhere", now).starts_with("Status: 503 "));
    }
}

BOOST_AUTO_TEST_CASE(a_worker_that_starts_without_the_database_knows_the_rules) {
    hold({.groups = {{kAdmins}}});
    BOOST_TEST(get("/admin/x").starts_with("Status: 204 "));
    stores.state().unavailable = true;
    gate::Gate fresh{cookies, memory.for_gate(), settings(true)};
    ask("/admin/x", session_cookie(session));
    BOOST_TEST(answer_of(fresh, now).starts_with("Status: 204 "));
    BOOST_TEST(get("/admin/x").starts_with("Status: 204 "));
}

BOOST_AUTO_TEST_CASE(rules_that_are_gone_from_memory_are_asked_for_never_none) {
    BOOST_TEST(get("/admin/x").starts_with("Status: 403 "));
    test::HostMemory half;
    const auto site = memory.sites->find("wiki");
    BOOST_REQUIRE(site.has_value());
    half.sites->put(*site);
    half.host->sites_generation = stores.state().sites_revision;
    half.host->last_poll_ms = monotonic_ms;
    stores.state().unavailable = true;
    gate::Gate fresh{cookies, half.for_gate(), settings(true)};
    ask("/admin/x", "");
    BOOST_TEST(answer_of(fresh, now).starts_with("Status: 503 "));
}

BOOST_AUTO_TEST_CASE(a_site_is_told_only_of_the_groups_that_its_rules_name) {
    hold({.groups = {{kAdmins}, {kStaff}}});
    BOOST_TEST(has_line(get("/admin/x"), "Remote-Groups: admins"));
    rule({.told_groups = std::vector{group("staff", kStaff), group("admins", kAdmins)}});
    BOOST_TEST(has_line(get("/x"), "Remote-Groups: admins,staff"));
    rule({.told_groups = std::vector<RuleSubject>{}});
    BOOST_TEST(has_line(get("/x"), "Remote-Groups: "));
}

BOOST_AUTO_TEST_CASE(more_groups_than_a_header_holds_are_unavailable) {
    SiteRules rules;
    rules.told_groups.emplace();
    UserFacts facts;
    for (std::uint32_t i = 1; i <= 40; ++i) {
        rules.told_groups->push_back(group(std::string(60, 'g') + std::to_string(i), i));
        facts.groups.push_back({i});
    }
    rule(rules);
    hold(facts);
    const test::CapturedLog log;
    BOOST_TEST(get("/x").starts_with("Status: 503 "));
    BOOST_TEST(log.has("gate_groups_too_long"));
}

BOOST_AUTO_TEST_CASE(visitors_are_asked_to_sign_in_where_somebody_may_pass) {
    ask("/admin/x", "");
    const auto asked = answer();
    BOOST_TEST(asked.starts_with("Status: 401 "));
    BOOST_TEST(has_line(asked,
                        "Location: https://auth.example.org/login?rd="
                        "https://wiki.example.org/admin/x"));
}

BOOST_AUTO_TEST_CASE(a_public_path_is_public_and_no_other) {
    rule({.rules = {{.name = "logo", .effect = RuleEffect::Public, .path = {"/static/**"}}}});
    ask("/static/logo.png", "");
    BOOST_TEST(has_line(answer(), "Postern-Verdict: anonymous"));
    ask("/static/../admin", "");
    BOOST_TEST(answer().starts_with("Status: 403 "));
    ask("/other", "");
    BOOST_TEST(answer().starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(a_step_up_carries_what_the_rule_asks_for) {
    auto rule_with_level = allow({"/admin/**"}, {});
    rule_with_level.level = Level::Two;
    rule_with_level.max_age = 900s;
    rule({.rules = {rule_with_level}});
    const auto asked = get("/admin/x");
    BOOST_TEST(asked.starts_with("Status: 401 "));
    BOOST_TEST(has_line(asked,
                        "Location: https://auth.example.org/login/step-up?rd="
                        "2,900:https://wiki.example.org/admin/x"));
}

BOOST_AUTO_TEST_CASE(an_odd_path_is_refused_with_its_reason) {
    const auto refusal = get("/admin;x/y");
    BOOST_TEST(refusal.starts_with("Status: 403 "));
    BOOST_TEST(has_line(refusal, "Postern-Reason: odd_path"));
}

BOOST_AUTO_TEST_CASE(preflights_pass_as_nobody_where_the_site_lets_them) {
    rule({.fallback = RuleDefault::Deny, .preflight = true});
    ask("/api", session_cookie(session), "OPTIONS");
    parameters.add("HTTP_ORIGIN", "https://app.example.org");
    parameters.add("HTTP_ACCESS_CONTROL_REQUEST_METHOD", "PUT");
    BOOST_TEST(has_line(answer(), "Postern-Verdict: anonymous"));
    BOOST_TEST(count_of(AccessVerdict::FirstVisit) == 0u);
    ask("/api", session_cookie(session), "OPTIONS");
    BOOST_TEST(answer().starts_with("Status: 403 "));
}

BOOST_AUTO_TEST_CASE(refusals_and_the_first_visit_of_a_day_are_counted) {
    (void)get("/admin/x");
    (void)get("/admin/x");
    BOOST_TEST(count_of(AccessVerdict::Denied) == 2u);
    (void)get("/elsewhere");
    (void)get("/elsewhere");
    BOOST_TEST(count_of(AccessVerdict::FirstVisit) == 1u);
    ask("/admin/x", "");
    (void)answer();
    BOOST_TEST(count_of(AccessVerdict::Denied) == 0u);
}

BOOST_AUTO_TEST_CASE(many_groups_are_remembered_or_asked_for_never_cut) {
    UserFacts facts;
    for (std::uint32_t i = 1000; i < 1200; ++i) facts.groups.push_back({i});
    facts.groups.push_back({kAdmins});
    hold(facts);
    BOOST_TEST(get("/admin/x").starts_with("Status: 204 "));
    BOOST_TEST(get("/admin/x").starts_with("Status: 204 "));
}

BOOST_AUTO_TEST_SUITE_END()
