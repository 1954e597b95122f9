// What the gate answers to the header Authorization.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/access/rule_text.hpp"
#include "postern/crypto/token.hpp"
#include "postern/crypto/token/refresh_token.hpp"
#include "support/captured_log.hpp"
#include "unit/gate/token_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using test::basic;
using test::has_line;

namespace {

constexpr std::string_view kInvalid =
    "WWW-Authenticate: Bearer realm=\"wiki\", error=\"invalid_token\"";
constexpr std::string_view kBasic = "WWW-Authenticate: Basic realm=\"wiki\", charset=\"UTF-8\"";
constexpr std::string_view kBearer = "WWW-Authenticate: Bearer realm=\"wiki\"";

struct Fixture : test::TokenFixture {
    /// True when the credential gets its bearer in.
    bool passes(std::string_view authorization, std::string_view site = "wiki") {
        return has_line(answer_to(authorization, site), "Postern-Verdict: user");
    }
    bool is_invalid(std::string_view authorization) {
        const auto said = answer_to(authorization);
        return said.starts_with("Status: 401 ") && has_line(said, kInvalid);
    }
    /// How many questions to the database the next answer costs.
    std::size_t cost_of_answer(TimePoint at) {
        const auto before = checks.calls;
        (void)answer(at);
        return checks.calls - before;
    }
    std::size_t cost_of_answer() { return cost_of_answer(now); }

    /// The same text for the same claims.
    std::string access() {
        auto& text = signed_[claims.id];
        if (text.empty()) text = bearer(claims);
        return text;
    }
    std::string personal_bearer() const { return "Bearer " + personal; }

    void change(SiteTokens tokens) { set_tokens("wiki", tokens); }

