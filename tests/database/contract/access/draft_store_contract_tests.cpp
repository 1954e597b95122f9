// What every DraftStore does, and what RulesStore does for it, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"
#include "postern/store/draft_store.hpp"
#include "postern/store/rules_store.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::DraftChangeError;
using store::RulesChangeError;
using store::SiteDraft;

namespace {

template <class Stores>
struct Drafted {
    Stores stores;

    Drafted() {
        for (const char* name : {"wiki", "app"})
            stores.sites().add(sample_site(name), sample_audit()).value();
    }

    static SiteDraft draft(std::string text, std::uint64_t revision = 0,
                           std::uint64_t base_version = 0) {
        return {.site = "wiki",
                .text = std::move(text),
                .revision = revision,
                .base_version = base_version,
                .changed_at = kNow,
                .changed_by = "admin:0"};
    }
    std::uint64_t put(std::string text, std::uint64_t revision = 0) {
        const auto saved = stores.drafts().put(draft(std::move(text), revision));
        BOOST_REQUIRE(saved.has_value());
        return *saved;
    }
    void check_put_fails(const SiteDraft& draft, DraftChangeError expected) {
        const auto saved = stores.drafts().put(draft);
        BOOST_REQUIRE(!saved.has_value());
        BOOST_TEST((saved.error() == expected));
    }
    auto publish(std::string text, std::uint64_t expected_version,
                 std::optional<std::uint64_t> revision = std::nullopt, std::string reason = {}) {
        return stores.rules().replace({{.site = "wiki",
                                        .text = std::move(text),
                                        .expected_version = expected_version,
                                        .reason = std::move(reason),
                                        .draft = revision}},
                                      {}, std::nullopt, kNow, "admin:0", {sample_audit()});
    }
    std::uint64_t version() {
        const auto found = stores.rules().find("wiki");
        return found ? found->version : 0;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(draft_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_draft_is_read_back_as_written, S, AllStores) {
    Drafted<S> d;
    BOOST_TEST(!d.stores.drafts().find("wiki").has_value());
    BOOST_TEST(d.stores.drafts().sites().empty());
    const std::string text = "# Zo\xC3\xAB\n" + std::string(60'000, 'x');
    const auto saved = d.stores.drafts().put(Drafted<S>::draft(text, 0, 7));
    BOOST_REQUIRE(saved.has_value());
    const auto found = d.stores.drafts().find("wiki");
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->site == "wiki");
    BOOST_TEST((found->text == text));
    BOOST_TEST(found->revision == *saved);
    BOOST_TEST(found->revision > 0u);
    BOOST_TEST(found->base_version == 7u);
    BOOST_TEST((found->changed_at == kNow));
    BOOST_TEST(found->changed_by == "admin:0");
    BOOST_TEST((d.stores.drafts().sites() == std::vector<std::string>{"wiki"}));
    for (const char* name : {"Wiki", "wikì", "app", ""})
        BOOST_TEST(!d.stores.drafts().find(name).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_draft_is_replaced_by_those_who_have_seen_it, S, AllStores) {
    Drafted<S> d;
    const auto first = d.put("one");
    d.check_put_fails(Drafted<S>::draft("two"), DraftChangeError::ChangedMeanwhile);
    d.check_put_fails(Drafted<S>::draft("two", first + 1), DraftChangeError::ChangedMeanwhile);
    BOOST_TEST(d.stores.drafts().find("wiki")->text == "one");
    const auto second = d.put("two", first);
    BOOST_TEST(second > first);
    BOOST_TEST(d.stores.drafts().find("wiki")->text == "two");
    d.check_put_fails(Drafted<S>::draft("three", first), DraftChangeError::ChangedMeanwhile);
    auto of_none = Drafted<S>::draft("x");
    of_none.site = "none";
    d.check_put_fails(of_none, DraftChangeError::NoSuchSite);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_draft_is_removed_by_those_who_have_seen_it, S, AllStores) {
    Drafted<S> d;
    const auto revision = d.put("one");
    BOOST_TEST(!d.stores.drafts().remove("wiki", revision + 1));
    BOOST_TEST(!d.stores.drafts().remove("app", revision));
    BOOST_TEST(d.stores.drafts().find("wiki").has_value());
    BOOST_TEST(d.stores.drafts().remove("wiki", revision));
    BOOST_TEST(!d.stores.drafts().remove("wiki", revision));
    BOOST_TEST(!d.stores.drafts().find("wiki").has_value());
    d.check_put_fails(Drafted<S>::draft("two", revision), DraftChangeError::ChangedMeanwhile);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(publishing_takes_the_draft_away, S, AllStores) {
    Drafted<S> d;
    const auto revision = d.put("one");
    BOOST_REQUIRE(d.publish("rules", 0, revision).has_value());
    BOOST_TEST(d.stores.rules().find("wiki")->text == "rules");
    BOOST_TEST(!d.stores.drafts().find("wiki").has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(publishing_another_draft_changes_nothing, S, AllStores) {
    Drafted<S> d;
    for (const bool has_draft : {false, true}) {
        const auto revision = has_draft ? d.put("one") : 5;
        const auto done = d.publish("rules", 0, revision + 1);
        BOOST_REQUIRE(!done.has_value());
        BOOST_TEST((done.error() == RulesChangeError::ChangedMeanwhile));
        BOOST_TEST(!d.stores.rules().find("wiki").has_value());
        BOOST_TEST(d.stores.drafts().find("wiki").has_value() == has_draft);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rules_that_are_replaced_without_a_draft_leave_it, S, AllStores) {
    Drafted<S> d;
    d.put("one");
    BOOST_REQUIRE(d.publish("rules", 0).has_value());
    BOOST_TEST(d.stores.drafts().find("wiki").has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_history_has_what_was_published_newest_first, S, AllStores) {
    Drafted<S> d;
    BOOST_TEST(d.stores.drafts().history("wiki").empty());
    BOOST_REQUIRE(d.publish("one", 0, std::nullopt, "because of \xC3\x84nne").has_value());
    const auto first = d.version();
    BOOST_REQUIRE(d.publish("two", first).has_value());
    const auto history = d.stores.drafts().history("wiki");
    BOOST_REQUIRE(history.size() == 2u);
    BOOST_TEST(history[0].version == d.version());
    BOOST_TEST(history[0].reason == "");
    BOOST_TEST(history[1].version == first);
    BOOST_TEST(history[1].reason == "because of \xC3\x84nne");
    BOOST_TEST(history[1].text == "");
    BOOST_TEST((history[1].changed_at == kNow));
    BOOST_TEST(history[1].changed_by == "admin:0");
    const auto past = d.stores.drafts().find_past("wiki", first);
    BOOST_REQUIRE(past.has_value());
    BOOST_TEST(past->text == "one");
    BOOST_TEST(past->reason == "because of \xC3\x84nne");
    BOOST_TEST(!d.stores.drafts().find_past("wiki", first + 1000).has_value());
    BOOST_TEST(!d.stores.drafts().find_past("app", first).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_refused_change_leaves_no_history, S, AllStores) {
    Drafted<S> d;
    BOOST_TEST(!d.publish("one", 99).has_value());
    BOOST_TEST(d.stores.drafts().history("wiki").empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_history_keeps_the_newest_versions_of_each_site, S, AllStores) {
    Drafted<S> d;
    std::vector<std::uint64_t> versions{0};
    for (std::size_t i = 0; i < store::kMaxPastRules + 3; ++i) {
        BOOST_REQUIRE(d.publish("rules " + std::to_string(i), versions.back()).has_value());
        versions.push_back(d.version());
    }
    const auto history = d.stores.drafts().history("wiki");
    BOOST_REQUIRE(history.size() == store::kMaxPastRules);
    BOOST_TEST(history.front().version == versions.back());
    BOOST_TEST(history.back().version == versions[4]);
    BOOST_TEST(!d.stores.drafts().find_past("wiki", versions[3]).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(drafts_and_history_go_with_their_site, S, AllStores) {
    Drafted<S> d;
    BOOST_REQUIRE(d.publish("rules", 0).has_value());
    d.put("one");
    BOOST_TEST(d.stores.sites().remove("wiki", sample_audit()));
    BOOST_TEST(!d.stores.drafts().find("wiki").has_value());
    BOOST_TEST(d.stores.drafts().history("wiki").empty());
    d.stores.sites().add(sample_site("wiki"), sample_audit()).value();
    BOOST_TEST(d.stores.drafts().history("wiki").empty());
}

// Those of before there was a history.
BOOST_AUTO_TEST_CASE(rules_without_a_history_are_kept_when_they_are_replaced) {
    Drafted<MysqlStores> d;
    BOOST_REQUIRE(d.publish("old", 0).has_value());
    RawSql{}.run("DELETE FROM site_ruleset_history");
    const auto old = d.version();
    BOOST_REQUIRE(d.publish("new", old).has_value());
    const auto past = d.stores.drafts().find_past("wiki", old);
    BOOST_REQUIRE(past.has_value());
    BOOST_TEST(past->text == "old");
    BOOST_TEST(past->changed_by == "admin:0");
}

BOOST_AUTO_TEST_SUITE_END()
