// Proving more, or again, in a session that there is.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <string>

#include "postern/crypto/token.hpp"
#include "postern/service/factor/fresh_proof.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using service::CodeKind;
using service::StepUpError;
using test::kGoodPassword;

namespace {

struct StepUpFixture : test::ServiceFixture {
    StepUpFixture() { ann = add_user("ann@example.org"); }

    Result<service::OpenedSession, service::StepUpRefusal> by_password(
        const service::OpenedSession& session, std::string_view password, TimePoint at) {
        return step_up.by_password(session.session, session.token.reveal(), password, client, at);
    }
    Result<service::OpenedSession, service::StepUpRefusal> by_code(
        const service::OpenedSession& session, std::string_view code, TimePoint at,
        CodeKind kind = CodeKind::Totp) {
        return step_up.by_code(session.session, session.token.reveal(), {kind, code}, client, at);
    }

    std::optional<User> ann;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(step_up_service_tests, StepUpFixture)

BOOST_AUTO_TEST_CASE(the_password_makes_a_session_fresh_and_gives_it_a_new_token) {
    const auto old = sign_in("ann@example.org", true);
    const auto later = now + 10min;
    BOOST_TEST(!service::has_fresh_proof(old.session.session, {}, later));
    const auto renewed = by_password(old, kGoodPassword, later);
    BOOST_REQUIRE(renewed.has_value());
    const auto& session = renewed->session.session;
    BOOST_TEST(service::has_fresh_proof(session, {}, later));
    BOOST_TEST((session.authentication.level == Level::One));
    // It is the same session but for its token and what was proven.
    const auto& before = old.session.session;
    BOOST_TEST((session.public_id == before.public_id));
    BOOST_TEST((session.created_at == before.created_at));
    BOOST_TEST((session.expires_at == before.expires_at));
    BOOST_TEST(session.remember);
    BOOST_TEST(!sessions.find(old.token.reveal(), later).has_value());
    BOOST_TEST(sessions.find(renewed->token.reveal(), later).has_value());
    BOOST_REQUIRE(!revoker.sessions.empty());
    BOOST_TEST((revoker.sessions.back() == *crypto::token_hash(old.token.reveal())));
    BOOST_TEST((stores.state().audit.back().entry.event == AuditEvent::StepUp));
}

BOOST_AUTO_TEST_CASE(a_wrong_password_changes_nothing_and_is_counted) {
    const auto session = sign_in("ann@example.org");
    for (int n = 0; n < 5; ++n)
        BOOST_TEST(
            (by_password(session, "wrong", now).error().error == StepUpError::WrongPassword));
    BOOST_TEST(
        (by_password(session, kGoodPassword, now).error().error == StepUpError::TooManyAttempts));
    BOOST_TEST(sessions.find(session.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(a_session_that_has_ended_is_not_renewed) {
    const auto session = sign_in("ann@example.org");
    sessions.end(session.token.reveal());
    BOOST_TEST(
        (by_password(session, kGoodPassword, now).error().error == StepUpError::SessionGone));
    BOOST_TEST(stores.state().sessions.empty());
}

BOOST_AUTO_TEST_CASE(a_session_is_renewed_once) {
    const auto session = sign_in("ann@example.org");
    BOOST_TEST(by_password(session, kGoodPassword, now).has_value());
    BOOST_TEST(
        (by_password(session, kGoodPassword, now).error().error == StepUpError::SessionGone));
    BOOST_TEST(stores.state().sessions.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_password_is_not_enough_for_who_has_a_second_factor) {
    const auto weak = sign_in("ann@example.org");
    const auto app = add_app("ann@example.org");
    const auto refused = by_password(weak, kGoodPassword, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().error == StepUpError::NeedsFactor));
    const auto raised = by_code(weak, app.code(now + 30s), now + 30s);
    BOOST_REQUIRE(raised.has_value());
    const auto& proven = raised->session.session.authentication;
    BOOST_TEST((proven ==
                Authentication{
                    Level::Two, {ProofMethod::Password, ProofMethod::Totp}, now + 30s, now + 30s}));
    BOOST_TEST(!sessions.find(weak.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(a_code_that_opened_a_session_raises_no_other) {
    const auto app = add_app("ann@example.org");
    const auto at = now + 30s;
    const auto session = sign_in_with(app, "ann@example.org", at);
    BOOST_TEST((by_code(session, app.code(at), at).error().error == StepUpError::WrongCode));
    BOOST_TEST(sessions.find(session.token.reveal(), at).has_value());
}

BOOST_AUTO_TEST_CASE(another_users_code_raises_nothing) {
    add_user("bob@example.org");
    const auto anns = add_app("ann@example.org");
    const auto bobs = add_app("bob@example.org");
    const auto at = now + 30s;
    BOOST_TEST((by_code(anns.session, bobs.code(at), at).error().error == StepUpError::WrongCode));
    BOOST_TEST((by_code(anns.session, bobs.recovery_codes[0].reveal(), at, CodeKind::RecoveryCode)
                    .error()
                    .error == StepUpError::WrongCode));
}

BOOST_AUTO_TEST_CASE(a_user_without_an_app_has_no_right_code) {
    const auto session = sign_in("ann@example.org");
    BOOST_TEST((by_code(session, "123456", now).error().error == StepUpError::WrongCode));
    BOOST_TEST(
        (by_code(session, "0000-0000-0000-0000", now, CodeKind::RecoveryCode).error().error ==
         StepUpError::WrongCode));
}

BOOST_AUTO_TEST_CASE(a_proof_is_fresh_for_five_minutes) {
    const auto session = sign_in("ann@example.org").session.session;
    BOOST_TEST(service::has_fresh_proof(session, {}, now + 5min));
    BOOST_TEST(!service::has_fresh_proof(session, {}, now + 5min + 6s));
    // The password says nothing once there is more to prove.
    BOOST_TEST(!service::has_fresh_proof(session, {.totp = true}, now));
}

BOOST_AUTO_TEST_SUITE_END()
