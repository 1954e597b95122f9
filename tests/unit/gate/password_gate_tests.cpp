// What the gate answers to the password of an account in HTTP Basic.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/captured_log.hpp"
#include "unit/gate/presented_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using test::basic;
using test::has_line;
using test::PresentedFixture;

namespace {

struct PasswordFixture : PresentedFixture {
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
    end_all_of_ann();
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
    BOOST_TEST((key_of("ann", "cafe") == key_of("ANN", "cafe")));
    BOOST_TEST((key_of("ann", "cafe") != key_of("anna", "cafe")));
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
