// The way out for people who have lost every second factor.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/crypto/digest.hpp"
#include "postern/service/account/mail_link_service.hpp"
#include "postern/service/account/retention_service.hpp"
#include "postern/shm/shared_memory.hpp"
#include "support/sample_changes.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using service::CodeKind;
using service::LostFactorError;

namespace {

struct LostFactorFixture : test::ServiceFixture {
    service::LostFactorService lost{stores.sign_in_steps(), stores.accounts(), requests, true, 72h};
    const service::MailLinkService& links = wiring.links;
    shm::Shared<shm::Generations> generations;
    shm::Shared<shm::HostState> host;
    service::RevocationPoller poller{stores.revocations(), *generations, *host};
    const service::RetentionStores retained{.accounts = stores.accounts(),
                                            .sessions = stores.sessions(),
                                            .sign_ins = stores.sign_ins(),
                                            .sign_in_steps = stores.sign_in_steps(),
                                            .factors = stores.factors(),
                                            .passkeys = stores.passkeys(),
                                            .audit = stores.audit(),
                                            .outbox = stores.outbox(),
                                            .groups = stores.groups(),
                                            .grants = stores.grants(),
                                            .access_events = stores.access_events(),
                                            .tokens = stores.tokens(),
                                            .personal_tokens = stores.personal_tokens(),
                                            .invitations = stores.invitations(),
                                            .revocations = poller};
    service::RetentionService retention{retained, revoker, {}};
    service::RetentionService without_resets{retained, revoker, {.factor_resets = false}};
    std::optional<User> ann;
    std::optional<test::AuthenticatorApp> app;
    unsigned tokens_made = 0;

    LostFactorFixture() {
        ann = add_user("ann@example.org");
        app.emplace(add_app("ann@example.org"));
        now += 1min;
    }

