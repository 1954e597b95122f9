// What the gate answers to the header Authorization.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/crypto/token.hpp"
#include "support/captured_log.hpp"
#include "unit/gate/presented_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using test::basic;
using test::has_line;
using test::PresentedFixture;

BOOST_FIXTURE_TEST_SUITE(token_gate_tests, PresentedFixture)

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
    end_all_of_ann();
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
