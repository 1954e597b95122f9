// What the gate answers from memory, and when it may not.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/crypto/token.hpp"
#include "unit/gate/gate_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using test::has_line;

namespace {

struct Fixture : test::CachedGateFixture {
    service::OpenedSession session = sign_in("ann@example.org");

    Fixture() {
        ask_for("wiki", session_cookie(session));
        BOOST_REQUIRE(answer().starts_with("Status: 204 "));
    }

    /// How many calls of the database the next answer costs.
    std::size_t cost_of_answer(TimePoint at) {
        const auto before = stores.state().calls;
        last_answer = answer(at);
        return stores.state().calls - before;
    }
    std::size_t cost_of_answer() { return cost_of_answer(now); }

    void lose_database() { stores.state().unavailable = true; }
    void pass_time(std::chrono::milliseconds time) { monotonic_ms += time.count(); }

    std::string last_answer;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cached_gate_tests, Fixture)

BOOST_AUTO_TEST_CASE(answer_asks_the_database_once_for_a_session) {
    BOOST_TEST(cost_of_answer() == 0u);
    BOOST_TEST(last_answer.starts_with("Status: 204 "));
    BOOST_TEST(has_line(last_answer, "Postern-Verdict: user"));
    BOOST_TEST(has_line(last_answer, "Remote-User: ann@example.org"));
    BOOST_TEST(has_line(last_answer, "Remote-Name: Ann"));
    BOOST_TEST(has_line(last_answer, "Remote-User-Id: " + session.session.user.public_id.text()));
}

BOOST_AUTO_TEST_CASE(answer_is_the_same_from_memory_as_from_the_database) {
    gate::Gate strict{cookies, memory.for_gate(), settings(false)};
    BOOST_TEST(answer() == answer_of(strict, now));
}

BOOST_AUTO_TEST_CASE(answer_asks_nothing_for_visitors_without_a_session) {
    ask_for("wiki");
    BOOST_TEST(cost_of_answer() == 0u);
    BOOST_TEST(last_answer.starts_with("Status: 401 "));
    ask_for("blog");
    (void)answer();  // learns the site
    BOOST_TEST(cost_of_answer() == 0u);
    BOOST_TEST(has_line(last_answer, "Postern-Verdict: anonymous"));
}

BOOST_AUTO_TEST_CASE(answer_ignores_a_cached_session_that_was_revoked) {
    sessions.end(session.token.reveal());
    memory.generations->revoke_session(*crypto::token_hash(session.token.reveal()));
    BOOST_TEST(cost_of_answer() == 1u);
    BOOST_TEST(last_answer.starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(answer_ignores_cached_sessions_of_a_revoked_user) {
    users.set_disabled("ann@example.org", true, admin, now).value();
    memory.generations->revoke_user(static_cast<std::uint64_t>(session.session.user.id));
    BOOST_TEST(answer().starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(answer_keeps_nothing_that_was_revoked_while_it_was_looked_up) {
    const auto other = sign_in("ann@example.org");
    ask_for("wiki", session_cookie(other));
    gate::Question question;
    BOOST_REQUIRE(!gate.answer_from_memory(parameters, moment(now), question));
    store::AccessTokenKey access;
    const auto key = gate::key_of(question, access);
    const auto rows = stores.checks().find({&key, 1});
    sessions.end(other.token.reveal());
    memory.generations->revoke_session(*question.token_hash);
    (void)gate.answer_from_row(question, rows.front(), moment(now));
    BOOST_TEST(answer().starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(answer_applies_idle_and_absolute_limits_to_cached_sessions) {
    BOOST_TEST(answer(now + 29min).starts_with("Status: 204 "));
    BOOST_TEST(answer(now + 58min).starts_with("Status: 204 "));
    BOOST_TEST(answer(now + 89min).starts_with("Status: 401 "));
    BOOST_TEST(answer(now + 12h).starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(answer_sees_the_last_use_on_another_host) {
    // Seen there after an hour, which the database knows and this host's memory does not.
    stores.sessions().set_last_seen(session.session.session.id, now + 60min);
    BOOST_TEST(cost_of_answer(now + 80min) == 1u);
    BOOST_TEST(last_answer.starts_with("Status: 204 "));
}

BOOST_AUTO_TEST_CASE(answer_asks_the_database_when_the_courier_is_silent) {
    pass_time(1s + 1s + 30s + 1ms);  // interval, slack, grace
    BOOST_TEST(cost_of_answer() == 1u);
    BOOST_TEST(last_answer.starts_with("Status: 204 "));
}

BOOST_AUTO_TEST_CASE(answer_lets_only_known_sessions_pass_within_the_grace) {
    lose_database();
    pass_time(20s);
    BOOST_TEST(answer().starts_with("Status: 204 "));
    const auto unknown = session_cookie(session).substr(0, session_cookie(session).size() - 4);
    ask_for("wiki", unknown + "AAAE");
    BOOST_TEST(answer().starts_with("Status: 503 "));
    ask_for("wiki");
    BOOST_TEST(answer().starts_with("Status: 503 "));
    ask_for("blog");
    BOOST_TEST(answer().starts_with("Status: 503 "));
}

BOOST_AUTO_TEST_CASE(answer_of_a_worker_that_is_new_while_the_database_is_away_knows_the_sites) {
    lose_database();
    pass_time(20s);
    gate::Gate newcomer{cookies, memory.for_gate(), settings(true)};
    BOOST_TEST(answer_of(newcomer, now).starts_with("Status: 204 "));
}

BOOST_AUTO_TEST_CASE(answer_of_a_new_worker_ignores_sites_of_an_older_revision) {
    (void)sites.add("other", "https://other.example.org", SitePolicy::Public, admin, now);
    poll();
    lose_database();
    gate::Gate newcomer{cookies, memory.for_gate(), settings(true)};
    BOOST_TEST(answer_of(newcomer, now).starts_with("Status: 503 "));
}

BOOST_AUTO_TEST_CASE(answer_lets_nobody_pass_after_the_grace) {
    lose_database();
    pass_time(33s);
    BOOST_TEST(answer().starts_with("Status: 503 "));
}

BOOST_AUTO_TEST_CASE(answer_lets_nobody_pass_without_a_database_when_there_is_no_grace) {
    auto no_grace = settings(true);
    no_grace.stale_grace = 0ms;
    gate::Gate hard{cookies, memory.for_gate(), no_grace};
    BOOST_REQUIRE(answer_of(hard, now).starts_with("Status: 204 "));
    lose_database();
    pass_time(2001ms);
    BOOST_TEST(answer_of(hard, now).starts_with("Status: 503 "));
}

BOOST_AUTO_TEST_CASE(answer_does_not_ask_again_at_once_when_the_database_did_not_answer) {
    lose_database();
    pass_time(33s);
    BOOST_TEST(cost_of_answer() == 1u);
    BOOST_TEST(cost_of_answer() == 0u);
    BOOST_TEST(last_answer.starts_with("Status: 503 "));
    pass_time(250ms);
    BOOST_TEST(cost_of_answer() == 1u);
    stores.state().unavailable = false;
    pass_time(1s);
    BOOST_TEST(answer().starts_with("Status: 204 "));
}

BOOST_AUTO_TEST_CASE(a_cached_session_has_the_username) {
    auto& ann = stores.state().users.begin()->second.user;
    ann.username = Username::parse("ann");
    set_tokens("wiki", {.identity = SiteIdentity::Username});
    memory.generations->revoke_all();
    poll();
    BOOST_TEST(has_line(answer(), "Remote-User: ann"));
    BOOST_TEST(cost_of_answer() == 0u);
    BOOST_TEST(has_line(last_answer, "Remote-User: ann"));
    ann.username = Username::parse("anna");
    memory.generations->revoke_user(static_cast<std::uint64_t>(ann.id));
    BOOST_TEST(has_line(answer(), "Remote-User: anna"));
}

BOOST_AUTO_TEST_CASE(answer_trusts_no_cache_before_the_first_poll) {
    memory.host->last_poll_ms = 0;
    BOOST_TEST(cost_of_answer() == 1u);
}

BOOST_AUTO_TEST_CASE(answer_rereads_a_site_when_the_sites_have_changed) {
    sites.remove("wiki", admin, now);
    (void)sites.add("wiki", "https://wiki.example.org", SitePolicy::Public, admin, now);
    poll();
    ask_for("wiki");
    BOOST_TEST(has_line(answer(), "Postern-Verdict: anonymous"));
    sites.remove("wiki", admin, now);
    poll();
    ask_for("wiki", session_cookie(session));
    BOOST_TEST(answer().starts_with("Status: 503 "));
}

BOOST_AUTO_TEST_CASE(answer_is_counted_by_verdict) {
    ask_for("wiki");
    (void)answer();
    const auto counted = memory.metrics->read();
    BOOST_TEST(counted.gate_checks[static_cast<std::size_t>(shm::GateVerdict::User)] == 1u);
    BOOST_TEST(counted.gate_checks[static_cast<std::size_t>(shm::GateVerdict::SignIn)] == 1u);
    BOOST_TEST(counted.cache_misses == 1u);
}

BOOST_AUTO_TEST_CASE(answer_compares_a_cached_proof_with_the_clock_at_every_hit) {
    demand("wiki", {Level::One, 5min});
    poll();
    BOOST_TEST(answer(now + 5min).starts_with("Status: 204 "));
    BOOST_TEST(cost_of_answer(now + 5min + 6s) == 0u);
    BOOST_TEST(last_answer.starts_with("Status: 401 "));
    BOOST_TEST(last_answer.find("/login/step-up?rd=") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_worker_learns_what_a_site_demands_from_the_others) {
    demand("wiki", {Level::Two, 5min});
    poll();
    (void)answer();  // this one has it from the database
    lose_database();
    gate::Gate other{cookies, memory.for_gate(), settings(true)};
    BOOST_TEST(answer_of(other, now).starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(a_cached_proof_that_was_never_made_is_as_old_as_can_be) {
    prove(session, {Level::Two, {}, now, std::nullopt});
    memory.generations->revoke_all();
    demand("wiki", {Level::Two, {}});
    poll();
    BOOST_TEST(answer().starts_with("Status: 204 "));
    BOOST_TEST(cost_of_answer() == 0u);
    BOOST_TEST(has_line(last_answer, "Remote-Level: 2"));
    demand("wiki", {Level::Two, kMaxMaxAge});
    poll();
    (void)answer();  // learns the site
    BOOST_TEST(cost_of_answer() == 0u);
    BOOST_TEST(last_answer.starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_SUITE_END()
