// Setting up, replacing and removing second factors.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <string>

#include "postern/crypto/factor/base32.hpp"
#include "postern/crypto/factor/totp.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace std::chrono_literals;
using service::FactorError;
using test::kGoodPassword;

namespace {

struct FactorFixture : test::ServiceFixture {
    FactorFixture() { ann = add_user("ann@example.org"); }

    Result<service::TotpSetup, service::FactorRefusal> begin(const service::OpenedSession& session,
                                                             TimePoint at) {
        return factors.begin_totp(session.session, session.token.reveal(), client, at);
    }
    Result<service::TotpConfirmed, service::FactorRefusal> confirm(
        const service::OpenedSession& session, std::string_view code, TimePoint at) {
        return factors.confirm_totp(session.session, session.token.reveal(), code, client, at);
    }
    static std::string code_of(const service::TotpSetup& setup, TimePoint at) {
        const auto secret = crypto::from_base32(setup.key.reveal());
        return std::string{crypto::totp_code(secret.value(), crypto::totp_step(at)).reveal()};
    }
    PublicId id_of_app() const { return factors.overview(*ann).totp.value().public_id; }
    std::size_t count_mails(MailKind kind) {
        return static_cast<std::size_t>(std::ranges::count_if(
            stores.state().outbox,
            [&](const auto& entry) { return entry.second.mail.kind == kind; }));
    }
    std::size_t count_entries(AuditEvent event) {
        return static_cast<std::size_t>(std::ranges::count_if(
            stores.state().audit, [&](const auto& stored) { return stored.entry.event == event; }));
    }

