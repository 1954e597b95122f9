// Personal tokens: made, listed and revoked on the pages of the account.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "postern/crypto/token/personal_token.hpp"
#include "postern/service/access/grant_service.hpp"
#include "postern/service/token/personal_token_service.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using http::Status;

namespace {

struct TokensFixture : WebFixture {
    const service::PersonalTokenService& tokens = wiring.personal_tokens;
    User ann = add_user("ann@example.org");

    TokensFixture() {
        (void)sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now,
                        {.title = "Our wiki"});
        (void)sites.add("shop", "https://shop.example.org", SitePolicy::SignedIn, admin, now);
        browser.sign_in("ann@example.org");
    }

    http::Response make(FormFields fields) {
        browser.get("/account/tokens/new");
        return browser.post("/account/tokens/new", std::move(fields));
    }

    /// The page with the token, and the token itself.
    std::string make_token(const std::string& name) {
        const auto page = make({{"name", name}, {"life", "30"}, {"site.wiki", "1"}});
        BOOST_TEST_REQUIRE((page.status() == Status::Ok), page.body());
        const auto at = page.body().find(crypto::kPersonalTokenPrefix);
        BOOST_TEST_REQUIRE(at != std::string::npos);
        return page.body().substr(at, crypto::kPersonalTokenLength);
    }

    http::Response revoke(Browser& b, const std::string& id) {
        b.get("/account/tokens");
        return b.post("/account/tokens/end", {{"which", id}});
    }

    /// What the form says is wrong.
    void must_refuse(FormFields fields, std::string_view message) {
        const auto before = tokens.list(ann, now).size();
        const auto page = make(std::move(fields));
        BOOST_TEST((page.status() == Status::UnprocessableContent));
        BOOST_TEST(says(page, message), message);
        BOOST_TEST(tokens.list(ann, now).size() == before);
    }

