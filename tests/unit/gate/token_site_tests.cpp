// Which tokens a site takes, what it asks of them, and how it says so.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/access/rule_text.hpp"
#include "postern/crypto/token/refresh_token.hpp"
#include "unit/gate/presented_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using test::basic;
using test::has_line;
using test::PresentedFixture;

BOOST_FIXTURE_TEST_SUITE(token_site_tests, PresentedFixture)

// --- scope, audience, and what a site takes

BOOST_AUTO_TEST_CASE(a_token_whose_scope_lacks_the_site_is_denied) {
    checks.access.at(claims.id).scopes = *Scopes::parse("site:other account:read");
    checks.personal.at(digest_of(personal)).scopes = *Scopes::parse("account:read");
    for (const auto& authorization : {access(), personal_bearer()}) {
        const auto said = answer_to(authorization);
        BOOST_TEST(said.starts_with("Status: 403 "));
        BOOST_TEST(has_line(said, "Postern-Reason: scope"));
        BOOST_TEST(
            has_line(said,
                     "WWW-Authenticate: Bearer realm=\"wiki\", error=\"insufficient_scope\", "
                     "scope=\"site:wiki\""));
        BOOST_TEST(said.find("Remote-User: ann") == std::string::npos);
    }
    BOOST_TEST(answer_to(basic("", personal)).starts_with("Status: 403 "));
    BOOST_TEST(answer().find("WWW-Authenticate") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_scope_is_compared_for_each_site_also_from_memory) {
    claims.scope = "site:*";
    BOOST_REQUIRE(passes(access()));
    (void)answer_to("", "blog");  // learns the site
    BOOST_TEST(answer_to(access(), "blog").starts_with("Status: 403 "));
    checks.access.at(claims.id).scopes = Scopes::everything();
    memory.generations->revoke_all();
    BOOST_TEST(passes(access(), "blog"));
    BOOST_TEST(passes(access(), "wiki"));
    BOOST_TEST(cost_of_answer() == 0u);
}

BOOST_AUTO_TEST_CASE(an_access_token_is_for_no_site_that_its_own_scope_lacks) {
    const auto with_scope = [&](const char* scope, const char* stored) {
        memory.generations->revoke_all();
        claims = claims_for({"https://auth.example.org"});
        claims.scope = scope;
        auto family_row = good();
        family_row.scopes = *Scopes::parse(stored);
        checks.access.emplace(claims.id, family_row);
    };
    const auto is_out_of_scope = [&](std::string_view site) {
        return has_line(answer_to(access(), site), "Postern-Reason: scope");
    };
    (void)answer_to("", "blog");  // learns the site
    struct Row {
        const char* scope;
        const char* stored;
        bool wiki;
        bool blog;
    };
    for (const Row& row :
         {Row{"site:wiki", "site:*", true, false}, Row{"site:*", "site:wiki", true, false},
          Row{"site:blog site:wiki", "site:wiki site:other", true, false},
          Row{"site:*", "site:*", true, true}, Row{"site:* site:wiki", "site:*", true, true},
          Row{"account:read", "site:*", false, false}, Row{"", "site:*", false, false},
          Row{"site:wiki what:ever", "site:*", false, false}}) {
        with_scope(row.scope, row.stored);
        BOOST_TEST_CONTEXT(row.scope << " of " << row.stored) {
            BOOST_TEST(is_out_of_scope("wiki") == !row.wiki);
            BOOST_TEST((cost_of_answer() == 0u) == row.wiki);  // kept with what both have
            BOOST_TEST(is_out_of_scope("blog") == !row.blog);
            if (row.wiki) BOOST_TEST(cost_of_answer() == 0u);
            BOOST_TEST(passes(access(), "wiki") == row.wiki);
            BOOST_TEST(passes(access(), "blog") == row.blog);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_token_for_one_site_alone_needs_that_site_in_its_own_scope_as_well) {
    for (const auto& [scope, passing] :
         {std::pair{"site:wiki", true}, std::pair{"site:blog account:read", false}}) {
        claims = claims_for({"https://wiki.example.org"});
        claims.scope = scope;
        auto stored = good();
        stored.site = "wiki";
        checks.access.emplace(claims.id, stored);
        BOOST_TEST_CONTEXT(scope) {
            BOOST_TEST(passes(access()) == passing);
            BOOST_TEST(has_line(answer(), "Postern-Reason: scope") == !passing);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_token_for_one_site_alone_passes_there_and_nowhere_else) {
    claims = claims_for({"https://wiki.example.org"});
    auto stored = good();
    stored.site = "wiki";
    stored.scopes = Scopes::everything();
    checks.access.emplace(claims.id, stored);
    for (const auto audience : {TokenAudience::Issuer, TokenAudience::Site}) {
        change({.audience = audience});
        BOOST_TEST(passes(access()));
        BOOST_TEST(answer_to(access(), "blog").starts_with("Status: 401 "));
    }
    checks.access.at(claims.id).scopes = *Scopes::parse("account:read");
    memory.generations->revoke_all();
    BOOST_TEST(answer_to(access()).starts_with("Status: 403 "));
}

BOOST_AUTO_TEST_CASE(a_token_must_say_itself_whom_it_is_for) {
    for (const char* audience : {"https://blog.example.org", "https://auth.example.org/", "wiki"}) {
        claims = claims_for({audience});
        checks.access.emplace(claims.id, good());
        BOOST_TEST_CONTEXT(audience) BOOST_TEST(is_invalid(access()));
    }
    claims = claims_for({"https://other.example.org", "https://auth.example.org"});
    checks.access.emplace(claims.id, good());
    BOOST_TEST(passes(access()));
}

BOOST_AUTO_TEST_CASE(a_token_must_name_the_user_and_the_client_that_its_family_has) {
    const auto other_user = PublicId::from_random(entropy.bytes(PublicId::kBytes)).text();
    BOOST_TEST(is_invalid(other_access([&](auto& of) { of.subject = other_user; })));
    BOOST_TEST(is_invalid(other_access([](auto& of) { of.client_id = "other"; })));
    BOOST_TEST(passes(other_access([](auto&) {})));
}

BOOST_AUTO_TEST_CASE(a_site_may_take_only_tokens_for_itself) {
    BOOST_REQUIRE(passes(access()));
    BOOST_REQUIRE(passes(personal_bearer()));
    change({.audience = TokenAudience::Site});
    BOOST_TEST(is_invalid(access()));
    BOOST_TEST(passes(personal_bearer()));  // it names the site
    checks.personal.at(digest_of(personal)).scopes = Scopes::everything();
    memory.generations->revoke_all();
    BOOST_TEST(answer_to(personal_bearer()).starts_with("Status: 403 "));
}

BOOST_AUTO_TEST_CASE(a_site_takes_only_the_credentials_that_it_is_set_to_take) {
    struct Row {
        const char* name;
        SiteTokens tokens;
        bool cookie, bearer, by_basic;
    };
    for (const Row& row : {
             Row{"all", {}, true, true, true},
             Row{"cookie", {.credentials = {true, false, false}}, true, false, false},
             Row{"token", {.credentials = {false, true, false}}, false, true, false},
             Row{"basic", {.credentials = {false, false, true}}, false, false, true},
             Row{"basic = off", {.basic = SiteBasic::Off}, true, true, false},
         }) {
        change(row.tokens);
        for (int i = 0; i < 3; ++i) {  // also from memory
            BOOST_TEST_CONTEXT(row.name) {
                ask_for("wiki", session_cookie(session));
                BOOST_TEST(answer().starts_with("Status: 204 ") == row.cookie);
                BOOST_TEST(passes(access()) == row.bearer);
                BOOST_TEST(passes(personal_bearer()) == row.bearer);
                BOOST_TEST(passes(basic("", personal)) == row.by_basic);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_a_site_does_not_take_is_kept_from_it_all_the_same) {
    change({.credentials = {true, false, false}});
    for (int i = 0; i < 2; ++i)
        for (const auto& authorization : {access(), personal_bearer(), basic("", personal)}) {
            ask_with("wiki", authorization, session_cookie(session));
            BOOST_TEST(has_line(answer(), "Postern-Credential: consumed"));
        }
}

BOOST_AUTO_TEST_CASE(a_token_of_ours_is_kept_from_sites_whatever_its_key_and_place) {
    const auto token = access().substr(std::string_view{"Bearer "}.size());
    const Secret seed{std::string(32, 's')};
    const std::string refresh{crypto::make_refresh_token(seed, family, 0).reveal()};
    const auto foreign = other_access([](auto& of) { of.issuer = "https://other.example.org"; });
    // Signed with the next key, which this host has not read yet.
    const auto next = crypto::SigningKey::generate(crypto::SignatureAlgorithm::Es256);
    const auto unread =
        "Bearer " + crypto::make_compact(next, crypto::kAccessTokenType, to_payload(claims));
    for (const auto& authorization :
         {unread, basic("ann@example.org", token), "Bearer " + refresh, basic("", refresh)})
        for (int i = 0; i < 2; ++i) {  // from the database, and from memory
            ask_with("wiki", authorization, session_cookie(session));
            BOOST_TEST(has_line(answer(), "Postern-Credential: consumed"));
            BOOST_TEST(answer_to(authorization, "blog").starts_with("Status: 401 "));
        }
    memory.keys->publish({});
    ask_with("wiki", foreign, session_cookie(session));
    BOOST_TEST(has_line(answer(), "Postern-Credential: none"));
}

BOOST_AUTO_TEST_CASE(a_site_without_cookies_sends_nobody_to_sign_in) {
    change({.credentials = {false, true, true}});
    ask_for("wiki", session_cookie(session));
    const auto said = answer();
    BOOST_TEST(said.starts_with("Status: 401 "));
    BOOST_TEST(said.find("Location") == std::string::npos);
    BOOST_TEST(said.find("WWW-Authenticate") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_new_worker_learns_what_a_site_takes_from_the_others) {
    change({.credentials = {true, false, true}, .basic = SiteBasic::Off});
    BOOST_TEST(is_invalid(access()));  // this one has the site from the database
    stores.state().unavailable = true;
    gate::Gate other{cookies, memory.for_gate(), settings(true)};
    ask_with("wiki", access());
    BOOST_TEST(has_line(answer_of(other, now), kInvalid));
}

// --- level and age

BOOST_AUTO_TEST_CASE(a_program_with_too_little_proof_is_told_what_more_to_prove) {
    demand("wiki", {Level::Two, 900s});
    poll();
    for (int i = 0; i < 2; ++i) {
        const auto said = answer_to(access());
        BOOST_TEST(said.starts_with("Status: 401 "));
        BOOST_TEST(has_line(said,
                            "WWW-Authenticate: Bearer realm=\"wiki\", "
                            "error=\"insufficient_user_authentication\", acr_values=\"2\", "
                            "max_age=\"900\""));
    }
    checks.access.at(claims.id).assurance = {Level::Two, now};
    memory.generations->revoke_all();
    BOOST_TEST(passes(access()));
    BOOST_TEST(has_line(answer(), "Remote-Level: 2"));
}

BOOST_AUTO_TEST_CASE(a_personal_token_was_never_proven_and_is_no_passkey) {
    auto& stored = checks.personal.at(digest_of(personal));
    stored.assurance = {Level::PhishingResistant, now};
    BOOST_TEST(has_line(answer_to(personal_bearer()), "Remote-Level: 2"));
    demand("wiki", {Level::One, kMaxMaxAge});
    poll();
    for (int i = 0; i < 2; ++i) {
        const auto said = answer_to(personal_bearer());
        BOOST_TEST(said.find("insufficient_user_authentication") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_page_with_a_token_is_never_sent_to_prove_more) {
    demand("wiki", {Level::PhishingResistant, {}});
    poll();
    for (int i = 0; i < 2; ++i) {
        ask_for("wiki");
        parameters.add("HTTP_AUTHORIZATION", basic("", personal));
        BOOST_TEST(answer().find("Location") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(rules_apply_to_tokens) {
    Rule nobody{.name = "nobody", .effect = RuleEffect::Deny, .path = {"/admin/**"}};
    stores.state().checked_rules["wiki"] = access::to_stored_text({.rules = {nobody}});
    ++stores.state().sites_revision;
    poll();
    for (int i = 0; i < 2; ++i) {
        ask_with("wiki", access(), "", "/admin/x");
        BOOST_TEST(has_line(answer(), "Postern-Reason: denied"));
        ask_with("wiki", access(), "", "/page");
        BOOST_TEST(answer().starts_with("Status: 204 "));
    }
}

// --- challenges

BOOST_AUTO_TEST_CASE(there_is_one_challenge_and_it_is_the_one_that_the_client_can_meet) {
    struct Row {
        const char* name;
        const char* method;
        const char* accept;
        const char* agent;
        const char* mode;
        const char* requested_with;
        std::string_view challenge;
    };
    for (const Row& row : {
             Row{"git", "GET", "*/*", "git/2.39.5", "", "", kBasic},
             Row{"curl", "GET", "*/*", "curl/7.88.1", "", "", kBasic},
             Row{"wget", "GET", "*/*", "Wget/1.21.3", "", "", kBasic},
             Row{"cadaver", "PROPFIND", "", "cadaver/0.24", "", "", kBasic},
             Row{"docker", "GET", "", "docker/20.10", "", "", kBasic},
             Row{"npm", "GET", "application/json", "npm/11", "", "", kBasic},
             Row{"no agent", "GET", "", "", "", "", kBasic},
             Row{"Thunderbird", "REPORT", "text/xml",
                 "Mozilla/5.0 (X11; rv:115.0) Gecko/20100101 Thunderbird/115.4", "", "", kBasic},
             Row{"Thunderbird that says how it fetches", "GET", "*/*",
                 "Mozilla/5.0 Gecko Thunderbird/128.0", "cors", "", kBasic},
             Row{"WebDAV by something like a browser", "PROPFIND", "text/html", "Mozilla/5.0", "",
                 "", kBasic},
             Row{"Windows", "OPTIONS", "", "Microsoft-WebDAV-MiniRedir/10", "", "", kBasic},
             Row{"fetch", "GET", "*/*", "Mozilla/5.0 Chrome/156", "cors", "", kBearer},
             Row{"image", "GET", "image/*", "Mozilla/5.0 Chrome/156", "no-cors", "", kBearer},
             Row{"XMLHttpRequest", "GET", "*/*", "x", "", "XMLHttpRequest", kBearer},
             Row{"another X-Requested-With", "GET", "*/*", "x", "", "y", kBearer},
             Row{"older browser over http", "GET", "*/*", "Mozilla/5.0 Safari", "", "", kBearer},
             Row{"preflight", "OPTIONS", "*/*", "Mozilla/5.0", "cors", "", kBearer},
         }) {
        http::Parameters request;
        request.add("POSTERN_SITE", "wiki");
        request.add("POSTERN_METHOD", row.method);
        request.add("HTTP_ACCEPT", row.accept);
        request.add("HTTP_USER_AGENT", row.agent);
        request.add("HTTP_SEC_FETCH_MODE", row.mode);
        request.add("HTTP_X_REQUESTED_WITH", row.requested_with);
        parameters = request;
        const auto said = answer();
        BOOST_TEST_CONTEXT(row.name << ": " << said) {
            BOOST_TEST(said.starts_with("Status: 401 "));
            BOOST_TEST(has_line(said, row.challenge));
            BOOST_TEST(said.find("WWW-Authenticate") == said.rfind("WWW-Authenticate"));
            BOOST_TEST(said.find("Location") == std::string::npos);
        }
    }
}

BOOST_AUTO_TEST_CASE(basic_is_offered_only_where_it_is_taken) {
    for (const auto& tokens :
         {SiteTokens{.basic = SiteBasic::Off}, SiteTokens{.credentials = {true, true, false}}}) {
        change(tokens);
        BOOST_TEST(has_line(answer_to(""), kBearer));
    }
    change({.basic = SiteBasic::Password});
    BOOST_TEST(has_line(answer_to(""), kBasic));
}

BOOST_AUTO_TEST_CASE(who_sends_a_bad_token_is_asked_in_the_same_way) {
    BOOST_TEST(has_line(answer_to("Bearer nothing-of-ours"), kInvalid));
    const auto unknown = std::string{crypto::make_personal_token(entropy).reveal()};
    BOOST_TEST(has_line(answer_to("Bearer " + unknown), kInvalid));
    BOOST_TEST(has_line(answer_to(basic("", unknown)), kBasic));
}

BOOST_AUTO_TEST_CASE(webdav_and_options_are_never_redirected) {
    for (const char* method : {"PROPFIND", "PROPPATCH", "REPORT", "MKCOL", "MKCALENDAR", "COPY",
                               "MOVE", "LOCK", "UNLOCK", "SEARCH", "ACL", "OPTIONS"}) {
        ask_for("wiki");
        parameters.add("POSTERN_METHOD", method);
        BOOST_TEST_CONTEXT(method) BOOST_TEST(answer().find("Location") == std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()
