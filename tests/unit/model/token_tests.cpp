#include "postern/model/token.hpp"

#include <boost/test/unit_test.hpp>

namespace postern {
namespace {

using namespace std::string_literals;

const auto kApiScopes = {ApiScope::AccountRead, ApiScope::AccountWrite, ApiScope::AccessAsk,
                         ApiScope::AdminRead, ApiScope::AdminWrite};

Scopes scopes_of(std::string_view text) {
    const auto scopes = Scopes::parse(text);
    BOOST_REQUIRE_MESSAGE(scopes.has_value(), text);
    return *scopes;
}

/// A family that was granted at 1000 and ends at 2000 at the latest.
TokenFamily family_with(std::int64_t used_at, std::int64_t idle) {
    const auto at = [](std::int64_t seconds) { return TimePoint{std::chrono::seconds{seconds}}; };
    return {.id = FamilyId{1},
            .public_id = PublicId::from_random(std::string(16, 'a')),
            .user_id = UserId{1},
            .name = "",
            .scopes = {},
            .authentication = {Level::One, {}, at(1000), std::nullopt},
            .created_at = at(1000),
            .address = "192.0.2.1",
            .user_agent = "",
            .used_at = at(used_at),
            .expires_at = at(2000),
            .idle_ttl = std::chrono::seconds{idle},
            .counter = 0,
            .counter_at = at(used_at),
            .sealed_seed = ""};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(token_model_tests)

BOOST_AUTO_TEST_CASE(scopes_are_read_and_written_alike) {
    for (const std::string_view text :
         {"", "account:read", "account:write", "access:ask", "admin:read", "admin:write", "site:*",
          "site:wiki", "account:read account:write access:ask admin:read admin:write site:* site:a",
          "site:0 site:a site:a-b_c"})
        BOOST_TEST(scopes_of(text).text() == text);
}

BOOST_AUTO_TEST_CASE(scopes_have_one_order_and_stand_once) {
    BOOST_TEST(scopes_of("site:wiki admin:write site:* site:blog account:read").text() ==
               "account:read admin:write site:* site:blog site:wiki");
    BOOST_TEST(scopes_of("site:a account:read site:a account:read site:* site:*").text() ==
               "account:read site:* site:a");
    BOOST_TEST((scopes_of("site:b site:a") == scopes_of("site:a site:b")));
}

BOOST_AUTO_TEST_CASE(parse_refuses_what_is_no_list_of_scopes) {
    for (const std::string& text : {" "s,
                                    "account"s,
                                    "account:"s,
                                    "account:delete"s,
                                    "Account:read"s,
                                    "account:read "s,
                                    " account:read"s,
                                    "account:read  admin:read"s,
                                    "account:read,admin:read"s,
                                    "account:read\tadmin:read"s,
                                    "account:read\n"s,
                                    "account:read\0"s,
                                    "account:*"s,
                                    "*"s,
                                    "site:"s,
                                    "site"s,
                                    "site:**"s,
                                    "site:* "s,
                                    "site:Wiki"s,
                                    "site:a.b"s,
                                    "site:-a"s,
                                    "site:a/b"s,
                                    "site:\xC3\xA4"s,
                                    "site:" + std::string(65, 'a'),
                                    "openid"s,
                                    "\"site:a\""s})
        BOOST_TEST(!Scopes::parse(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(parse_takes_a_thousand_bytes) {
    std::string text = "site:" + std::string(64, 'a');
    while (text.size() + 7 <= Scopes::kMaxTextBytes) text += " site:b";
    text += std::string(Scopes::kMaxTextBytes - text.size(), 'b');
    BOOST_TEST(text.size() == 1000u);
    BOOST_TEST(Scopes::parse(text).has_value());
    BOOST_TEST(!Scopes::parse(text + "b").has_value());
}

BOOST_AUTO_TEST_CASE(everything_has_each_scope_and_all_sites) {
    const auto all = Scopes::everything();
    for (const ApiScope scope : kApiScopes) BOOST_TEST(all.has(scope), to_text(scope));
    BOOST_TEST(all.has_all_sites());
    BOOST_TEST(all.text() == "account:read account:write access:ask admin:read admin:write site:*");
    BOOST_TEST((scopes_of(all.text()) == all));
}

BOOST_AUTO_TEST_CASE(no_scope_implies_another) {
    for (const ApiScope one : kApiScopes) {
        const Scopes scopes{one};
        for (const ApiScope other : kApiScopes) BOOST_TEST(scopes.has(other) == (one == other));
        BOOST_TEST(!scopes.has_any_site());
        BOOST_TEST(!scopes.has_site("wiki"));
        BOOST_TEST(!scopes.empty());
        BOOST_TEST((scopes_of(to_text(one)) == scopes));
    }
    BOOST_TEST(Scopes{}.empty());
    BOOST_TEST(!scopes_of("site:*").has(ApiScope::AccountRead));
    BOOST_TEST(!scopes_of("site:*").empty());
}

BOOST_AUTO_TEST_CASE(a_site_is_named_or_among_all_of_them) {
    const auto named = scopes_of("site:wiki site:blog");
    BOOST_TEST((named.has_site("wiki") && named.names_site("wiki") && named.has_any_site()));
    BOOST_TEST((!named.has_site("wik") && !named.has_site("wikis") && !named.has_site("")));
    BOOST_TEST(!named.has_all_sites());
    const auto all = scopes_of("site:* site:blog");
    BOOST_TEST((all.has_site("wiki") && !all.names_site("wiki") && all.names_site("blog")));
    BOOST_TEST((all.has_all_sites() && all.has_any_site() && !all.names_site("*")));
}

BOOST_AUTO_TEST_CASE(the_text_of_the_sites_says_the_same_as_the_set) {
    BOOST_TEST(scopes_of("account:read").sites_text().empty());
    BOOST_TEST(scopes_of("site:wiki account:read site:blog").sites_text() == "blog wiki");
    BOOST_TEST(scopes_of("site:*").sites_text() == "*");
    BOOST_TEST(scopes_of("site:wiki site:*").sites_text() == "* wiki");
    for (const auto* text : {"", "account:read", "site:wiki", "site:a site:wiki site:z", "site:*",
                             "site:* site:wiki", "site:wikis site:wik"}) {
        const auto scopes = scopes_of(text);
        for (const auto* name : {"wiki", "wik", "a", "z", "other", ""}) {
            BOOST_TEST_CONTEXT(text << ", " << name) {
                const auto sites = scopes.sites_text();
                BOOST_TEST(sites_text_has(sites, name) == scopes.has_site(name));
                BOOST_TEST(sites_text_names(sites, name) == scopes.names_site(name));
            }
        }
    }
    BOOST_TEST(!sites_text_names("a b", "a b"));
    BOOST_TEST(!sites_text_has("a b", "a b"));
}

BOOST_AUTO_TEST_CASE(a_name_that_no_site_can_have_adds_nothing) {
    Scopes scopes;
    for (const auto* name : {"", "*", "Wiki", "a b", "a:b"}) scopes.add_site(name);
    BOOST_TEST(scopes.empty());
    scopes.add_site("wiki");
    BOOST_TEST(scopes.text() == "site:wiki");
}

BOOST_AUTO_TEST_CASE(scopes_are_within_others_that_have_them_all) {
    const struct {
        const char* one;
        const char* other;
        bool within;
    } rows[] = {
        {"", "", true},
        {"", "account:read", true},
        {"account:read", "", false},
        {"account:read", "account:read account:write", true},
        {"account:read account:write", "account:read", false},
        {"account:write", "account:read", false},
        {"site:a", "site:a site:b", true},
        {"site:a site:b", "site:a", false},
        {"site:a site:b", "site:*", true},
        {"site:*", "site:a", false},
        {"site:*", "site:* site:a", true},
        {"site:* site:a", "site:*", true},
        {"site:a account:read", "site:*", false},
    };
    for (const auto& row : rows) BOOST_TEST_CONTEXT(row.one << " in " << row.other)
    BOOST_TEST(scopes_of(row.one).are_within(scopes_of(row.other)) == row.within);
}

BOOST_AUTO_TEST_CASE(a_family_ends_when_it_is_idle_or_old) {
    const auto end_of = [](std::int64_t used_at, std::int64_t idle) {
        return ends_at(family_with(used_at, idle)).time_since_epoch().count();
    };
    BOOST_TEST(end_of(1000, 100) == 1100);
    BOOST_TEST(end_of(1500, 100) == 1600);
    BOOST_TEST(end_of(1950, 100) == 2000);
    BOOST_TEST(end_of(1000, 5000) == 2000);
}

BOOST_AUTO_TEST_CASE(each_end_of_a_family_has_a_word_of_its_own) {
    BOOST_TEST(to_text(FamilyEnd::Revoked) == "revoked");
    BOOST_TEST(to_text(FamilyEnd::Reused) == "reused");
    BOOST_TEST(to_text(FamilyEnd::Limit) == "limit");
    BOOST_TEST(to_text(FamilyEnd::ByAdmin) == "by_admin");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace postern
