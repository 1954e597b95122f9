// What every AccessEventStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "database/store_types.hpp"
#include "postern/store/access_event_store.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/rules_store.hpp"
#include "support/sample_changes.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::AccessEvent;
using store::AccessFilter;
using enum AccessVerdict;

namespace {

constexpr TimePoint kHour = std::chrono::floor<std::chrono::hours>(kNow);

template <class Stores>
struct Visited {
    Stores stores;
    User ann = *stores.users().add(sample_user("ann@example.org", 1));
    User bob = *stores.users().add(sample_user("bob@example.org", 2));
    Site wiki = stores.sites().add(sample_site("wiki"), sample_audit()).value();
    Site blog = stores.sites().add(sample_site("blog"), sample_audit()).value();

    AccessCount denied(const User& user, int rule = 0, std::uint64_t count = 1) const {
        return {.hour = kHour,
                .site = wiki.id,
                .rule = rule,
                .user = user.id,
                .verdict = Denied,
                .count = count,
                .first_at = kHour + 10s,
                .last_at = kHour + 20s};
    }

    void add(const std::vector<AccessCount>& counts) { stores.access_events().add(counts); }
    std::vector<AccessEvent> list(const AccessFilter& filter = {}) {
        const auto list = stores.access_events().list(filter, 0, 10'000);
        BOOST_TEST(list.damaged.empty());
        BOOST_TEST(list.complete);
        return list.found;
    }
    /// The rules of what the filter lets through, by which these tests tell counts apart.
    std::vector<int> rules(const AccessFilter& filter) {
        std::vector<int> found;
        for (const auto& event : list(filter)) found.push_back(event.counted.rule);
        return found;
    }
};

using Rules = std::vector<int>;

}  // namespace

BOOST_AUTO_TEST_SUITE(access_event_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_count_is_read_back_with_the_names_of_site_and_user, S, AllStores) {
    Visited<S> v;
    for (const AccessVerdict verdict : kAccessVerdicts) {
        auto count = v.denied(v.ann, -2, 7);
        count.verdict = verdict;
        v.add({count});
        const auto found = v.list({.verdict = verdict});
        BOOST_REQUIRE(found.size() == 1u);
        BOOST_TEST(found[0].id > 0u);
        BOOST_TEST((found[0].counted == count));
        BOOST_TEST(found[0].site == "wiki");
        BOOST_TEST((found[0].user == v.ann.public_id));
        BOOST_TEST((found[0].email == v.ann.email));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(counts_of_several_hosts_add_up_to_one_row, S, AllStores) {
    Visited<S> v;
    auto first = v.denied(v.ann, 3, 5), second = v.denied(v.ann, 3, 2), third = second;
    second.first_at = kHour + 5s;
    second.last_at = kHour + 15s;
    third.first_at = kHour + 40s;
    third.last_at = kHour + 50s;
    v.add({first});
    v.add({second});
    v.add({third});
    const auto found = v.list();
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].counted.count == 9u);
    BOOST_TEST((found[0].counted.first_at == kHour + 5s));
    BOOST_TEST((found[0].counted.last_at == kHour + 50s));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_row_that_comes_twice_in_one_call_is_added_twice, S, AllStores) {
    Visited<S> v;
    v.add({v.denied(v.ann, 3, 5), v.denied(v.bob), v.denied(v.ann, 3, 2)});
    const auto found = v.list({.user = v.ann.id});
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].counted.count == 7u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(each_part_of_the_key_makes_a_row_of_its_own, S, AllStores) {
    Visited<S> v;
    auto hour = v.denied(v.ann), site = hour, rule = hour, user = hour, nobody = hour,
         verdict = hour;
    hour.hour += 1h;
    site.site = v.blog.id;
    rule.rule = -1;
    user.user = v.bob.id;
    nobody.user.reset();
    verdict.verdict = StepUp;
    for (int n = 0; n < 2; ++n) v.add({v.denied(v.ann), hour, site, rule, user, nobody, verdict});
    const auto found = v.list();
    BOOST_TEST(found.size() == 7u);
    for (const auto& event : found) BOOST_TEST(event.counted.count == 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(counts_of_nobody_add_up_too, S, AllStores) {
    Visited<S> v;
    auto hit = v.denied(v.ann, 4);
    hit.user.reset();
    hit.verdict = Hit;
    for (int n = 0; n < 3; ++n) v.add({hit});
    const auto found = v.list({.verdict = Hit});
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].counted.count == 3u);
    BOOST_TEST(!found[0].counted.user.has_value());
    BOOST_TEST(!found[0].user.has_value());
    BOOST_TEST(!found[0].email.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(any_number_of_counts_is_added_each_once, S, AllStores) {
    for (const int count : {0, 1, 2, 9, 10, 11, 99, 100, 101, 110, 250}) {
        BOOST_TEST_CONTEXT(count << " counts") {
            Visited<S> v;
            std::vector<AccessCount> counts;
            for (int rule = 0; rule < count; ++rule) counts.push_back(v.denied(v.ann, rule, 3));
            v.add(counts);
            const auto found = v.list();
            BOOST_TEST(found.size() == counts.size());
            for (const auto& event : found) BOOST_REQUIRE(event.counted.count == 3u);
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(counts_of_users_who_are_gone_are_left_out, S, AllStores) {
    Visited<S> v;
    auto gone = v.denied(v.ann);
    gone.user = UserId{static_cast<std::uint64_t>(v.bob.id) + 1000};
    v.add({gone, v.denied(v.ann), gone});
    BOOST_TEST(v.list().size() == 1u);
    v.add({gone});
    BOOST_TEST(v.list().size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_counts_of_a_user_go_with_the_user, S, AllStores) {
    Visited<S> v;
    auto of_nobody = v.denied(v.ann, 5);
    of_nobody.user.reset();
    v.add({v.denied(v.ann, 1), v.denied(v.bob, 2), of_nobody});
    BOOST_REQUIRE(apply(v.stores.accounts(), service::unverified_removed(v.ann, sample_cause())));
    BOOST_TEST(v.rules({.user = v.ann.id}).empty());
    auto left = v.rules({});
    std::ranges::sort(left);
    BOOST_TEST(left == (Rules{2, 5}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(counts_of_a_site_stay_without_its_name_when_it_is_gone, S,
                              AllStores) {
    Visited<S> v;
    v.add({v.denied(v.ann)});
    BOOST_TEST(v.stores.sites().remove("wiki", sample_audit()));
    const auto found = v.list();
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].site.empty());
    BOOST_TEST((found[0].counted.site == v.wiki.id));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(filters_select_counts_alone_and_together, S, AllStores) {
    Visited<S> v;
    auto of_blog = v.denied(v.ann, 2), of_bob = v.denied(v.bob, 3), visit = v.denied(v.bob, 4),
         later = v.denied(v.ann, 5), hit = v.denied(v.ann, 6);
    of_blog.site = v.blog.id;
    visit.verdict = FirstVisit;
    later.hour += 1h;
    later.first_at += 1h;
    later.last_at += 1h;
    hit.user.reset();
    hit.verdict = Hit;
    for (const auto& count : {v.denied(v.ann, 1), of_blog, of_bob, visit, later, hit})
        v.add({count});  // one after the other, so that their order is known
    const std::pair<AccessFilter, Rules> cases[] = {
        {{}, {5, 4, 3, 2, 1}},
        {{.site = v.blog.id}, {2}},
        {{.site = v.wiki.id}, {5, 4, 3, 1}},
        {{.user = v.bob.id}, {4, 3}},
        {{.user = v.ann.id}, {5, 2, 1}},
        {{.verdict = FirstVisit}, {4}},
        {{.verdict = Hit}, {6}},
        {{.verdict = OddPath}, {}},
        {{.since = kHour + 20s}, {5, 4, 3, 2, 1}},
        {{.since = kHour + 21s}, {5}},
        {{.until = kHour + 10s}, {}},
        {{.until = kHour + 11s}, {4, 3, 2, 1}},
        {{.site = v.wiki.id, .user = v.ann.id}, {5, 1}},
        {{.site = v.wiki.id, .user = v.bob.id, .verdict = Denied}, {3}},
        {{.site = v.wiki.id, .verdict = Hit}, {6}},
        {{.user = v.ann.id, .since = kHour + 21s}, {5}}};
    for (const auto& [filter, expected] : cases)
        BOOST_TEST(v.rules(filter) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(list_pages_from_the_newest_to_the_oldest, S, AllStores) {
    Visited<S> v;
    for (int rule = 1; rule <= 5; ++rule) v.add({v.denied(rule % 2 ? v.ann : v.bob, rule)});
    for (const AccessFilter& filter : {AccessFilter{}, AccessFilter{.site = v.wiki.id}}) {
        Rules read;
        std::uint64_t before = 0;
        for (int page = 1; page <= 3; ++page) {
            const auto list = v.stores.access_events().list(filter, before, 2);
            BOOST_TEST(list.complete == (page == 3));
            BOOST_TEST(list.found.size() == (page == 3 ? 1u : 2u));
            for (const auto& event : list.found) read.push_back(event.counted.rule);
            before = list.last;
        }
        BOOST_TEST(read == (Rules{5, 4, 3, 2, 1}), boost::test_tools::per_element());
    }
    const auto first = v.stores.access_events().list({.user = v.ann.id}, 0, 2);
    const auto rest = v.stores.access_events().list({.user = v.ann.id}, first.last, 2);
    BOOST_REQUIRE(rest.found.size() == 1u);
    BOOST_TEST(rest.found[0].counted.rule == 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_event_says_whether_the_rules_are_the_same_since, S, AllStores) {
    Visited<S> v;
    v.add({v.denied(v.ann)});  // from kHour + 10s on
    const auto are_the_same = [&] { return v.list().at(0).rules_are_the_same; };
    BOOST_TEST(!are_the_same());
    std::uint64_t version = 0;
    const auto change_rules = [&](TimePoint at) {
        const store::RulesChange change{
            .site = "wiki", .text = "rules", .expected_version = version};
        BOOST_REQUIRE(v.stores.rules()
                          .replace({change}, {}, std::nullopt, at, "admin:0", {sample_audit()})
                          .has_value());
        version = v.stores.rules().find("wiki")->version;
    };
    change_rules(kHour + 9s);
    BOOST_TEST(are_the_same());
    // Within that second it is not known which came first.
    change_rules(kHour + 10s);
    BOOST_TEST(!are_the_same());
    change_rules(kHour + 11s);
    BOOST_TEST(!are_the_same());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_old_removes_whole_hours_in_batches, S, AllStores) {
    Visited<S> v;
    for (int n = 0; n < 5; ++n) {
        auto count = v.denied(v.ann, n);
        count.hour += n * 1h;
        v.add({count});
    }
    auto& events = v.stores.access_events();
    BOOST_TEST(events.remove_old(kHour, 10) == 0u);
    BOOST_TEST(events.remove_old(kHour + 3h, 2) == 2u);
    BOOST_TEST(events.remove_old(kHour + 3h, 2) == 1u);
    BOOST_TEST(events.remove_old(kHour + 3h, 2) == 0u);
    BOOST_TEST(v.rules({}) == (Rules{4, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(hits_are_counted_by_rule_since_the_rules_are_as_they_are, S,
                              AllStores) {
    Visited<S> v;
    const auto hit = [&](int rule, TimePoint hour, std::uint64_t count) {
        auto one = v.denied(v.ann, rule, count);
        one.user = std::nullopt;
        one.verdict = Hit;
        one.hour = hour;
        one.first_at = hour + 10s;
        one.last_at = hour + 20s;
        return one;
    };
    BOOST_REQUIRE(v.stores.rules()
                      .replace({{"wiki", "rules", 0}}, {}, std::nullopt, kHour - 48h, "admin:0",
                               {sample_audit()})
                      .has_value());
    auto elsewhere = hit(0, kHour, 100);
    elsewhere.site = v.blog.id;
    v.add({hit(1, kHour, 3), hit(1, kHour - 1h, 4), hit(0, kHour, 1), hit(-1, kHour - 1h, 9),
           hit(0, kHour - 24h, 50), hit(0, kHour - 72h, 70), v.denied(v.ann, 0, 1000), elsewhere});
    const auto hits = v.stores.access_events().hits(v.wiki.id, kHour - 2h);
    BOOST_REQUIRE(hits.size() == 3u);
    BOOST_TEST(hits[0].rule == -1);
    BOOST_TEST(hits[0].count == 9u);
    BOOST_TEST(hits[1].rule == 0);
    BOOST_TEST(hits[1].count == 1u);
    BOOST_TEST(hits[2].rule == 1);
    BOOST_TEST(hits[2].count == 7u);
    BOOST_TEST((hits[2].last_at == kHour + 20s));
    // What came before these rules may be about others.
    const auto all = v.stores.access_events().hits(v.wiki.id, kHour - 1000h);
    BOOST_REQUIRE(all.size() == 3u);
    BOOST_TEST(all[1].count == 51u);
    BOOST_TEST(v.stores.access_events().hits(v.blog.id, kHour - 1000h).empty());
}

BOOST_AUTO_TEST_SUITE_END()
