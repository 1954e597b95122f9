// Which sites there are, and which links lead back to them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/service_fixture.hpp"

using namespace postern;
using service::AddSiteError;

struct SiteFixture : test::ServiceFixture {
    SiteFixture() {
        BOOST_REQUIRE(
            sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now)
                .has_value());
        BOOST_REQUIRE(
            sites.add("odd", "https://odd.example.org:8443", SitePolicy::Public, admin, now)
                .has_value());
    }
};

BOOST_FIXTURE_TEST_SUITE(site_service_tests, SiteFixture)

BOOST_AUTO_TEST_CASE(add_refuses_bad_names_bad_origins_and_taken_names) {
    const auto add = [&](auto name, auto origin) {
        return sites.add(name, origin, SitePolicy::SignedIn, admin, now).error();
    };
    BOOST_TEST((add("", "https://a.example.org") == AddSiteError::BadName));
    BOOST_TEST((add("A B", "https://a.example.org") == AddSiteError::BadName));
    BOOST_TEST((add("a", "a.example.org") == AddSiteError::BadOrigin));
    BOOST_TEST((add("a", "https://a.example.org/path") == AddSiteError::BadOrigin));
    BOOST_TEST((add("a", "http://a.example.org") == AddSiteError::BadOrigin));
    BOOST_TEST((add("wiki", "https://a.example.org") == AddSiteError::NameTaken));
}

BOOST_AUTO_TEST_CASE(allowed_return_link_allows_sites_and_the_portal) {
    for (const char* link : {"https://wiki.example.org/", "https://wiki.example.org/a?b=c&d=%2F",
                             "HTTPS://WIKI.example.org/x", "https://wiki.example.org:443/x",
                             "https://odd.example.org:8443/", "https://auth.example.org/account"})
        BOOST_TEST_CONTEXT(link) BOOST_TEST(sites.allowed_return_link(link).has_value());
    BOOST_TEST(sites.allowed_return_link("HTTPS://WIKI.example.org:443/x")->link ==
               "https://wiki.example.org/x");
}

BOOST_AUTO_TEST_CASE(allowed_return_link_allows_nothing_else) {
    for (const char* link : {"",
                             "/",
                             "/account",
                             "//wiki.example.org/",
                             "https:wiki.example.org/",
                             "https:/wiki.example.org/",
                             "https:///wiki.example.org/",
                             "http://wiki.example.org/",
                             "https://evil.example/",
                             "https://wiki.example.org.evil.example/",
                             "https://evilwiki.example.org/",
                             "https://example.org/",
                             "https://x.wiki.example.org/",
                             "https://wiki.example.org:8443/",
                             "https://odd.example.org/",
                             "https://wiki.example.org@evil.example/",
                             "https://evil.example@wiki.example.org/",
                             "https://evil.example\\@wiki.example.org/",
                             "https://wiki.example.org\\.evil.example/",
                             "https://wiki.example.org\t/",
                             "\thttps://wiki.example.org/",
                             "https://wiki.example.org%2eevil.example/",
                             "https://wiki.example.org#@evil.example/",
                             "https://wiki.example.org?@evil.example/",
                             "javascript:alert(1)//wiki.example.org",
                             "data:text/html,https://wiki.example.org/",
                             "https://w\u0456ki.example.org/",
                             "https://wiki.example.org//evil.example/",
                             "https://wiki.example.org/\\evil.example"})
        BOOST_TEST_CONTEXT(link) BOOST_TEST(!sites.allowed_return_link(link).has_value());
}

BOOST_AUTO_TEST_CASE(allowed_return_link_forgets_a_removed_site) {
    BOOST_TEST(sites.remove("wiki", admin, now));
    BOOST_TEST(!sites.allowed_return_link("https://wiki.example.org/").has_value());
}

BOOST_AUTO_TEST_CASE(set_changes_the_given_fields_and_keeps_the_rest) {
    auto changed = sites.set("wiki", {.policy = SitePolicy::Public}, admin, now);
    BOOST_REQUIRE(changed.has_value());
    BOOST_TEST((changed->policy == SitePolicy::Public));
    BOOST_TEST(changed->origin.text() == "https://wiki.example.org");
    changed = sites.set("wiki", {.origin = "https://new.example.org"}, admin, now);
    BOOST_REQUIRE(changed.has_value());
    BOOST_TEST(sites.find("wiki")->origin.text() == "https://new.example.org");
    BOOST_TEST((sites.find("wiki")->policy == SitePolicy::Public));
}

BOOST_AUTO_TEST_CASE(a_site_has_the_words_that_people_read_about_it) {
    const auto added = sites.add("shop", "https://shop.example.org", SitePolicy::SignedIn, admin,
                                 now, {"  Zoë’s shop ", "Bees & honey"});
    BOOST_REQUIRE(added.has_value());
    BOOST_TEST(added->title == "Zoë’s shop");
    BOOST_TEST(added->description == "Bees & honey");
    BOOST_TEST(sites.allowed_return_link("https://shop.example.org/x")->title == "Zoë’s shop");
    BOOST_TEST(sites.allowed_return_link("https://wiki.example.org/x")->title == "");
    const auto changed = sites.set("shop", {.title = "Shop", .description = ""}, admin, now);
    BOOST_REQUIRE(changed.has_value());
    BOOST_TEST(changed->title == "Shop");
    BOOST_TEST(changed->description == "");
    BOOST_TEST(changed->origin.text() == "https://shop.example.org");
}