    std::optional<User> ann;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(factor_service_tests, FactorFixture)

BOOST_AUTO_TEST_CASE(a_new_app_counts_once_it_has_shown_a_right_code) {
    const auto session = sign_in("ann@example.org");
    const auto setup = begin(session, now);
    BOOST_REQUIRE(setup.has_value());
    BOOST_TEST(setup->key.size() == 32u);
    BOOST_TEST(setup->uri.reveal() == "otpauth://totp/auth.example.org:ann%40example.org?secret=" +
                                          std::string{setup->key.reveal()} +
                                          "&issuer=auth.example.org");
    BOOST_TEST(!factors.overview(*ann).totp.has_value());
    BOOST_TEST(logins.sign_in({"ann@example.org", kGoodPassword}, client, now).has_value());

    BOOST_TEST(revoker.users.empty());
    const auto done = confirm(session, code_of(*setup, now), now);
    BOOST_REQUIRE(done.has_value());
    BOOST_TEST((revoker.users == std::vector{ann->id}));  // this host forgets their password
    BOOST_TEST((done->session.session.session.authentication.level == Level::Two));
    BOOST_TEST(!sessions.find(session.token.reveal(), now).has_value());
    BOOST_TEST(sessions.find(done->session.token.reveal(), now).has_value());
    const auto has = factors.overview(*ann);
    BOOST_TEST(has.totp.has_value());
    BOOST_TEST(has.factors().recovery_codes == 10u);
    std::set<std::string> different;
    for (const auto& code : done->recovery_codes) different.emplace(code.reveal());
    BOOST_TEST(different.size() == 10u);
    BOOST_TEST(count_mails(MailKind::FactorAdded) == 1u);
    BOOST_TEST(count_entries(AuditEvent::FactorAdded) == 1u);
}

BOOST_AUTO_TEST_CASE(the_secret_is_stored_sealed_and_the_codes_hashed) {
    const auto app = add_app("ann@example.org");
    const auto& stored = stores.state().totp.at(ann->id);
    BOOST_TEST(stored.sealed_secret.find(app.secret.reveal()) == std::string::npos);
    BOOST_TEST(stored.key_id == keys.first());
    BOOST_TEST(stores.state().enrolments.empty());
}

BOOST_AUTO_TEST_CASE(a_wrong_code_leaves_the_setup_as_it_is) {
    const auto session = sign_in("ann@example.org");
    const auto setup = begin(session, now);
    BOOST_TEST((confirm(session, "12345", now).error().error == FactorError::MalformedCode));
    const auto wrong = code_of(*setup, now) == "000000" ? "000001" : "000000";
    const auto refused = confirm(session, wrong, now);
    BOOST_TEST((refused.error().error == FactorError::WrongCode));
    BOOST_TEST(!refused.error().clock_off.has_value());
    const auto again = factors.find_setup(session.session, session.token.reveal(), now);
    BOOST_REQUIRE(again.has_value());
    BOOST_TEST(again->key.reveal() == setup->key.reveal());
    BOOST_TEST(confirm(session, code_of(*setup, now), now).has_value());
}

BOOST_AUTO_TEST_CASE(a_wrong_clock_is_named_while_an_app_is_set_up) {
    const auto session = sign_in("ann@example.org");
    const auto setup = begin(session, now);
    const auto ahead = confirm(session, code_of(*setup, now + 2min), now);
    BOOST_TEST((ahead.error().error == FactorError::WrongCode));
    BOOST_TEST((ahead.error().clock_off == std::optional{120s}));
    const auto behind = confirm(session, code_of(*setup, now - 90s), now);
    BOOST_TEST((behind.error().clock_off == std::optional{-90s}));
}

BOOST_AUTO_TEST_CASE(setting_up_belongs_to_one_session) {
    const auto session = sign_in("ann@example.org");
    const auto other = sign_in("ann@example.org");
    const auto setup = begin(session, now);
    BOOST_TEST(
        (confirm(other, code_of(*setup, now), now).error().error == FactorError::EnrolmentGone));
    add_user("bob@example.org");
    const auto bob = sign_in("bob@example.org");
    const auto stolen = factors.confirm_totp(bob.session, session.token.reveal(),
                                             code_of(*setup, now), client, now);
    BOOST_TEST((stolen.error().error == FactorError::EnrolmentGone));
    BOOST_TEST(stores.state().totp.empty());
}

BOOST_AUTO_TEST_CASE(setting_up_takes_fifteen_minutes_at_most_and_is_used_once) {
    const auto session = sign_in("ann@example.org");
    const auto setup = begin(session, now);
    const auto late = now + 15min;
    BOOST_TEST((confirm(session, code_of(*setup, late), late).error().error ==
                FactorError::EnrolmentGone));
    // Longer than a proof is fresh: that was asked for at the beginning.
    const auto in_time = now + 14min;
    const auto done = confirm(session, code_of(*setup, in_time), in_time);
    BOOST_REQUIRE(done.has_value());
    BOOST_TEST((confirm(done->session, code_of(*setup, in_time), in_time).error().error ==
                FactorError::EnrolmentGone));
}

BOOST_AUTO_TEST_CASE(of_two_that_are_set_up_in_one_session_the_last_one_counts) {
    const auto session = sign_in("ann@example.org");
    const auto first = begin(session, now);
    const auto second = begin(session, now);
    BOOST_TEST(
        (confirm(session, code_of(*first, now), now).error().error == FactorError::WrongCode));
    BOOST_TEST(confirm(session, code_of(*second, now), now).has_value());
}

BOOST_AUTO_TEST_CASE(of_two_that_are_set_up_at_the_same_time_the_first_one_counts) {
    const auto here = sign_in("ann@example.org");
    const auto there = sign_in("ann@example.org");
    const auto first = begin(here, now);
    const auto second = begin(there, now);
    BOOST_TEST(confirm(here, code_of(*first, now), now).has_value());
    // The other session has proven the password alone, and there is more to prove now: it may not
    // replace what it does not know.
    const auto late = confirm(there, code_of(*second, now), now);
    BOOST_REQUIRE(!late.has_value());
    BOOST_TEST((late.error().error == FactorError::StepUpRequired));
}

BOOST_AUTO_TEST_CASE(an_app_works_until_its_successor_is_confirmed) {
    const auto app = add_app("ann@example.org");
    const auto setup = begin(app.session, now);
    BOOST_REQUIRE(setup.has_value());
    (void)sign_in_with(app, "ann@example.org", now + 30s);
    const auto done = confirm(app.session, code_of(*setup, now + 60s), now + 60s);
    BOOST_REQUIRE(done.has_value());
    BOOST_TEST(done->recovery_codes.empty());  // those that there are stay
    BOOST_TEST(factors.overview(*ann).factors().recovery_codes == 10u);
    now += 90s;
    const auto waiting = wait_for_code("ann@example.org");
    BOOST_TEST(!second_factor
                    .finish({waiting.token.reveal(), {service::CodeKind::Totp, app.code(now)}},
                            client, now)
                    .has_value());
}

BOOST_AUTO_TEST_CASE(every_change_asks_for_a_fresh_proof) {
    const auto stale = now + 6min;
    const auto weak = sign_in("ann@example.org");
    BOOST_TEST((begin(weak, stale).error().error == FactorError::StepUpRequired));
    const auto app = add_app("ann@example.org");
    const auto& visitor = app.session.session;
    BOOST_TEST((begin(app.session, stale).error().error == FactorError::StepUpRequired));
    const auto id = id_of_app();
    BOOST_TEST((factors.remove_totp(visitor, id, client, stale).error().error ==
                FactorError::StepUpRequired));
    BOOST_TEST((factors.make_recovery_codes(visitor, client, stale).error().error ==
                FactorError::StepUpRequired));
    // A session with the password alone is never enough once there is an app, however fresh.
    BOOST_TEST((factors.remove_totp(weak.session, id, client, now).error().error ==
                FactorError::StepUpRequired));
    BOOST_TEST((begin(weak, now).error().error == FactorError::StepUpRequired));
    BOOST_TEST(factors.overview(*ann).totp.has_value());
}

BOOST_AUTO_TEST_CASE(removing_the_app_removes_the_codes_and_ends_all_sessions) {
    const auto app = add_app("ann@example.org");
    const auto other = sign_in_with(app, "ann@example.org", now + 30s);
    const auto done = factors.remove_totp(app.session.session, id_of_app(), client, now);
    BOOST_REQUIRE(done.has_value());
    BOOST_TEST((done->session.session.authentication.level == Level::One));
    BOOST_TEST(!done->session.session.authentication.factor_at.has_value());
    BOOST_TEST(sessions.find(done->token.reveal(), now).has_value());
    for (const auto* const session : {&app.session, &other})
        BOOST_TEST(!sessions.find(session->token.reveal(), now).has_value());
    BOOST_TEST(stores.state().totp.empty());
    BOOST_TEST(stores.state().recovery.empty());
    BOOST_TEST(logins.sign_in({"ann@example.org", kGoodPassword}, client, now).has_value());
    BOOST_TEST(count_mails(MailKind::FactorRemoved) == 1u);
    BOOST_TEST(count_entries(AuditEvent::FactorRemoved) == 1u);
}

BOOST_AUTO_TEST_CASE(an_app_is_removed_by_its_own_id_only) {
    const auto app = add_app("ann@example.org");
    const auto& visitor = app.session.session;
    BOOST_TEST(
        (factors.remove_totp(visitor, visitor.session.public_id, client, now).error().error ==
         FactorError::NoFactor));
    BOOST_TEST(factors.overview(*ann).totp.has_value());
    BOOST_TEST(sessions.find(app.session.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(new_codes_replace_the_old_ones) {
    const auto app = add_app("ann@example.org");
    const auto codes = factors.make_recovery_codes(app.session.session, client, now);
    BOOST_REQUIRE(codes.has_value());
    BOOST_TEST(codes->size() == 10u);
    const auto use = [&](const Secret& code) {
        const auto waiting = wait_for_code("ann@example.org");
        return second_factor
            .finish({waiting.token.reveal(), {service::CodeKind::RecoveryCode, code.reveal()}},
                    client, now)
            .has_value();
    };
    BOOST_TEST(!use(app.recovery_codes[0]));
    BOOST_TEST(use((*codes)[0]));
    BOOST_TEST(count_mails(MailKind::RecoveryCodesMade) == 1u);
}

BOOST_AUTO_TEST_CASE(there_are_no_codes_without_an_app) {
    const auto session = sign_in("ann@example.org");
    BOOST_TEST((factors.make_recovery_codes(session.session, client, now).error().error ==
                FactorError::NoFactor));
    const auto& no_app = session.session.session.public_id;
    BOOST_TEST((factors.remove_totp(session.session, no_app, client, now).error().error ==
                FactorError::NoFactor));
}

BOOST_AUTO_TEST_CASE(without_a_hashing_slot_nothing_changes) {
    const auto session = sign_in("ann@example.org");
    const auto setup = begin(session, now);
    {
        const auto taken = slots.acquire(0ms);
        BOOST_TEST(
            (confirm(session, code_of(*setup, now), now).error().error == FactorError::Busy));
    }
    BOOST_TEST(stores.state().totp.empty());
    BOOST_TEST(confirm(session, code_of(*setup, now), now).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
