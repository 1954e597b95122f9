// Drafts of rules: saved, looked at, published, brought back.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/base/bytes.hpp"
#include "postern/service/access/draft_service.hpp"
#include "support/sample_access.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using service::DraftError;

namespace {

struct DraftFixture : ServiceFixture {
    const service::DraftService& drafts = wiring.drafts;
    const service::RulesService& rules = wiring.rules;
    User ann = add_user("ann@example.org");
    Actor by_ann = Actor::signed_in(ann.public_id, "192.0.2.7", "r-1");

    DraftFixture() {
        for (const char* name : {"wiki", "app"})
            sites
                .add(name, std::string{"https://"} + name + ".example.org", SitePolicy::SignedIn,
                     admin, now)
                .value();
    }

    static SiteRules with(RuleDefault fallback, const std::string& name = "a") {
        Rule rule;
        rule.name = name;
        rule.path = {"/x"};
        return {.fallback = fallback, .rules = {rule}};
    }
    std::uint64_t version() { return rules.current("wiki")->version; }
    store::SiteDraft saved(const std::string& text = "text") {
        const auto present = drafts.find("wiki");
        BOOST_REQUIRE(
            drafts.save({"wiki", present ? present->revision : 0}, text, version(), by_ann, now)
                .has_value());
        return *drafts.find("wiki");
    }
    void publish(RuleDefault fallback, const std::string& name = "a") {
        const auto draft = saved();
        BOOST_REQUIRE(
            drafts.publish(draft, with(fallback, name), "because", by_ann, now).has_value());
    }
    void check_refused(const Result<void, service::DraftRefusal>& done, DraftError expected) {
        BOOST_REQUIRE(!done.has_value());
        BOOST_TEST((done.error().error == expected));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(draft_service_tests, DraftFixture)

BOOST_AUTO_TEST_CASE(save_keeps_the_text_and_who_wrote_it_and_changes_no_rule) {
    const auto draft = saved("default = \"deny\"");
    BOOST_TEST(draft.text == "default = \"deny\"");
    BOOST_TEST(draft.changed_by == by_ann.name);
    BOOST_TEST((draft.changed_at == now));
    BOOST_TEST((drafts.sites() == std::vector<std::string>{"wiki"}));
    BOOST_TEST(version() == 0u);
}

BOOST_AUTO_TEST_CASE(save_refuses_a_text_that_cannot_be_one) {
    for (const std::string& text : {std::string{}, std::string(service::kMaxDraftBytes + 1, 'x'),
                                    std::string{"\xFF"}, std::string{"a\0b", 3}}) {
        const auto done = drafts.save({"wiki", 0}, text, 0, by_ann, now);
        BOOST_REQUIRE(!done.has_value());
        BOOST_TEST((done.error() == DraftError::BadText));
    }
    BOOST_TEST(drafts.save({"wiki", 0}, std::string(service::kMaxDraftBytes, 'x'), 0, by_ann, now)
                   .has_value());
}

BOOST_AUTO_TEST_CASE(of_two_who_write_at_once_the_second_is_told) {
    const auto draft = saved();
    BOOST_REQUIRE(drafts.save({"wiki", draft.revision}, "one", 0, by_ann, now).has_value());
    const auto second = drafts.save({"wiki", draft.revision}, "two", 0, admin, now);
    BOOST_REQUIRE(!second.has_value());
    BOOST_TEST((second.error() == DraftError::DraftChanged));
    BOOST_TEST(drafts.find("wiki")->text == "one");
    BOOST_TEST(!drafts.discard({"wiki", draft.revision}));
}

BOOST_AUTO_TEST_CASE(a_draft_keeps_the_rules_that_it_began_with) {
    saved();
    const auto draft = *drafts.find("wiki");
    BOOST_REQUIRE(drafts.save({"wiki", draft.revision}, "again", 4711, by_ann, now).has_value());
    BOOST_TEST(drafts.find("wiki")->base_version == 0u);
}

BOOST_AUTO_TEST_CASE(review_says_what_would_change_and_changes_nothing) {
    const auto draft = saved();
    const auto plan = drafts.review(draft, with(RuleDefault::Public), now);
    BOOST_REQUIRE(plan.has_value());
    BOOST_TEST(!plan->differences.empty());
    BOOST_TEST(version() == 0u);
    const auto unfit = drafts.review(draft, with(RuleDefault::Deny, ""), now);
    BOOST_REQUIRE(!unfit.has_value());
    BOOST_TEST((unfit.error().error == DraftError::Unfit));
    BOOST_TEST(!unfit.error().problems.empty());
}

BOOST_AUTO_TEST_CASE(publish_makes_the_draft_the_rules_and_says_why) {
    publish(RuleDefault::Public);
    BOOST_TEST((rules.find("wiki")->fallback == RuleDefault::Public));
    BOOST_TEST(!drafts.find("wiki").has_value());
    const auto past = drafts.history("wiki");
    BOOST_REQUIRE(past.size() == 1u);
    BOOST_TEST(past[0].reason == "because");
    BOOST_TEST(past[0].changed_by == by_ann.name);
    const auto& entry = stores.state().audit.back().entry;
    BOOST_TEST((entry.event == AuditEvent::RulesChanged));
    BOOST_TEST(entry.detail == "wiki: because");
    BOOST_TEST(entry.actor == by_ann.name);
}

BOOST_AUTO_TEST_CASE(publish_needs_a_reason_of_one_line) {
    const auto draft = saved();
    for (const std::string& reason : {std::string{}, std::string{" "}, std::string{"a\nb"},
                                      std::string(service::kMaxReasonCodePoints + 1, 'x')})
        check_refused(drafts.publish(draft, with(RuleDefault::Deny), reason, by_ann, now),
                      DraftError::BadReason);
    BOOST_TEST(version() == 0u);
}

BOOST_AUTO_TEST_CASE(the_longest_reason_fits_into_the_audit_log) {
    const std::string name(64, 'a');
    sites.add(name, "https://long.example.org", SitePolicy::SignedIn, admin, now).value();
    std::string reason;
    for (std::size_t i = 0; i < service::kMaxReasonCodePoints; ++i) reason += "\xC3\xA4";
    BOOST_REQUIRE(drafts.save({name, 0}, "text", 0, by_ann, now).has_value());
    BOOST_REQUIRE(drafts.publish(*drafts.find(name), with(RuleDefault::Public), reason, by_ann, now)
                      .has_value());
    const auto& detail = stores.state().audit.back().entry.detail;
    BOOST_TEST(is_utf8(detail));
    BOOST_TEST(count_code_points(detail) == 255u);
    BOOST_TEST(drafts.history(name).front().reason == reason);
}

BOOST_AUTO_TEST_CASE(publish_is_refused_when_the_rules_changed_meanwhile) {
    const auto draft = saved();
    // Somebody applies a file.
    const auto plan = rules.plan({.sites = {{"wiki", with(RuleDefault::SignedIn)}}}, now);
    BOOST_REQUIRE(plan.has_value());
    BOOST_REQUIRE(rules.apply(*plan, RuleNetworks{}, admin, now).has_value());
    check_refused(drafts.publish(draft, with(RuleDefault::Public), "x", by_ann, now),
                  DraftError::RulesChanged);
    BOOST_TEST((rules.find("wiki")->fallback == RuleDefault::SignedIn));
    BOOST_TEST(drafts.find("wiki").has_value());
    BOOST_TEST(rules.current("wiki")->changed_by == admin.name);
    // Once somebody has looked at it, the draft can go on.
    BOOST_TEST(!drafts.rebase({"wiki", draft.revision}, version() + 1, by_ann, now).has_value());
    BOOST_REQUIRE(drafts.rebase({"wiki", draft.revision}, version(), by_ann, now).has_value());
    BOOST_TEST(drafts.publish(*drafts.find("wiki"), with(RuleDefault::Public), "x", by_ann, now)
                   .has_value());
}

BOOST_AUTO_TEST_CASE(publish_is_refused_when_the_draft_changed_meanwhile) {
    const auto seen = saved();
    saved("other");
    check_refused(drafts.publish(seen, with(RuleDefault::Public), "x", by_ann, now),
                  DraftError::DraftChanged);
    BOOST_TEST(version() == 0u);
    BOOST_TEST(drafts.find("wiki")->text == "other");
}

BOOST_AUTO_TEST_CASE(publish_does_not_lock_the_administrator_out) {
    const auto draft = saved();
    check_refused(drafts.publish(draft, with(RuleDefault::Deny), "x", by_ann, now),
                  DraftError::Unfit);
    BOOST_TEST(version() == 0u);
    BOOST_TEST(drafts.find("wiki").has_value());
}

BOOST_AUTO_TEST_CASE(publishing_leaves_other_sites_and_networks_alone) {
    const RuleNetworks networks{{"office", {"192.0.2.0/24"}}, {"unused", {"198.51.100.7"}}};
    BOOST_REQUIRE(rules.apply({}, networks, admin, now).has_value());
    publish(RuleDefault::SignedIn);
    BOOST_TEST((rules.networks() == networks));
    BOOST_TEST(rules.current("app")->version == 0u);
}

BOOST_AUTO_TEST_CASE(past_rules_can_be_read_again) {
    publish(RuleDefault::SignedIn, "first");
    const auto first = version();
    publish(RuleDefault::SignedIn, "second");
    const auto past = drafts.find_past("wiki", first);
    BOOST_REQUIRE(past.has_value());
    BOOST_TEST(past->rules.at(0).name == "first");
    BOOST_TEST(!drafts.find_past("wiki", first + 1000).has_value());
    BOOST_TEST(!drafts.find_past("app", first).has_value());
}

BOOST_AUTO_TEST_CASE(hits_are_those_of_the_last_thirty_days) {
    publish(RuleDefault::SignedIn);
    now += 24h * 60;
    const auto site = stores.sites().find_by_name("wiki")->id;
    const auto count = [&](int rule, TimePoint hour, std::uint64_t number) {
        stores.access_events().add(std::vector<AccessCount>{{.hour = hour,
                                                             .site = site,
                                                             .rule = rule,
                                                             .verdict = AccessVerdict::Hit,
                                                             .count = number,
                                                             .first_at = hour,
                                                             .last_at = hour}});
    };
    count(0, now - 1h, 2);
    count(0, now - 24h * 29, 3);
    count(0, now - 24h * 31, 100);
    count(kDefaultDecided, now - 1h, 7);
    const auto hits = drafts.hits(site, now);
    BOOST_REQUIRE(hits.size() == 2u);
    BOOST_TEST(hits.at(0).count == 5u);
    BOOST_TEST(hits.at(kDefaultDecided).count == 7u);
}

BOOST_AUTO_TEST_SUITE_END()