BOOST_AUTO_TEST_CASE(words_that_lie_on_a_page_are_refused) {
    using service::SetSiteError;
    for (const std::string words : {"\n", "a\nb",
                                    "\xE2\x80\xAE"
                                    "evil",
                                    "   ", "\xff"})
        BOOST_TEST_CONTEXT(words) {
            BOOST_TEST((sites.set("wiki", {.title = words}, admin, now).error() ==
                        SetSiteError::BadTitle));
            BOOST_TEST((sites.set("wiki", {.description = words}, admin, now).error() ==
                        SetSiteError::BadDescription));
        }
    const auto add = [&](const service::SiteWords& words) {
        return sites.add("new", "https://new.example.org", SitePolicy::Public, admin, now, words)
            .error();
    };
    BOOST_TEST((add({std::string(101, 'x'), ""}) == AddSiteError::BadTitle));
    BOOST_TEST((add({"", std::string(201, 'x')}) == AddSiteError::BadDescription));
    BOOST_TEST(!sites.find("new").has_value());
}

BOOST_AUTO_TEST_CASE(set_refuses_an_unknown_site_and_a_bad_origin) {
    const auto set = [&](auto name, auto origin) {
        return sites.set(name, {.origin = origin}, admin, now).error();
    };
    BOOST_TEST((set("app", "https://app.example.org") == service::SetSiteError::NoSuchSite));
    BOOST_TEST((set("wiki", "http://wiki.example.org") == service::SetSiteError::BadOrigin));
    BOOST_TEST((set("wiki", "wiki.example.org") == service::SetSiteError::BadOrigin));
    BOOST_TEST(sites.find("wiki")->origin.text() == "https://wiki.example.org");
}

BOOST_AUTO_TEST_CASE(every_change_writes_an_audit_event_that_names_the_actor_and_the_site) {
    const PublicId ann = add_user("ann@example.org").public_id;
    stores.state().audit.clear();
    const auto actor = Actor::signed_in(ann, "192.0.2.7", "r-1");
    BOOST_TEST(
        sites.add("app", "https://app.example.org", SitePolicy::Public, actor, now).has_value());
    BOOST_TEST(sites.set("app", {.policy = SitePolicy::SignedIn}, actor, now).has_value());
    BOOST_TEST(sites.remove("app", actor, now));
    std::vector<AuditEvent> events;
    for (const auto& [id, entry] : stores.state().audit) {
        events.push_back(entry.event);
        BOOST_TEST(entry.actor == "admin:" + ann.text());
        BOOST_TEST(entry.address == "192.0.2.7");
        BOOST_TEST(entry.request_id == "r-1");
        BOOST_TEST(entry.detail == "app");
        BOOST_TEST(!entry.user.has_value());
    }
    using enum AuditEvent;
    BOOST_TEST((events == std::vector{SiteAdded, SiteChanged, SiteRemoved}));
}

BOOST_AUTO_TEST_CASE(a_refused_change_writes_no_audit_event) {
    stores.state().audit.clear();
    BOOST_TEST(
        !sites.add("wiki", "https://a.example.org", SitePolicy::Public, admin, now).has_value());
    BOOST_TEST(!sites.set("app", {.policy = SitePolicy::Public}, admin, now).has_value());
    BOOST_TEST(!sites.remove("app", admin, now));
    BOOST_TEST(stores.state().audit.empty());
}

BOOST_AUTO_TEST_CASE(a_new_site_takes_every_credential_and_gets_no_assertion) {
    const auto site = sites.find("wiki").value();
    BOOST_TEST((site.tokens == SiteTokens{}));
    const SiteTokens wanted{.credentials = {.cookie = false, .token = true, .basic = false},
                            .basic = SiteBasic::Off,
                            .audience = TokenAudience::Site,
                            .assertion = true};
    const auto added = sites.add("api", "https://api.example.org", SitePolicy::SignedIn, admin, now,
                                 {}, {}, wanted);
    BOOST_REQUIRE(added.has_value());
    BOOST_TEST((added->tokens == wanted));
    BOOST_TEST((sites.find("api")->tokens == wanted));
}

BOOST_AUTO_TEST_CASE(set_changes_each_setting_of_tokens_alone) {
    SiteTokens expected;
    const auto set = [&](const service::TypedSiteChange& change) {
        const auto changed = sites.set("wiki", change, admin, now);
        BOOST_REQUIRE(changed.has_value());
        BOOST_TEST((changed->tokens == expected));
        BOOST_TEST((changed->policy == SitePolicy::SignedIn));
    };
    expected.credentials.basic = false;
    set({.credentials = expected.credentials});
    expected.basic = SiteBasic::Password;
    set({.basic = SiteBasic::Password});
    expected.audience = TokenAudience::Site;
    set({.audience = TokenAudience::Site});
    expected.assertion = true;
    set({.assertion = true});
    expected.assertion = false;
    set({.assertion = false});
}

BOOST_AUTO_TEST_SUITE_END()