    User& stored() { return stores.state().users.at(ann.id).user; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tokens_tests, TokensFixture)

BOOST_AUTO_TEST_CASE(get_tokens_says_what_tokens_are_for_when_there_are_none) {
    const auto page = browser.get("/account/tokens");
    BOOST_TEST((page.status() == Status::Ok));
    BOOST_TEST(says(page, "You have no tokens."));
    BOOST_TEST(says(page, "git over HTTPS"));
    BOOST_TEST(says(page, "href=\"/account/tokens/new\""));
}

BOOST_AUTO_TEST_CASE(the_menu_leads_to_the_tokens) {
    BOOST_TEST(says(browser.get("/account"), "href=\"/account/tokens\" >Tokens<"));
    BOOST_TEST(says(browser.get("/account/tokens"),
                    "href=\"/account/tokens\" aria-current=\"page\">Tokens<"));
}

BOOST_AUTO_TEST_CASE(post_make_token_shows_a_token_that_is_good) {
    const auto token = make_token("Backup");
    BOOST_TEST(crypto::is_personal_token(token));
    const auto caller = tokens.find(token, now);
    BOOST_REQUIRE(caller.has_value());
    BOOST_TEST(caller->scopes.text() == "site:wiki");
    BOOST_TEST((caller->visitor.user.public_id == ann.public_id));
    const auto all = tokens.list(ann, now);
    BOOST_REQUIRE(all.size() == 1u);
    BOOST_TEST(all[0].name == "Backup");
    BOOST_TEST((all[0].expires_at == now + 30 * 24h));
}

BOOST_AUTO_TEST_CASE(a_token_is_shown_once_and_kept_by_no_browser) {
    const auto page = make({{"name", "Backup"}, {"all_sites", "1"}});
    BOOST_TEST(says(page, "Your new token"));
    BOOST_TEST(page.header("Cache-Control") == "no-store");
    for (const auto* path : {"/account/tokens", "/account/tokens/new", "/account/history"})
        BOOST_TEST(!says(browser.get(path), crypto::kPersonalTokenPrefix), path);
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_loaded_again_makes_no_second_token) {
    const FormFields fields{{"name", " Backup "}, {"all_sites", "1"}};
    BOOST_TEST((make(fields).status() == Status::Ok));
    const auto again = browser.post("/account/tokens/new", fields);
    BOOST_TEST((again.status() == Status::UnprocessableContent));
    BOOST_TEST(says(again, "You have a token with this name already."));
    BOOST_TEST(!says(again, crypto::kPersonalTokenPrefix));
    BOOST_TEST(tokens.list(ann, now).size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_name_of_a_revoked_token_can_be_given_again) {
    make_token("Backup");
    revoke(browser, tokens.list(ann, now)[0].public_id.text());
    make_token("Backup");
    BOOST_TEST(tokens.list(ann, now).size() == 1u);
}

BOOST_AUTO_TEST_CASE(get_tokens_lists_what_a_token_may_do_and_when_it_was_used) {
    const auto token = make_token("Backup");
    auto page = browser.get("/account/tokens");
    BOOST_TEST(says(page, ">Backup<"));
    BOOST_TEST(says(page, "Use Our wiki"));
    BOOST_TEST(!says(page, "Use shop"));
    BOOST_TEST(says(page, "Never used"));
    BOOST_TEST(says(page, "Made: <time datetime=\"2027-01-15T08:00:00Z\">"));
    BOOST_TEST(says(page, "from 192.0.2.7"));
    BOOST_TEST(says(page, "Expires: <time datetime=\"2027-02-14T08:00:00Z\">"));

    now += 10min;
    BOOST_REQUIRE(tokens.find(token, now).has_value());
    page = browser.get("/account/tokens");
    BOOST_TEST(says(page, "Last used: <time datetime=\"2027-01-15T08:10:00Z\">"));
    BOOST_TEST(!says(page, "Never used"));
}

BOOST_AUTO_TEST_CASE(get_tokens_names_a_site_that_is_gone) {
    make_token("Backup");
    stores.state().sites.erase("wiki");
    BOOST_TEST(says(browser.get("/account/tokens"), "Use wiki"));
}

BOOST_AUTO_TEST_CASE(get_tokens_lists_only_the_users_own_that_have_not_expired) {
    make_token("Backup");
    add_user("eve@example.org");
    Browser eve{*this};
    eve.sign_in("eve@example.org");
    BOOST_TEST(!says(eve.get("/account/tokens"), "Backup"));
    now += 30 * 24h;
    browser.sign_in("ann@example.org");
    BOOST_TEST(!says(browser.get("/account/tokens"), "Backup"));
}

BOOST_AUTO_TEST_CASE(every_box_gives_its_scope) {
    const std::pair<std::string, std::string> boxes[] = {
        {"all_sites", "site:*"},          {"site.shop", "site:shop"},
        {"account_read", "account:read"}, {"account_write", "account:write"},
        {"access_ask", "access:ask"},     {"admin_read", "admin:read"},
        {"admin_write", "admin:write"},
    };
    for (const auto& [box, scope] : boxes) {
        BOOST_TEST_REQUIRE((make({{"name", box}, {box, "1"}}).status() == Status::Ok), box);
        const auto all = tokens.list(ann, now);
        const auto made = std::ranges::find(all, box, &PersonalToken::name);
        BOOST_REQUIRE(made != all.end());
        BOOST_TEST(made->scopes.text() == scope);
    }
}

BOOST_AUTO_TEST_CASE(the_form_offers_what_an_administrator_may_do_to_administrators_only) {
    auto page = browser.get("/account/tokens/new");
    BOOST_TEST(says(page, "name=\"account_read\""));
    for (const auto* box : {"admin_read", "admin_write", "access_ask"})
        BOOST_TEST(!says(page, std::string{"name=\""} + box), box);

    const GrantHolder holder{.kind = GrantHolder::Kind::User, .name = ann.public_id.text()};
    BOOST_REQUIRE(wiring.grants
                      .add_permission({.name = "asking", .resource = "authorize", .action = "ask"},
                                      admin, now)
                      .has_value());
    BOOST_REQUIRE(wiring.grants.grant(holder, {Granted::Kind::Permission, "asking"}, {}, admin, now)
                      .has_value());
    page = browser.get("/account/tokens/new");
    BOOST_TEST(says(page, "name=\"access_ask\""));
    BOOST_TEST(!says(page, "name=\"admin_read\""));

    BOOST_REQUIRE(
        wiring.grants.grant(holder, {Granted::Kind::Role, std::string{kAdminRole}}, {}, admin, now)
            .has_value());
    page = browser.get("/account/tokens/new");
    for (const auto* box : {"admin_read", "admin_write", "access_ask"})
        BOOST_TEST(says(page, std::string{"name=\""} + box), box);
}

BOOST_AUTO_TEST_CASE(the_form_offers_the_sites_that_take_tokens) {
    BOOST_TEST(says(browser.get("/account/tokens/new"), "Use Our wiki"));
    auto& wiki = stores.state().sites.at("wiki").tokens;
    wiki.credentials.token = false;
    BOOST_TEST(says(browser.get("/account/tokens/new"), "Use Our wiki"));
    wiki.basic = SiteBasic::Off;
    const auto page = browser.get("/account/tokens/new");
    BOOST_TEST(!says(page, "Use Our wiki"));
    BOOST_TEST(says(page, "Use shop"));
}

BOOST_AUTO_TEST_CASE(the_form_offers_the_usual_lives_and_chooses_the_usual_one) {
    const auto page = browser.get("/account/tokens/new");
    BOOST_TEST(says(page, "<option value=\"30\" >30 days</option>"));
    BOOST_TEST(says(page, "<option value=\"90\" selected>90 days</option>"));
    BOOST_TEST(says(page, "<option value=\"365\" >One year</option>"));
    BOOST_TEST(says(page, "min=\"2027-01-15\" max=\"2028-01-15\""));
    make({{"name", "Backup"}, {"all_sites", "1"}});
    BOOST_TEST((tokens.list(ann, now)[0].expires_at == now + 90 * 24h));
}

BOOST_AUTO_TEST_CASE(a_token_works_until_the_end_of_the_chosen_day_where_the_user_lives) {
    make({{"name", "a"}, {"all_sites", "1"}, {"life", "30"}, {"day", "2027-03-01"}});
    BOOST_TEST(to_rfc3339(tokens.list(ann, now)[0].expires_at) == "2027-03-02T00:00:00Z");
    stored().time_zone = "Europe/Berlin";
    make({{"name", "b"}, {"all_sites", "1"}, {"life", "30"}, {"day", "2027-07-01"}});
    const auto all = tokens.list(ann, now);
    const auto made = std::ranges::find(all, "b", &PersonalToken::name);
    BOOST_REQUIRE(made != all.end());
    BOOST_TEST(to_rfc3339(made->expires_at) == "2027-07-01T22:00:00Z");
}

BOOST_AUTO_TEST_CASE(post_make_token_refuses_what_cannot_be) {
    must_refuse({{"all_sites", "1"}}, "Enter a name.");
    must_refuse({{"name", "  "}, {"all_sites", "1"}}, "Enter a name.");
    must_refuse({{"name", std::string(101, 'x')}, {"all_sites", "1"}},
                "Enter a name of 1 to 100 characters on one line.");
    must_refuse({{"name", "a\nb"}, {"all_sites", "1"}}, "on one line.");
    must_refuse({{"name", "a"}}, "Choose at least one thing.");
    must_refuse({{"name", "a"}, {"site.nowhere", "1"}}, "Choose at least one thing.");
    must_refuse({{"name", "a"}, {"all_sites", "1"}, {"day", "soon"}}, "Choose a day, such as");
    must_refuse({{"name", "a"}, {"all_sites", "1"}, {"day", "2027-02-30"}},
                "Choose a day, such as");
    must_refuse({{"name", "a"}, {"all_sites", "1"}, {"day", "2027-01-14"}}, "Choose a later day");
    must_refuse({{"name", "a"}, {"all_sites", "1"}, {"day", "2028-01-17"}},
                "Choose an earlier day: a token works for at most 366 days.");
    must_refuse({{"name", "a"}, {"all_sites", "1"}, {"life", "367"}}, "Choose an earlier day");
}

BOOST_AUTO_TEST_CASE(the_last_day_that_the_form_offers_is_not_too_late) {
    BOOST_TEST(says(browser.get("/account/tokens/new"), "max=\"2028-01-15\""));
    make({{"name", "a"}, {"all_sites", "1"}, {"day", "2028-01-15"}});
    BOOST_TEST(tokens.list(ann, now).size() == 1u);
    must_refuse({{"name", "b"}, {"all_sites", "1"}, {"day", "2028-01-16"}},
                "Choose an earlier day");
}

BOOST_AUTO_TEST_CASE(a_refused_form_keeps_what_was_typed_and_ticked) {
    const auto page = make({{"name", "Backup"},
                            {"life", "365"},
                            {"day", "soon"},
                            {"site.shop", "1"},
                            {"account_read", "1"}});
    BOOST_TEST(says(page, "value=\"Backup\""));
    BOOST_TEST(says(page, "<option value=\"365\" selected>"));
    BOOST_TEST(says(page, "value=\"soon\""));
    BOOST_TEST(says(page, "name=\"site.shop\" type=\"checkbox\" value=\"1\" checked>"));
    BOOST_TEST(says(page, "name=\"account_read\" type=\"checkbox\" value=\"1\" checked>"));
    BOOST_TEST(says(page, "name=\"site.wiki\" type=\"checkbox\" value=\"1\" >"));
    BOOST_TEST(says(page, "name=\"all_sites\" type=\"checkbox\" value=\"1\"  >"));
}

BOOST_AUTO_TEST_CASE(more_sites_than_one_token_can_name_are_refused) {
    FormFields fields{{"name", "a"}};
    for (int n = 0; n < 30; ++n) {
        const std::string name = std::string(60, 'a') + std::to_string(n);
        BOOST_REQUIRE(sites
                          .add(name, "https://s" + std::to_string(n) + ".example.org",
                               SitePolicy::SignedIn, admin, now)
                          .has_value());
        fields.emplace_back("site." + name, "1");
    }
    must_refuse(fields, "These are too many sites for one token.");
}

BOOST_AUTO_TEST_CASE(a_user_with_as_many_tokens_as_one_may_have_revokes_one_first) {
    const auto visitor = *sessions.find(browser.cookies.at(cookies.session_name()), now);
    Scopes scopes;
    scopes.add_all_sites();
    for (std::size_t n = 0; n < tokens.settings().max_per_user; ++n)
        BOOST_REQUIRE(
            tokens.make(visitor, {.name = "t" + std::to_string(n), .scopes = scopes}, client, now)
                .has_value());
    const auto page = make({{"name", "one more"}, {"all_sites", "1"}});
    BOOST_TEST((page.status() == Status::Conflict));
    BOOST_TEST(says(page, "You have 50 tokens already."));
}

BOOST_AUTO_TEST_CASE(the_page_of_a_new_token_shows_commands_for_what_it_may_do) {
    auto page = make({{"name", "a"}, {"site.wiki", "1"}});
    BOOST_TEST(says(page, "curl --user &#39;ann@example.org&#39; https://wiki.example.org/"));
    BOOST_TEST(says(page, "git clone https://wiki.example.org/project.git"));
    BOOST_TEST(!says(page, "--oauth2-bearer"));

    page = make({{"name", "b"}, {"account_read", "1"}});
    BOOST_TEST(!says(page, "curl --user"));
    BOOST_TEST(says(page, "https://auth.example.org/api/v1/me"));

    stores.state().sites.at("wiki").tokens.basic = SiteBasic::Off;
    page = make({{"name", "c"}, {"site.wiki", "1"}});
    BOOST_TEST(!says(page, "curl --user"));
    BOOST_TEST(says(page, "curl --oauth2-bearer &quot;$TOKEN&quot; https://wiki.example.org/<"));
}

BOOST_AUTO_TEST_CASE(the_pages_that_change_tokens_ask_first_for_a_proof_that_is_fresh) {
    make_token("Backup");
    const auto id = tokens.list(ann, now)[0].public_id.text();
    now += 6min;
    BOOST_TEST(browser.get("/account/tokens/new").header("Location") ==
               "/login/step-up?rd=https://auth.example.org/account/tokens/new");
    BOOST_TEST(browser.post("/account/tokens/new", {{"name", "a"}, {"all_sites", "1"}})
                   .header("Location")
                   .starts_with("/login/step-up"));
    BOOST_TEST(browser.get("/account/tokens/end?which=" + id)
                   .header("Location")
                   .starts_with("/login/step-up"));
    BOOST_TEST(revoke(browser, id).header("Location").starts_with("/login/step-up"));
    BOOST_TEST(tokens.list(ann, now).size() == 1u);
}

BOOST_AUTO_TEST_CASE(without_a_session_the_pages_lead_to_the_sign_in) {
    Browser stranger{*this};
    for (const auto* path : {"/account/tokens", "/account/tokens/new", "/account/tokens/end"})
        BOOST_TEST(stranger.get(path).header("Location").starts_with("/login?rd="), path);
}

BOOST_AUTO_TEST_CASE(get_end_token_asks_and_revokes_nothing) {
    make_token("Backup");
    const auto page =
        browser.get("/account/tokens/end?which=" + tokens.list(ann, now)[0].public_id.text());
    BOOST_TEST(says(page, "Revoke this token?"));
    BOOST_TEST(says(page, "Backup"));
    BOOST_TEST(says(page, "Use Our wiki"));
    BOOST_TEST(tokens.list(ann, now).size() == 1u);
}

BOOST_AUTO_TEST_CASE(get_end_token_goes_back_when_there_is_nothing_to_revoke) {
    make_token("Backup");
    const auto gone = tokens.list(ann, now)[0].public_id.text();
    revoke(browser, gone);
    for (const std::string& which : {std::string{}, std::string{"all"}, gone})
        BOOST_TEST(browser.get("/account/tokens/end?which=" + which).header("Location") ==
                       "/account/tokens",
                   which);
}

BOOST_AUTO_TEST_CASE(post_end_token_revokes_the_token) {
    const auto token = make_token("Backup");
    const auto answer = revoke(browser, tokens.list(ann, now)[0].public_id.text());
    BOOST_TEST(answer.header("Location") == "/account/tokens?revoked=1");
    BOOST_TEST(!tokens.find(token, now).has_value());
    BOOST_TEST(says(browser.get("/account/tokens?revoked=1"), "The token was revoked."));
    BOOST_TEST((stores.state().audit.back().entry.event == AuditEvent::PersonalTokenEnded));
}

BOOST_AUTO_TEST_CASE(post_end_token_never_revokes_another_users_token) {
    const auto token = make_token("Backup");
    add_user("eve@example.org");
    Browser eve{*this};
    eve.sign_in("eve@example.org");
    const auto answer = revoke(eve, tokens.list(ann, now)[0].public_id.text());
    BOOST_TEST(answer.header("Location") == "/account/tokens");
    BOOST_TEST(tokens.find(token, now).has_value());
}

BOOST_AUTO_TEST_CASE(post_end_token_refuses_what_is_no_token) {
    for (const auto* which : {"", "all", "../../etc", "AAAA"})
        BOOST_TEST((revoke(browser, which).status() == Status::BadRequest), which);
}

BOOST_AUTO_TEST_SUITE_END()