    std::string link(MailTokenKind kind) {
        std::string token = to_base64url(as_bytes(crypto::sha256(std::to_string(++tokens_made))));
        stores.accounts().add_token({.kind = kind,
                                     .user_id = ann->id,
                                     .token_hash = crypto::sha256(token),
                                     .email = ann->email,
                                     .created_at = now,
                                     .expires_at = now + 96h});
        return token;
    }
    void begin() {
        BOOST_REQUIRE(
            links.reset_factors(link(MailTokenKind::ResetFactors), client, now).has_value());
    }
    void run_courier() { retention.remove_batch(service::Upkeep::Accounts, now, 100); }
    bool is_pending() { return stores.accounts().find_factor_reset(ann->id).has_value(); }
    bool has_factor() { return factors.overview(*ann).factors().any(); }
    std::size_t count_mails(MailKind kind) {
        std::size_t count = 0;
        for (const auto& [key, stored] : stores.state().outbox)
            if (stored.mail.kind == kind) ++count;
        return count;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lost_factor_service_tests, LostFactorFixture)

BOOST_AUTO_TEST_CASE(somebody_with_the_password_gets_an_email_and_nothing_else_happens) {
    const auto waiting = wait_for_code("ann@example.org");
    BOOST_TEST(lost.ask(waiting.token.reveal(), client, now).has_value());
    BOOST_TEST(count_mails(MailKind::FactorResetAsked) == 1u);
    BOOST_TEST((stores.state().audit.back().entry.event == AuditEvent::FactorsReset));
    BOOST_TEST(stores.state().audit.back().entry.detail == "asked");
    BOOST_TEST(!is_pending());
    BOOST_TEST(has_factor());
}

BOOST_AUTO_TEST_CASE(without_a_waiting_sign_in_nobody_can_ask) {
    for (const auto* const token : {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
        BOOST_TEST((lost.ask(token, client, now).error().error == LostFactorError::Gone));
    const auto waiting = wait_for_code("ann@example.org");
    now += service::kSignInStepTtl;
    BOOST_TEST(
        (lost.ask(waiting.token.reveal(), client, now).error().error == LostFactorError::Gone));
    BOOST_TEST(count_mails(MailKind::FactorResetAsked) == 0u);
}

BOOST_AUTO_TEST_CASE(it_needs_emails_a_delay_and_a_confirmed_address) {
    const auto waiting = wait_for_code("ann@example.org");
    const auto is_off = [&](const service::LostFactorService& with) {
        const auto asked = with.ask(waiting.token.reveal(), client, now);
        return !asked && asked.error().error == LostFactorError::Off;
    };
    BOOST_TEST(is_off({stores.sign_in_steps(), stores.accounts(), requests, false, 72h}));
    BOOST_TEST(is_off({stores.sign_in_steps(), stores.accounts(), requests, true, 0s}));
    stores.state().users.at(ann->id).user.email_verified_at.reset();
    BOOST_TEST(is_off(lost));
}

BOOST_AUTO_TEST_CASE(the_factors_go_after_the_delay_and_the_owner_is_told_every_day) {
    begin();
    BOOST_TEST(count_mails(MailKind::FactorResetPending) == 1u);
    for (int day = 1; day <= 2; ++day) {
        now += 24h;
        run_courier();
        run_courier();
        BOOST_TEST(count_mails(MailKind::FactorResetPending) == 1u + static_cast<unsigned>(day));
        BOOST_TEST(has_factor());
    }
    now += 24h - 1s;
    run_courier();
    BOOST_TEST(has_factor());
    now += 1s;
    run_courier();
    BOOST_TEST(!has_factor());
    BOOST_TEST(!is_pending());
    BOOST_TEST(count_mails(MailKind::FactorResetDone) == 1u);
    BOOST_TEST(!sessions.find(app->session.token.reveal(), now).has_value());
    BOOST_TEST(stores.state().audit.back().entry.detail == "done");
    BOOST_TEST(logins.sign_in({"ann@example.org", test::kGoodPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(any_proof_of_a_second_factor_cancels_it) {
    begin();
    sign_in_with(*app, "ann@example.org", now);
    BOOST_TEST(!is_pending());
    now += 96h;
    run_courier();
    BOOST_TEST(has_factor());
}

BOOST_AUTO_TEST_CASE(a_step_up_cancels_it) {
    begin();
    const auto token = app->session.token.reveal();
    BOOST_REQUIRE(
        step_up.by_code(app->session.session, token, {CodeKind::Totp, app->code(now)}, client, now)
            .has_value());
    BOOST_TEST(!is_pending());
}

BOOST_AUTO_TEST_CASE(the_password_alone_does_not_cancel_it) {
    begin();
    (void)wait_for_code("ann@example.org");
    BOOST_TEST(is_pending());
}

BOOST_AUTO_TEST_CASE(a_trusted_device_does_not_cancel_it) {
    const auto waiting = wait_for_code("ann@example.org");
    const auto done = second_factor.finish({.token = waiting.token.reveal(),
                                            .code = {CodeKind::Totp, app->code(now)},
                                            .trust_device = true},
                                           client, now);
    BOOST_REQUIRE(done.has_value());
    begin();
    client.device = done->device;
    BOOST_REQUIRE(
        logins.sign_in({"ann@example.org", test::kGoodPassword}, client, now).has_value());
    BOOST_TEST(is_pending());
}

BOOST_AUTO_TEST_CASE(the_link_in_the_notice_cancels_it_once) {
    begin();
    const auto keep = link(MailTokenKind::KeepFactors);
    BOOST_TEST(links.keep_factors(keep, client, now).has_value());
    BOOST_TEST(!is_pending());
    BOOST_TEST(!links.keep_factors(keep, client, now).has_value());
    now += 96h;
    run_courier();
    BOOST_TEST(has_factor());
}

BOOST_AUTO_TEST_CASE(a_link_begins_it_once) {
    const auto token = link(MailTokenKind::ResetFactors);
    BOOST_TEST(links.reset_factors(token, client, now).has_value());
    BOOST_TEST(!links.reset_factors(token, client, now).has_value());
    BOOST_TEST(!links.keep_factors(token, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(a_link_that_was_asked_for_with_another_password_begins_nothing) {
    const auto token = link(MailTokenKind::ResetFactors);
    now += 1min;
    BOOST_REQUIRE(users.set_password("ann@example.org", test::kGoodPassword, admin, now));
    BOOST_TEST(!links.reset_factors(token, client, now).has_value());
    BOOST_TEST(!is_pending());
}

BOOST_AUTO_TEST_CASE(where_resets_are_off_one_that_waits_is_cancelled_and_the_owner_told) {
    begin();
    BOOST_TEST(
        without_resets.remove_batch(service::Upkeep::Accounts, now, 100).of("factor_resets") == 1u);
    BOOST_TEST(!is_pending());
    BOOST_TEST(count_mails(MailKind::FactorResetOff) == 1u);
    const AuditEntry& entry = stores.state().audit.back().entry;
    BOOST_TEST((entry.event == AuditEvent::FactorsReset));
    BOOST_TEST((entry.user == ann->public_id));
    BOOST_TEST(entry.actor == "system");
    BOOST_TEST(entry.detail == "cancelled");
    now += 96h;
    run_courier();
    BOOST_TEST(has_factor());
    BOOST_TEST(count_mails(MailKind::FactorResetDone) == 0u);
}

BOOST_AUTO_TEST_CASE(where_resets_are_off_one_that_is_due_is_cancelled_too) {
    begin();
    now += 96h;
    without_resets.remove_batch(service::Upkeep::Accounts, now, 100);
    BOOST_TEST(!is_pending());
    BOOST_TEST(has_factor());
    BOOST_TEST(count_mails(MailKind::FactorResetOff) == 1u);
    BOOST_TEST(count_mails(MailKind::FactorResetDone) == 0u);
}

BOOST_AUTO_TEST_CASE(disabling_the_user_cancels_it_for_good) {
    begin();
    BOOST_REQUIRE(users.set_disabled("ann@example.org", true, admin, now).has_value());
    BOOST_TEST(!is_pending());
    BOOST_REQUIRE(users.set_disabled("ann@example.org", false, admin, now).has_value());
    now += 96h;
    run_courier();
    BOOST_TEST(has_factor());
}

BOOST_AUTO_TEST_CASE(one_of_a_disabled_user_is_cancelled_and_never_carried_out) {
    begin();
    stores.state().users.at(ann->id).user.disabled = true;  // as an earlier version left it
    now += 96h;
    const UserRow row{stores.state().users.at(ann->id).user};
    BOOST_TEST(!stores.accounts().apply(service::factor_reset_done(row, service::by_system(now))));
    BOOST_TEST(is_pending());
    run_courier();
    BOOST_TEST(!is_pending());
    BOOST_TEST(has_factor());
    BOOST_TEST(stores.state().audit.back().entry.detail == "cancelled");
    BOOST_TEST(count_mails(MailKind::FactorResetOff) == 0u);
}

BOOST_AUTO_TEST_CASE(a_reset_by_an_administrator_ends_it) {
    begin();
    users.reset_factors("ann@example.org", admin, now);
    BOOST_TEST(!is_pending());
}

BOOST_AUTO_TEST_SUITE_END()
