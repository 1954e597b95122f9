// The step between the right password and the session, and what must not get past it.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "postern/crypto/token.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using service::CodeKind;
using service::CodeProblem;
using service::SignInError;
using test::kGoodPassword;

namespace {

struct SecondFactorFixture : test::ServiceFixture {
    SecondFactorFixture() {
        ann = add_user("ann@example.org");
        app = add_app("ann@example.org");
        next = now + 30s;  // the code that set the app up is used
    }

    Result<service::SignedIn, service::CodeRefusal> finish(std::string_view token,
                                                           std::string_view code,
                                                           CodeKind kind = CodeKind::Totp) {
        return second_factor.finish({token, {kind, code}}, client, next);
    }
    CodeProblem problem(std::string_view token, std::string_view code,
                        CodeKind kind = CodeKind::Totp) {
        const auto done = finish(token, code, kind);
        BOOST_REQUIRE(!done.has_value());
        return done.error().problem;
    }
    std::string recovery_code(std::size_t n) {
        return std::string{app->recovery_codes.at(n).reveal()};
    }
    std::size_t count_mails(MailKind kind) {
        return static_cast<std::size_t>(std::ranges::count_if(
            stores.state().outbox,
            [&](const auto& entry) { return entry.second.mail.kind == kind; }));
    }
    /// Gives wrong codes in as many sign-ins as it takes, until nothing is looked at.
    service::CodeRefusal fail_until_refused(CodeKind kind, std::string_view wrong) {
        for (;;) {
            next += 2min;  // longer than any wait
            now = next;
            const auto waiting = wait_for_code("ann@example.org");
            const auto done = finish(waiting.token.reveal(), wrong, kind);
            BOOST_REQUIRE(!done.has_value());
            if (done.error().problem == CodeProblem::TooManyAttempts) return done.error();
        }
    }

