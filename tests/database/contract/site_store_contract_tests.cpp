// What every SiteStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"

using namespace postern;
using namespace postern::test;

BOOST_AUTO_TEST_SUITE(site_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(add_stores_a_site, S, AllStores) {
    S stores;
    auto fresh = sample_site("wiki");
    fresh.policy = SitePolicy::Public;
    fresh.title = "Zoë’s 李 wiki";
    fresh.description = "What we know about \xF0\x9F\x90\x9D";
    fresh.origin = *Origin::parse("http://[2001:db8::1]:8443");
    fresh.demand = {Level::Two, std::chrono::seconds{300}};
    fresh.contact = EmailAddress::parse("keeper@example.org");
    fresh.tokens = {.credentials = {.cookie = false, .token = true, .basic = false},
                    .basic = SiteBasic::Password,
                    .audience = TokenAudience::Site,
                    .assertion = true};
    const auto added = stores.sites().add(fresh, sample_audit());
    BOOST_REQUIRE(added.has_value());
    const auto found = stores.sites().find_by_name("wiki");
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(same(*found, *added));
    BOOST_TEST(found->origin.text() == fresh.origin.text());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_refuses_a_name_that_is_taken, S, AllStores) {
    S stores;
    BOOST_REQUIRE(stores.sites().add(sample_site("wiki"), sample_audit()).has_value());
    const auto second = stores.sites().add(sample_site("wiki"), sample_audit());
    BOOST_REQUIRE(!second.has_value());
    BOOST_CHECK(second.error() == store::AddSiteError::NameTaken);
    BOOST_TEST(stores.sites().find_all().size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_all_sorts_by_name, S, AllStores) {
    S stores;
    for (const char* name : {"wiki", "app", "mail-2"})
        stores.sites().add(sample_site(name), sample_audit()).value();
    const auto all = stores.sites().find_all();
    BOOST_REQUIRE(all.size() == 3u);
    BOOST_TEST(all[0].name == "app");
    BOOST_TEST(all[1].name == "mail-2");
    BOOST_TEST(all[2].name == "wiki");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(find_by_name_is_exact, S, AllStores) {
    S stores;
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    for (const char* name : {"Wiki", "wiki ", "wik", "wikì", "", "wiki\n"})
        BOOST_TEST(!stores.sites().find_by_name(name).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_says_whether_the_site_was_there, S, AllStores) {
    S stores;
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    BOOST_TEST(!stores.sites().remove("WIKI", sample_audit()));
    BOOST_TEST(stores.sites().remove("wiki", sample_audit()));
    BOOST_TEST(!stores.sites().remove("wiki", sample_audit()));
    BOOST_TEST(stores.sites().find_all().empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_replaces_origin_and_policy_of_that_site_alone, S, AllStores) {
    S stores;
    for (const char* name : {"wiki", "app"})
        stores.sites().add(sample_site(name), sample_audit()).value();
    const auto moved = *Origin::parse("https://new.example.org");
    BOOST_TEST(stores.sites().set("wiki", {.origin = moved, .policy = SitePolicy::Public},
                                  sample_audit()));
    const auto wiki = stores.sites().find_by_name("wiki");
    BOOST_TEST(wiki->origin.text() == "https://new.example.org");
    BOOST_TEST((wiki->policy == SitePolicy::Public));
    const auto app = stores.sites().find_by_name("app");
    BOOST_TEST(app->origin.text() == "https://app.example.org");
    BOOST_TEST((app->policy == SitePolicy::SignedIn));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_keeps_what_it_does_not_change, S, AllStores) {
    S stores;
    auto fresh = sample_site("wiki");
    fresh.title = "Wiki";
    fresh.description = "What we know";
    auto expected = stores.sites().add(fresh, sample_audit()).value();
    const auto now_is = [&](const SiteChange& change) {
        BOOST_TEST(stores.sites().set("wiki", change, sample_audit()));
        BOOST_TEST(same(*stores.sites().find_by_name("wiki"), expected));
    };
    now_is({});
    expected.policy = SitePolicy::Public;
    now_is({.policy = SitePolicy::Public});
    expected.title = "Knowledge";
    now_is({.title = "Knowledge"});
    expected.origin = *Origin::parse("https://new.example.org");
    now_is({.origin = expected.origin});
    expected.description = "";
    now_is({.description = ""});
    expected.demand.level = Level::PhishingResistant;
    now_is({.level = Level::PhishingResistant});
    expected.demand.max_age = kMaxMaxAge;
    now_is({.max_age = kMaxMaxAge});
    expected.demand.max_age = std::nullopt;
    now_is({.max_age = std::chrono::seconds{0}});
    expected.contact = EmailAddress::parse("keeper@example.org");
    now_is({.contact = expected.contact});
    now_is({.title = expected.title});
    expected.contact = std::nullopt;
    now_is({.contact = expected.contact});
    expected.tokens.credentials = {.cookie = true, .token = false, .basic = false};
    now_is({.credentials = expected.tokens.credentials});
    expected.tokens.basic = SiteBasic::Off;
    now_is({.basic = SiteBasic::Off});
    expected.tokens.audience = TokenAudience::Site;
    now_is({.audience = TokenAudience::Site});
    expected.tokens.assertion = true;
    now_is({.assertion = true});
    now_is({.title = expected.title});
    expected.tokens.assertion = false;
    now_is({.assertion = false});
}

BOOST_AUTO_TEST_CASE(a_site_of_an_earlier_version_takes_every_credential) {
    MysqlStores stores;
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    RawSql{}.run(
        "UPDATE site SET credentials = DEFAULT, basic = DEFAULT, token_audience = DEFAULT,"
        " assertion = DEFAULT");
    BOOST_TEST((stores.sites().find_by_name("wiki")->tokens == SiteTokens{}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(set_says_whether_the_site_was_there, S, AllStores) {
    S stores;
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    BOOST_TEST(stores.sites().set("wiki", {.policy = SitePolicy::SignedIn}, sample_audit()));
    BOOST_TEST(!stores.sites().set("app", {.policy = SitePolicy::SignedIn}, sample_audit()));
    BOOST_TEST(!stores.sites().set("WIKI", {.policy = SitePolicy::SignedIn}, sample_audit()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_change_writes_its_audit_entry_and_no_other_does, S, AllStores) {
    S stores;
    const auto entries = [&] { return stores.audit().find_latest({}, 0, 100).size(); };
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    BOOST_TEST(entries() == 1u);
    BOOST_TEST(stores.sites().set("wiki", {.policy = SitePolicy::Public}, sample_audit()));
    BOOST_TEST(entries() == 2u);
    BOOST_TEST(stores.sites().remove("wiki", sample_audit()));
    BOOST_TEST(entries() == 3u);

    BOOST_TEST(!stores.sites().remove("wiki", sample_audit()));
    BOOST_TEST(!stores.sites().set("wiki", {.policy = SitePolicy::SignedIn}, sample_audit()));
    stores.sites().add(sample_site("wiki"), sample_audit()).value();
    BOOST_TEST(!stores.sites().add(sample_site("wiki"), sample_audit()).has_value());
    BOOST_TEST(entries() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