    /// A second token like the first, whose claims are changed before it is signed.
    template <class Change>
    std::string other_access(Change edit) {
        auto other = claims_for(claims.audience);
        edit(other);
        checks.access.emplace(other.id, good());
        return bearer(other);
    }

private:
    std::map<std::string, std::string> signed_;  ///< by jti
};

std::uint64_t number(UserId id) { return static_cast<std::uint64_t>(id); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(token_gate_tests, Fixture)

// --- what passes

BOOST_AUTO_TEST_CASE(an_access_token_names_its_user_and_is_asked_for_once) {
    ask_with("wiki", access());
    BOOST_TEST(cost_of_answer() == 1u);
    BOOST_TEST(cost_of_answer() == 0u);
    const auto said = answer();
    BOOST_TEST(said.starts_with("Status: 204 "));
    BOOST_TEST(has_line(said, "Postern-Verdict: user"));
    BOOST_TEST(has_line(said, "Remote-User: ann@example.org"));
    BOOST_TEST(has_line(said, "Remote-User-Id: " + ann.public_id.text()));
    BOOST_TEST(has_line(said, "Remote-Level: 1"));
    BOOST_TEST(has_line(said, "Postern-Credential: consumed"));
    BOOST_TEST(has_line(said, "Postern-Assertion: "));
}

BOOST_AUTO_TEST_CASE(a_personal_token_passes_as_bearer_and_as_the_password_of_basic) {
    BOOST_TEST(passes(personal_bearer()));
    for (const std::string& name :
         {std::string{}, std::string{"token"}, std::string{"Ann@example.org"}, ann.public_id.text(),
          std::string{"OFFICE\\ann@example.org"}}) {
        BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(passes(basic(name, personal)));
            BOOST_TEST(has_line(answer(), "Postern-Credential: consumed"));
            BOOST_TEST(cost_of_answer() == 0u);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_personal_token_beside_the_name_of_somebody_else_is_refused) {
    add_user("bob@example.org");
    for (const char* name : {"bob@example.org", "ann", "ann@example.com"}) {
        memory.generations->revoke_all();
        BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(!passes(basic(name, personal)));  // from the database
            BOOST_TEST(passes(personal_bearer()));
            BOOST_TEST(!passes(basic(name, personal)));  // from memory
        }
    }
}

BOOST_AUTO_TEST_CASE(the_answer_is_the_same_from_memory_as_from_the_database) {
    gate::Gate strict{cookies, memory.for_gate(), settings(false)};
    for (const auto& authorization : {access(), personal_bearer(), basic("", personal)}) {
        ask_with("wiki", authorization);
        const auto from_database = answer();
        BOOST_TEST(cost_of_answer() == 0u);
        BOOST_TEST(answer() == from_database);
        BOOST_TEST(answer_of(strict, now) == from_database);
    }
}

BOOST_AUTO_TEST_CASE(the_last_use_of_a_personal_token_is_noted_and_not_as_a_sessions) {
    ask_with("wiki", personal_bearer());
    (void)answer(now);
    (void)answer(now + 90s);
    BOOST_TEST(memory.last_seen->find(shm::LastSeen::of_personal(7)) ==
               (now + 90s).time_since_epoch().count());
    BOOST_TEST(memory.last_seen->find(7) == 0);
}

BOOST_AUTO_TEST_CASE(hits_and_misses_are_counted_as_those_of_sessions) {
    ask_with("wiki", access());
    (void)answer();
    (void)answer();
    const auto counted = memory.metrics->read();
    BOOST_TEST(counted.cache_misses == 1u);
    BOOST_TEST(counted.cache_hits == 1u);
}

// --- what does not

BOOST_AUTO_TEST_CASE(a_token_ends_in_the_second_in_which_it_expires) {
    ask_with("wiki", access());
    BOOST_TEST(answer(now + 599s).starts_with("Status: 204 "));
    BOOST_TEST(has_line(answer(now + 600s), kInvalid));
    ask_with("wiki", personal_bearer());
    BOOST_TEST(answer(now + 90 * 24h - 1s).starts_with("Status: 204 "));
    BOOST_TEST(answer(now + 90 * 24h).starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(a_token_ends_with_its_family) {
    checks.access.at(claims.id).expires_at = now + 100s;
    ask_with("wiki", access());
    BOOST_TEST(answer(now + 99s).starts_with("Status: 204 "));
    BOOST_TEST(answer(now + 100s).starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(a_token_that_the_database_does_not_know_is_asked_for_each_time) {
    checks.access.clear();
    ask_with("wiki", access());
    for (int i = 0; i < 2; ++i) BOOST_TEST(cost_of_answer() == 1u);
    BOOST_TEST(is_invalid(access()));
    checks.personal.clear();
    ask_with("wiki", personal_bearer());
    for (int i = 0; i < 2; ++i) BOOST_TEST(cost_of_answer() == 1u);
    BOOST_TEST(is_invalid(personal_bearer()));
}

BOOST_AUTO_TEST_CASE(a_token_of_a_disabled_user_is_refused) {
    checks.access.at(claims.id).user.disabled = true;
    BOOST_TEST(is_invalid(access()));
}

BOOST_AUTO_TEST_CASE(a_revoked_token_is_not_answered_from_memory) {
    const Digest parent = *crypto::token_hash(session.token.reveal());
    checks.access.at(claims.id).session_hash = parent;
    for (const Digest& end :
         {crypto::family_digest(family), crypto::token_id_digest(claims.id), parent}) {
        BOOST_REQUIRE(passes(access()));
        BOOST_REQUIRE(cost_of_answer() == 0u);
        memory.generations->revoke_session(end);
        BOOST_TEST(cost_of_answer() == 1u);
    }
    BOOST_REQUIRE(passes(access()));
    memory.generations->revoke_user(number(ann.id));
    BOOST_TEST(cost_of_answer() == 1u);
    BOOST_REQUIRE(passes(personal_bearer()));
    memory.generations->revoke_session(crypto::personal_token_digest(personal));
    BOOST_TEST(cost_of_answer() == 1u);
}

BOOST_AUTO_TEST_CASE(a_token_beside_a_session_is_asked_for_each_minute) {
    ask_with("wiki", access());
    checks.access.at(claims.id).session_hash = *crypto::token_hash(session.token.reveal());
    BOOST_REQUIRE(cost_of_answer() == 1u);
    BOOST_TEST(cost_of_answer(now + 59s) == 0u);
    checks.access.clear();  // the session has expired
    BOOST_TEST(answer(now + 60s).starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(the_end_of_another_family_leaves_a_token_alone) {
    BOOST_REQUIRE(passes(access()));
    memory.generations->revoke_session(crypto::family_digest("AAAAAAAAAAAAAAAAAAAAAA"));
    BOOST_TEST(cost_of_answer() == 0u);
}

BOOST_AUTO_TEST_CASE(a_token_that_was_revoked_while_it_was_looked_up_is_not_kept) {
    ask_with("wiki", access());
    gate::Question question;
    BOOST_REQUIRE(!gate.answer_from_memory(parameters, moment(now), question));
    store::AccessTokenKey names;
    const auto key_asked = gate::key_of(question, names);
    const auto rows = checks.find({&key_asked, 1});
    memory.generations->revoke_session(crypto::family_digest(family));
    (void)gate.answer_from_row(question, rows.front(), moment(now));
    BOOST_TEST(cost_of_answer() == 1u);
}

BOOST_AUTO_TEST_CASE(a_forged_signature_opens_nothing_and_is_logged_without_the_token) {
    const auto forger = crypto::SigningKey::generate(crypto::SignatureAlgorithm::Es256);
    // With the kid and the MAC of the true key, but signed by another one.
    auto forged = access();
    const auto dot = forged.rfind('.');
    const auto other = crypto::make_compact(forger, crypto::kAccessTokenType, to_payload(claims));
    forged = forged.substr(0, dot) + other.substr(other.rfind('.'));
    const test::CapturedLog log;
    BOOST_TEST(is_invalid(forged));
    BOOST_TEST(is_invalid(forged));  // it is not kept
    BOOST_TEST(log.has("gate_token_refused"));
    BOOST_TEST(log.has("bad_signature"));
    BOOST_TEST(!log.has(forged.substr(forged.size() - 20)));
}

BOOST_AUTO_TEST_CASE(a_forged_token_is_answered_without_the_database) {
    ask_with("wiki", access());
    (void)answer();  // learns the site
    memory.generations->revoke_all();
    gate::Question question;
    BOOST_REQUIRE(!gate.answer_from_memory(parameters, moment(now), question));
    BOOST_TEST(has_line(gate.answer_forged(question, moment(now)), kInvalid));
}

BOOST_AUTO_TEST_CASE(a_token_of_ours_that_is_wrong_costs_no_question) {
    ask_with("wiki", access());
    (void)answer();  // learns the site
    const auto wrong_mac = other_access([](auto& of) { of.id[31] = of.id[31] == 'A' ? 'B' : 'A'; });
    const auto expired = other_access([](auto& of) {
        of.issued_at -= 1000;
        of.expires_at -= 1000;
    });
    const auto issuer = other_access([](auto& of) { of.issuer = "https://other.example.org"; });
    for (const auto& authorization :
         {wrong_mac, expired, issuer, personal_bearer() + "0", std::string{"Bearer pst_x"}}) {
        BOOST_TEST(is_invalid(authorization));
        BOOST_TEST(cost_of_answer() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(a_key_that_has_ended_verifies_nothing) {
    publish(now + 10s);
    ask_with("wiki", access());
    BOOST_TEST(answer(now + 9s).starts_with("Status: 204 "));
    memory.generations->revoke_all();
    BOOST_TEST(answer(now + 10s).starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(a_key_that_was_taken_away_verifies_nothing) {
    BOOST_REQUIRE(passes(access()));
    memory.keys->publish({});
    memory.generations->revoke_all();
    BOOST_TEST(is_invalid(access()));
}

BOOST_AUTO_TEST_CASE(nothing_is_known_before_the_keys_are_published) {
    test::HostMemory fresh;
    fresh.host->sites_generation = stores.state().sites_revision;
    fresh.host->last_poll_ms = monotonic_ms;
    gate::Gate early{cookies, fresh.for_gate(), settings(true)};
    ask_with("wiki", access());
    BOOST_TEST(answer_of(early, now).starts_with("Status: 503 "));
    ask_with("wiki", personal_bearer());
    BOOST_TEST(answer_of(early, now).starts_with("Status: 204 "));
    ask_with("wiki", "Bearer something-else");
    BOOST_TEST(answer_of(early, now).starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(no_kind_of_credential_is_ever_found_as_another) {
    const std::string cookie{session.token.reveal()};
    ask_for("wiki", session_cookie(session));
    BOOST_REQUIRE(answer().starts_with("Status: 204 "));  // it is in memory now
    BOOST_TEST(is_invalid("Bearer " + cookie));
    BOOST_TEST(!passes(basic("ann@example.org", cookie)));
    BOOST_REQUIRE(passes(access()));
    BOOST_REQUIRE(passes(personal_bearer()));
    for (const auto& text : {access().substr(7), personal}) {
        ask_for("wiki", cookies.session_name() + "=" + text);
        BOOST_TEST(answer().starts_with("Status: 401 "));
    }
    // Even one that lies under the digest of the other.
    shm::CachedSession held;
    const Digest hash = *crypto::token_hash(cookie);
    BOOST_REQUIRE(memory.cache->find(hash, *memory.generations, held));
    held.token_hash = crypto::personal_token_digest(personal);
    memory.cache->put(held);
    checks.personal.clear();
    BOOST_TEST(is_invalid(personal_bearer()));
}

// --- the order

BOOST_AUTO_TEST_CASE(a_live_cookie_counts_before_the_header_and_a_dead_one_does_not) {
    add_user("bob@example.org");
    const auto bob = sign_in("bob@example.org");
    for (int i = 0; i < 2; ++i) {  // from the database, and from memory
        ask_with("wiki", access(), session_cookie(bob));
        const auto said = answer();
        BOOST_TEST(has_line(said, "Remote-User: bob@example.org"));
        BOOST_TEST(has_line(said, "Postern-Credential: consumed"));
        ask_with("wiki", "Bearer pst_wrong", session_cookie(bob));
        BOOST_TEST(has_line(answer(), "Remote-User: bob@example.org"));
        BOOST_TEST(has_line(answer(), "Postern-Credential: consumed"));
    }
    sessions.end(bob.token.reveal());
    memory.generations->revoke_session(*crypto::token_hash(bob.token.reveal()));
    ask_with("wiki", access(), session_cookie(bob));
    BOOST_TEST(has_line(answer(), "Remote-User: ann@example.org"));
}

BOOST_AUTO_TEST_CASE(a_foreign_header_is_the_applications_own) {
    for (const auto& foreign :
         {std::string{"Basic YTpi"}, std::string{"Bearer eyJhbGciOiJub25lIn0.e30."},
          std::string{"Digest username=\"a\""}, std::string{"Bearer  two"}}) {
        ask_with("wiki", foreign, session_cookie(session));
        BOOST_TEST_CONTEXT(foreign) {
            BOOST_TEST(has_line(answer(), "Postern-Credential: none"));
            BOOST_TEST(has_line(answer_to(foreign, "blog"), "Postern-Verdict: anonymous"));
            BOOST_TEST(has_line(answer(), "Postern-Credential: none"));
        }
    }
    ask_for("wiki", session_cookie(session));
    BOOST_TEST(has_line(answer(), "Postern-Credential: none"));
}

BOOST_AUTO_TEST_CASE(a_program_with_a_bad_credential_is_told_so_even_where_everybody_may_come_in) {
    checks.access.clear();
    checks.personal.clear();
    for (const auto& authorization : {access(), personal_bearer(), basic("", personal)}) {
        BOOST_TEST(answer_to(authorization, "blog").starts_with("Status: 401 "));
        // For a page it is as if there were none.
        ask_for("blog");
        parameters.add("HTTP_AUTHORIZATION", authorization);
        const bool is_page = authorization.starts_with("Basic");
        BOOST_TEST(has_line(answer(), "Postern-Verdict: anonymous") == is_page);
    }
}

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

// --- when something is away

BOOST_AUTO_TEST_CASE(known_tokens_pass_without_the_database_until_they_expire) {
    BOOST_REQUIRE(passes(access()));
    stores.state().unavailable = true;
    monotonic_ms += 20'000;
    BOOST_TEST(passes(access()));
    BOOST_TEST(answer(now + 600s).starts_with("Status: 503 "));
    BOOST_TEST(answer_to(personal_bearer()).starts_with("Status: 503 "));
}

BOOST_AUTO_TEST_CASE(a_site_that_wants_assertions_is_unavailable_while_no_key_signs_them) {
    change({.assertion = true});
    const test::CapturedLog log;
    BOOST_TEST(answer_to(access()).starts_with("Status: 503 "));
    BOOST_TEST(log.has("gate_assertion_unavailable"));
    BOOST_TEST(answer_to("").starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(a_site_that_wants_assertions_gets_them_for_users_alone) {
    shm::PublishedKeys published;
    const auto signer = crypto::SigningKey::generate(crypto::SignatureAlgorithm::Es256);
    published.assertion = {signer.kid(), static_cast<std::uint8_t>(signer.algorithm()),
                           signer.der()};
    memory.keys->publish(published);
    set_tokens("blog", {.assertion = true});
    ask_for("blog", session_cookie(session));
    const auto said = answer();
    const auto at = said.find("\r\nPostern-Assertion: ey");
    BOOST_REQUIRE(at != std::string::npos);
    const auto begin = at + std::string_view{"\r\nPostern-Assertion: "}.size();
    const auto token =
        crypto::take_apart(std::string_view{said}.substr(begin, said.find("\r\n", begin) - begin));
    BOOST_REQUIRE(token.has_value());
    BOOST_TEST(token->kid == signer.kid());
    BOOST_TEST(signer.public_key().verify(token->signing_input, token->signature));
    ask_for("blog");
    BOOST_TEST(has_line(answer(), "Postern-Verdict: anonymous"));
    BOOST_TEST(has_line(answer(), "Postern-Assertion: "));
}

BOOST_AUTO_TEST_SUITE_END()

// --- passwords

namespace {

struct PasswordFixture : Fixture {
    std::string authorization = basic("ann@example.org", test::kGoodPassword);

    PasswordFixture() {
        change({.basic = SiteBasic::Password});
        auto stored = good();
        stored.scopes = Scopes::everything();
        stored.assurance = {Level::Two, now};  // which a password alone never proves
        checks.users.emplace(ann.public_id.text(), stored);
    }

    /// What a worker does: asks the database, then a portal worker, then the database. `right`:
    /// what the portal worker says. Nothing: memory answered.
    std::optional<std::string> answer_with(bool right, TimePoint at) {
        gate::Question question;
        ask_with("wiki", authorization);
        if (gate.answer_from_memory(parameters, moment(at), question)) return std::nullopt;
        store::AccessTokenKey names;
        auto wanted = gate::key_of(question, names);
        auto rows = checks.find({&wanted, 1});
        BOOST_REQUIRE(gate.wants_password(question, rows.front(), moment(at)));
        BOOST_TEST(question.credential->password->user == "ann@example.org");
        BOOST_TEST(question.credential->password->password.reveal() == test::kGoodPassword);
        question.credential->password.reset();
        if (right) wanted.user = ann.public_id;
        rows = checks.find({&wanted, 1});
        BOOST_TEST(!gate.wants_password(question, rows.front(), moment(at)));
        return gate.answer_from_row(question, rows.front(), moment(at));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(password_gate_tests, PasswordFixture)

BOOST_AUTO_TEST_CASE(a_right_password_passes_and_is_kept_for_five_minutes) {
    const auto said = answer_with(true, now).value();
    BOOST_TEST(has_line(said, "Postern-Verdict: user"));
    BOOST_TEST(has_line(said, "Remote-User: ann@example.org"));
    BOOST_TEST(has_line(said, "Remote-Level: 1"));
    BOOST_TEST(has_line(said, "Postern-Credential: consumed"));
    BOOST_TEST(!answer_with(true, now + 299s).has_value());
    BOOST_TEST(passes(authorization));
    BOOST_TEST(answer_with(true, now + 300s).has_value());
}

BOOST_AUTO_TEST_CASE(a_wrong_password_is_refused_and_never_kept) {
    for (int i = 0; i < 2; ++i) {
        const auto said = answer_with(false, now);
        BOOST_REQUIRE(said.has_value());
        BOOST_TEST(said->starts_with("Status: 401 "));
        BOOST_TEST(has_line(*said, kBasic));
    }
}

BOOST_AUTO_TEST_CASE(a_kept_password_ends_with_everything_of_its_user_and_with_the_setting) {
    BOOST_REQUIRE(answer_with(true, now).has_value());
    memory.generations->revoke_user(number(ann.id));
    BOOST_TEST(answer_with(true, now).has_value());
    BOOST_TEST(!answer_with(true, now).has_value());
    change({});
    BOOST_TEST(!passes(authorization));
    BOOST_TEST(has_line(answer_to(authorization, "blog"), "Postern-Credential: none"));
}

BOOST_AUTO_TEST_CASE(a_password_is_kept_for_its_site_its_name_and_itself_alone) {
    BOOST_REQUIRE(answer_with(true, now).has_value());
    set_tokens("blog", {.basic = SiteBasic::Password});
    (void)answer_to("", "blog");  // learns the sites
    (void)answer_to("", "wiki");
    for (const auto& [site, other] : std::vector<std::pair<std::string, std::string>>{
             {"blog", authorization},
             {"wiki", basic("bob@example.org", test::kGoodPassword)},
             {"wiki", basic("ann@example.org", "another password")}}) {
        ask_with(site, other);
        gate::Question question;
        BOOST_TEST(!gate.answer_from_memory(parameters, moment(now), question).has_value());
    }
}

BOOST_AUTO_TEST_CASE(no_spelling_of_name_or_password_makes_it_another_one) {
    BOOST_REQUIRE(answer_with(true, now).has_value());
    for (const char* name : {"Ann@Example.ORG", " ann@example.org", "OFFICE\\ANN@example.org"}) {
        ask_with("wiki", basic(name, test::kGoodPassword));
        BOOST_TEST_CONTEXT(name) {
            BOOST_TEST(cost_of_answer() == 0u);
            BOOST_TEST(has_line(answer(), "Remote-User: ann@example.org"));
        }
    }
    const auto key_of = [&](std::string_view name, std::string_view password) {
        gate::Question question;
        ask_with("wiki", basic(name, password));
        BOOST_REQUIRE(!gate.answer_from_memory(parameters, moment(now), question).has_value());
        return question.credential.value().key;
    };
    // é as one code point, and as two.
    BOOST_TEST((key_of("ann", "caf\xC3\xA9") == key_of("ann", "cafe\xCC\x81")));
    BOOST_TEST((key_of("ann", "caf\xC3\xA9") != key_of("ann", "cafe")));
    BOOST_TEST((key_of("ann", "cafe") != key_of("ANN", "cafe")));  // no addresses
}

BOOST_AUTO_TEST_CASE(a_live_cookie_makes_looking_at_the_password_needless) {
    ask_with("wiki", authorization, session_cookie(session));
    gate::Question question;
    BOOST_REQUIRE(!gate.answer_from_memory(parameters, moment(now), question));
    store::AccessTokenKey names;
    const auto wanted = gate::key_of(question, names);
    const auto rows = checks.find({&wanted, 1});
    BOOST_TEST(!gate.wants_password(question, rows.front(), moment(now)));
    const auto said = gate.answer_from_row(question, rows.front(), moment(now));
    BOOST_TEST(has_line(said, "Postern-Verdict: user"));
    BOOST_TEST(has_line(said, "Postern-Credential: consumed"));
}

BOOST_AUTO_TEST_CASE(the_strict_gate_cannot_check_passwords_and_says_so) {
    gate::Gate strict{cookies, memory.for_gate(), settings(false)};
    const test::CapturedLog log;
    ask_with("wiki", authorization);
    BOOST_TEST(answer_of(strict, now).starts_with("Status: 503 "));
    BOOST_TEST(log.has("gate_password_unasked"));
    ask_with("wiki", basic("", personal));
    BOOST_TEST(answer_of(strict, now).starts_with("Status: 204 "));
}

BOOST_AUTO_TEST_CASE(a_mistyped_personal_token_is_refused_and_never_tried_as_a_password) {
    auto mistyped = personal;
    mistyped.back() = mistyped.back() == '0' ? '1' : '0';
    for (const auto& sent : {basic("ann@example.org", mistyped), "Bearer " + mistyped}) {
        ask_with("wiki", sent, session_cookie(session));
        BOOST_TEST(has_line(answer(), "Postern-Credential: consumed"));
        BOOST_TEST(answer_to(sent).starts_with("Status: 401 "));
        BOOST_TEST(answer_to(sent, "blog").starts_with("Status: 401 "));
        memory.generations->revoke_all();
        ask_with("wiki", sent, session_cookie(session));
        gate::Question question;
        BOOST_REQUIRE(!gate.answer_from_memory(parameters, moment(now), question));
        BOOST_REQUIRE(question.credential.has_value());
        BOOST_TEST(!question.credential->is_password);
        BOOST_TEST(!question.credential->password.has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_personal_token_passes_where_passwords_do) {
    BOOST_TEST(passes(basic("ann@example.org", personal)));
}

BOOST_AUTO_TEST_SUITE_END()