    std::optional<User> ann;
    std::optional<test::AuthenticatorApp> app;
    TimePoint next;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(second_factor_service_tests, SecondFactorFixture)

BOOST_AUTO_TEST_CASE(the_password_alone_opens_no_session) {
    const auto before = stores.state().sessions.size();
    const auto done = logins.sign_in({"ann@example.org", kGoodPassword}, client, now);
    BOOST_REQUIRE(!done.has_value());
    BOOST_TEST((done.error().error == SignInError::SecondFactorRequired));
    BOOST_REQUIRE(done.error().waiting.has_value());
    BOOST_TEST(done.error().waiting->factors.totp);
    BOOST_TEST(done.error().waiting->factors.recovery_codes == 10u);
    BOOST_TEST(stores.state().sessions.size() == before);
    BOOST_TEST(!sessions.find(done.error().waiting->token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(a_wrong_password_does_not_tell_who_has_a_second_factor) {
    add_user("bob@example.org");
    for (const char* const email : {"ann@example.org", "bob@example.org", "eve@example.org"}) {
        const auto done = logins.sign_in({email, "wrong"}, client, now);
        BOOST_REQUIRE(!done.has_value());
        BOOST_TEST((done.error().error == SignInError::BadCredentials));
        BOOST_TEST(!done.error().waiting.has_value());
    }
}

BOOST_AUTO_TEST_CASE(password_and_code_open_a_session_of_two_factors) {
    const auto waiting = wait_for_code("ann@example.org");
    const auto shown = second_factor.find(waiting.token.reveal(), next);
    BOOST_REQUIRE(shown.has_value());
    BOOST_TEST(shown->user.email.text() == "ann@example.org");
    const auto done = finish(waiting.token.reveal(), app->code(next));
    BOOST_REQUIRE(done.has_value());
    const auto& proven = done->opened.session.session.authentication;
    BOOST_TEST((proven == Authentication{
                              Level::Two, {ProofMethod::Password, ProofMethod::Totp}, next, next}));
    BOOST_TEST(sessions.find(done->opened.token.reveal(), next).has_value());
    BOOST_TEST(crypto::token_hash(done->device).has_value());
    const auto& entry = stores.state().audit.back().entry;
    BOOST_TEST((entry.event == AuditEvent::SignIn && entry.result == AuditResult::Ok));
    BOOST_TEST(entry.detail == "totp");
}

BOOST_AUTO_TEST_CASE(remembering_is_kept_over_the_step) {
    auto done = logins.sign_in({"ann@example.org", kGoodPassword, true}, client, now);
    const auto opened = finish(done.error().waiting->token.reveal(), app->code(next));
    BOOST_REQUIRE(opened.has_value());
    BOOST_TEST(opened->opened.session.session.remember);
    BOOST_TEST((opened->opened.session.session.expires_at == next + std::chrono::days{30}));
}

BOOST_AUTO_TEST_CASE(a_code_works_once_even_in_another_sign_in) {
    const auto first = wait_for_code("ann@example.org");
    const auto second = wait_for_code("ann@example.org");
    const std::string code = app->code(next);
    BOOST_TEST(finish(first.token.reveal(), code).has_value());
    BOOST_TEST((problem(second.token.reveal(), code) == CodeProblem::Wrong));
    // Nor does an older one, after a newer one.
    next += 30s;
    const auto third = wait_for_code("ann@example.org");
    BOOST_TEST(finish(third.token.reveal(), app->code(next)).has_value());
    const auto fourth = wait_for_code("ann@example.org");
    BOOST_TEST((problem(fourth.token.reveal(), code) == CodeProblem::Wrong));
}

BOOST_AUTO_TEST_CASE(the_code_that_set_the_app_up_opens_nothing) {
    const auto waiting = wait_for_code("ann@example.org");
    const auto done = second_factor.finish(
        {waiting.token.reveal(), {CodeKind::Totp, app->code(now)}}, client, now);
    BOOST_REQUIRE(!done.has_value());
    BOOST_TEST((done.error().problem == CodeProblem::Wrong));
}

BOOST_AUTO_TEST_CASE(a_waiting_sign_in_opens_one_session) {
    const auto waiting = wait_for_code("ann@example.org");
    BOOST_TEST(finish(waiting.token.reveal(), app->code(next)).has_value());
    BOOST_TEST((problem(waiting.token.reveal(), recovery_code(0), CodeKind::RecoveryCode) ==
                CodeProblem::Gone));
    BOOST_TEST(!second_factor.find(waiting.token.reveal(), next).has_value());
    // The recovery code is not spent by that.
    const auto again = wait_for_code("ann@example.org");
    BOOST_TEST(finish(again.token.reveal(), recovery_code(0), CodeKind::RecoveryCode).has_value());
}

BOOST_AUTO_TEST_CASE(a_waiting_sign_in_ends_after_ten_minutes) {
    const auto waiting = wait_for_code("ann@example.org");
    next = now + 10min - 1s;
    BOOST_TEST(second_factor.find(waiting.token.reveal(), next).has_value());
    next = now + 10min;
    BOOST_TEST(!second_factor.find(waiting.token.reveal(), next).has_value());
    BOOST_TEST((problem(waiting.token.reveal(), app->code(next)) == CodeProblem::Gone));
}

BOOST_AUTO_TEST_CASE(what_ends_sessions_ends_a_waiting_sign_in) {
    const auto waiting = wait_for_code("ann@example.org");
    sessions.end_all_of(ann->id);
    BOOST_TEST((problem(waiting.token.reveal(), app->code(next)) == CodeProblem::Gone));
    const auto other = wait_for_code("ann@example.org");
    users.set_disabled("ann@example.org", true, admin, now).value();
    BOOST_TEST((problem(other.token.reveal(), app->code(next)) == CodeProblem::Gone));
}

BOOST_AUTO_TEST_CASE(a_token_of_anything_else_waits_for_nothing) {
    for (const std::string& token :
         {std::string{}, std::string(43, 'A'), std::string{app->session.token.reveal()}}) {
        BOOST_TEST(!second_factor.find(token, next).has_value());
        BOOST_TEST((problem(token, app->code(next)) == CodeProblem::Gone));
    }
    second_factor.cancel(app->session.token.reveal());
    BOOST_TEST(sessions.find(app->session.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(who_starts_again_leaves_nothing_waiting) {
    const auto waiting = wait_for_code("ann@example.org");
    second_factor.cancel(waiting.token.reveal());
    BOOST_TEST((problem(waiting.token.reveal(), app->code(next)) == CodeProblem::Gone));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_code_is_not_counted) {
    const auto waiting = wait_for_code("ann@example.org");
    for (int n = 0; n < 30; ++n)
        for (const char* const code : {"", "12345", "1234567", "12345a", "١٢٣٤٥٦"})
            BOOST_TEST((problem(waiting.token.reveal(), code) == CodeProblem::Malformed));
    for (const char* const code : {"", "abcd", "uuuu-uuuu-uuuu-uuuu"})
        BOOST_TEST((problem(waiting.token.reveal(), code, CodeKind::RecoveryCode) ==
                    CodeProblem::Malformed));
    BOOST_TEST(finish(waiting.token.reveal(), app->code(next)).has_value());
}

BOOST_AUTO_TEST_CASE(ten_wrong_codes_end_a_sign_in) {
    const auto waiting = wait_for_code("ann@example.org");
    for (int n = 1; n < 10; ++n) {
        BOOST_TEST((problem(waiting.token.reveal(), "000000") == CodeProblem::Wrong));
        next += 61s;  // longer than any wait
    }
    BOOST_TEST((problem(waiting.token.reveal(), "000000") == CodeProblem::Gone));
    BOOST_TEST(!second_factor.find(waiting.token.reveal(), next).has_value());
}

BOOST_AUTO_TEST_CASE(wrong_codes_are_counted_over_all_sign_ins_and_block_in_the_end) {
    const auto refused = fail_until_refused(CodeKind::Totp, "000000");
    BOOST_TEST(refused.blocked);
    BOOST_TEST(std::ranges::any_of(stores.state().sign_in_failures, [](const auto& entry) {
        return entry.second.consecutive == 100;
    }));
    // Not even the right one, and not tomorrow.
    next += 24h;
    now = next;
    const auto waiting = wait_for_code("ann@example.org");
    BOOST_TEST((problem(waiting.token.reveal(), app->code(next)) == CodeProblem::TooManyAttempts));
    // A recovery code still does, and lifts it.
    BOOST_TEST(
        finish(waiting.token.reveal(), recovery_code(0), CodeKind::RecoveryCode).has_value());
    const auto again = wait_for_code("ann@example.org");
    BOOST_TEST(finish(again.token.reveal(), app->code(next)).has_value());
}

BOOST_AUTO_TEST_CASE(wrong_codes_elsewhere_do_not_keep_out_a_known_device) {
    const auto waiting = wait_for_code("ann@example.org");
    const auto home = finish(waiting.token.reveal(), app->code(next));
    BOOST_REQUIRE(home.has_value());
    BOOST_TEST(fail_until_refused(CodeKind::Totp, "000000").blocked);
    client.device = home->device;
    const auto again = wait_for_code("ann@example.org");
    BOOST_TEST(finish(again.token.reveal(), app->code(next)).has_value());
}

BOOST_AUTO_TEST_CASE(a_right_password_does_not_forgive_wrong_codes) {
    for (int n = 0; n < 6; ++n) {
        const auto waiting = wait_for_code("ann@example.org");
        (void)finish(waiting.token.reveal(), "000000");
    }
    const auto waiting = wait_for_code("ann@example.org");
    BOOST_TEST((problem(waiting.token.reveal(), "000000") == CodeProblem::TooManyAttempts));
}

BOOST_AUTO_TEST_CASE(a_recovery_code_works_once_however_it_is_typed) {
    std::string code = recovery_code(3);
    const auto first = wait_for_code("ann@example.org");
    std::ranges::transform(code, code.begin(), [](char c) {
        return c == '-' ? ' ' : static_cast<char>(std::toupper(c));
    });
    const auto done = finish(first.token.reveal(), code, CodeKind::RecoveryCode);
    BOOST_REQUIRE(done.has_value());
    BOOST_TEST((done->opened.session.session.authentication.level == Level::Two));
    BOOST_TEST(done->opened.session.session.authentication.methods.has(ProofMethod::RecoveryCode));
    const auto second = wait_for_code("ann@example.org");
    BOOST_TEST((problem(second.token.reveal(), recovery_code(3), CodeKind::RecoveryCode) ==
                CodeProblem::Wrong));
    BOOST_TEST(second.factors.recovery_codes == 9u);
}

BOOST_AUTO_TEST_CASE(without_the_key_a_code_is_neither_right_nor_wrong) {
    auto& stored = stores.state().totp.at(ann->id);
    const auto good = stored.sealed_secret;
    const auto waiting = wait_for_code("ann@example.org");
    stored.sealed_secret.back() ^= 1;
    for (int n = 0; n < 30; ++n)
        BOOST_TEST((problem(waiting.token.reveal(), app->code(next)) == CodeProblem::Unavailable));
    BOOST_TEST(stores.state().sign_in_failures.empty());
    // Nor does another user's secret open anything, put in place of this one.
    add_user("bob@example.org");
    const auto bobs = add_app("bob@example.org");
    stored.sealed_secret = std::ranges::find_if(stores.state().totp, [&](const auto& entry) {
                               return entry.first != ann->id;
                           })->second.sealed_secret;
    BOOST_TEST((problem(waiting.token.reveal(), bobs.code(next)) == CodeProblem::Unavailable));
    stored.sealed_secret = good;
    BOOST_TEST(finish(waiting.token.reveal(), app->code(next)).has_value());
}

BOOST_AUTO_TEST_CASE(the_session_before_ends_only_with_the_new_one) {
    const std::string before{app->session.token.reveal()};
    const auto waiting = wait_for_code("ann@example.org");
    (void)second_factor.finish({waiting.token.reveal(), {CodeKind::Totp, "000000"}, before}, client,
                               next);
    BOOST_TEST(sessions.find(before, next).has_value());
    BOOST_TEST(second_factor
                   .finish({waiting.token.reveal(), {CodeKind::Totp, app->code(next)}, before},
                           client, next)
                   .has_value());
    BOOST_TEST(!sessions.find(before, next).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
