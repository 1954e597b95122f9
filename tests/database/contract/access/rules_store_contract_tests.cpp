// What every RulesStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"
#include "support/sample_access.hpp"

using namespace postern;
using namespace postern::test;
using store::RulesChangeError;

namespace {

template <class Stores>
void add_sites(Stores& stores) {
    for (const char* name : {"wiki", "app"})
        stores.sites().add(sample_site(name), sample_audit()).value();
}

template <class Stores>
auto put(Stores& stores, const std::vector<store::RulesChange>& changes,
         const std::vector<store::RulesStore::Named>& named = {},
         const std::optional<store::NetworksChange>& networks = std::nullopt) {
    return stores.rules().replace(changes, named, networks, kNow, "admin:0", {sample_audit()});
}

template <class Stores>
std::uint64_t revision(Stores& stores) {
    return stores.revocations().find_after(0, 1).sites_revision;
}

void check_error(const auto& done, RulesChangeError expected) {
    BOOST_REQUIRE(!done.has_value());
    BOOST_TEST((done.error() == expected));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rules_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(rules_are_read_back_as_written, S, AllStores) {
    S stores;
    add_sites(stores);
    BOOST_TEST(!stores.rules().find("wiki").has_value());
    BOOST_TEST(stores.rules().all().empty());
    const std::string text(60'000, 'x');
    BOOST_REQUIRE(put(stores, {{"wiki", text, 0}, {"app", "of app", 0}}).has_value());
    const auto found = stores.rules().find("wiki");
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->site == "wiki");
    BOOST_TEST((found->text == text));
    BOOST_TEST(found->version > 0u);
    BOOST_TEST((found->changed_at == kNow));
    BOOST_TEST(found->changed_by == "admin:0");
    const auto all = stores.rules().all();
    BOOST_REQUIRE(all.size() == 2u);
    BOOST_TEST(all[0].site == "app");
    BOOST_TEST(all[1].site == "wiki");
    for (const char* name : {"Wiki", "wikì", ""})
        BOOST_TEST(!stores.rules().find(name).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(each_change_has_a_greater_version_also_after_a_removal, S,
                              AllStores) {
    S stores;
    add_sites(stores);
    std::uint64_t last = 0;
    std::uint64_t expected = 0;
    for (const char* text : {"one", "two", "", "two"}) {
        BOOST_REQUIRE(put(stores, {{"wiki", text, expected}}).has_value());
        const auto found = stores.rules().find("wiki");
        BOOST_REQUIRE(found.has_value() == (std::string_view{text} != ""));
        expected = found ? found->version : 0;
        if (!found) continue;
        BOOST_TEST(found->version > last);
        last = found->version;
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_change_of_another_version_is_refused_and_changes_nothing, S,
                              AllStores) {
    S stores;
    add_sites(stores);
    BOOST_REQUIRE(put(stores, {{"wiki", "one", 0}}).has_value());
    const auto version = stores.rules().find("wiki")->version;
    const auto before = revision(stores);
    const auto audited = stores.audit().find_latest({}, 0, 100).size();
    for (const std::uint64_t stale : {std::uint64_t{0}, version - 1, version + 1})
        check_error(put(stores, {{"app", "of app", 0}, {"wiki", "two", stale}}),
                    RulesChangeError::ChangedMeanwhile);
    check_error(put(stores, {{"app", "of app", 0}, {"none", "x", 0}}),
                RulesChangeError::NoSuchSite);
    BOOST_TEST(stores.rules().find("wiki")->text == "one");
    BOOST_TEST(!stores.rules().find("app").has_value());
    BOOST_TEST(revision(stores) == before);
    BOOST_TEST(stores.audit().find_latest({}, 0, 100).size() == audited);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_change_advances_the_revision_of_the_sites, S, AllStores) {
    S stores;
    add_sites(stores);
    const auto before = revision(stores);
    const auto audited = stores.audit().find_latest({}, 0, 100).size();
    BOOST_REQUIRE(put(stores, {{"wiki", "one", 0}, {"app", "one", 0}}).has_value());
    BOOST_TEST(revision(stores) == before + 1);
    BOOST_TEST(stores.audit().find_latest({}, 0, 100).size() == audited + 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(groups_and_roles_that_are_gone_are_refused, S, AllStores) {
    S stores;
    add_sites(stores);
    const auto staff = static_cast<std::uint32_t>(add_group(stores.groups(), "staff").id);
    const auto admin = static_cast<std::uint32_t>(stores.grants().find_role(kAdminRole)->id);
    check_error(put(stores, {{"wiki", "one", 0}}, {{"wiki", {staff, 4711}, {}}}),
                RulesChangeError::NoSuchGroup);
    check_error(put(stores, {{"wiki", "one", 0}}, {{"wiki", {staff}, {4711}}}),
                RulesChangeError::NoSuchGroup);
    BOOST_TEST(!stores.rules().find("wiki").has_value());
    // The same group twice is named once.
    BOOST_TEST(put(stores, {{"wiki", "one", 0}}, {{"wiki", {staff, staff}, {admin}}}).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(new_rules_let_go_of_whom_the_old_ones_named, S, AllStores) {
    S stores;
    add_sites(stores);
    const auto staff = static_cast<std::uint32_t>(add_group(stores.groups(), "staff").id);
    BOOST_REQUIRE(put(stores, {{"wiki", "one", 0}}, {{"wiki", {staff}, {}}}).has_value());
    BOOST_TEST(!stores.groups().remove("staff", sample_audit()).has_value());
    const auto version = stores.rules().find("wiki")->version;
    BOOST_REQUIRE(put(stores, {{"wiki", "two", version}}, {{"wiki", {}, {}}}).has_value());
    BOOST_TEST(stores.groups().remove("staff", sample_audit()).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(networks_are_replaced_as_a_whole, S, AllStores) {
    S stores;
    BOOST_TEST(stores.rules().networks().empty());
    const RuleNetworks first{{"office", {"192.0.2.0/24", "2001:db8::/32"}}, {"vpn", {"10.0.0.1"}}};
    BOOST_REQUIRE(put(stores, {}, {}, store::NetworksChange{{}, first}).has_value());
    BOOST_TEST((stores.rules().networks() == first));
    add_sites(stores);
    BOOST_REQUIRE(put(stores, {{"wiki", "one", 0}}).has_value());
    BOOST_TEST((stores.rules().networks() == first));
    const RuleNetworks second{{"office", {"198.51.100.0/24"}}};
    BOOST_REQUIRE(put(stores, {}, {}, store::NetworksChange{first, second}).has_value());
    BOOST_TEST((stores.rules().networks() == second));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nothing_is_replaced_when_the_networks_are_others_than_were_seen, S,
                              AllStores) {
    S stores;
    add_sites(stores);
    const RuleNetworks office{{"office", {"192.0.2.0/24"}}};
    const RuleNetworks home{{"home", {"198.51.100.0/24"}}};
    BOOST_REQUIRE(put(stores, {}, {}, store::NetworksChange{{}, office}).has_value());
    const auto before = revision(stores);
    check_error(put(stores, {{"wiki", "one", 0}}, {}, store::NetworksChange{{}, home}),
                RulesChangeError::ChangedMeanwhile);
    // Rules that were checked with other networks are not stored either.
    check_error(put(stores, {{"wiki", "one", 0}}, {}, store::NetworksChange{home, home}),
                RulesChangeError::ChangedMeanwhile);
    BOOST_TEST((stores.rules().networks() == office));
    BOOST_TEST(!stores.rules().find("wiki").has_value());
    BOOST_TEST(revision(stores) == before);
    BOOST_TEST(
        put(stores, {{"wiki", "one", 0}}, {}, store::NetworksChange{office, office}).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rules_go_with_their_site, S, AllStores) {
    S stores;
    add_sites(stores);
    BOOST_REQUIRE(put(stores, {{"wiki", "one", 0}}).has_value());
    BOOST_TEST(stores.sites().remove("wiki", sample_audit()));
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    BOOST_TEST(!stores.rules().find("wiki").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
