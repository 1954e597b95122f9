// The code that is mailed before an account gets its first second factor.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>

#include "postern/base/check.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/factor/base32.hpp"
#include "postern/crypto/factor/totp.hpp"
#include "postern/crypto/token.hpp"
#include "postern/service/account/enrolment_code_service.hpp"
#include "postern/service/mail/mail_composer.hpp"
#include "postern/store/store_error.hpp"
#include "support/mailing_services.hpp"

using namespace postern;
using namespace std::chrono_literals;
using service::EnrolmentCodeError;
using service::FactorError;
using service::OpenedSession;

namespace {

struct EnrolmentCodeFixture : test::ServiceFixture {
    test::MailingServices with_mail{*this};
    const app::Services& mailing = with_mail.services;
    const service::EnrolmentCodeService& codes = mailing.mailed_codes;
    service::MailComposer composer{stores.users(), stores.accounts(), *attempts, entropy, {}};
    User ann = add_user("ann@example.org");
    test::SoftPasskey passkey;

    /// The client on a device that the account knows for this long.
    service::Client on_device(std::chrono::seconds age) {
        service::Client known = client;
        known.device = crypto::make_token(entropy);
        stores.sign_ins().add_known_device(ann.id, crypto::sha256(known.device), now - age);
        return known;
    }

    Result<service::TotpSetup, service::FactorRefusal> begin(const OpenedSession& session,
                                                             const service::Client& from) {
        return mailing.factors.begin_totp(session.session, session.token.reveal(), from, now);
    }
    FactorError refusal(const OpenedSession& session, const service::Client& from) {
        const auto begun = begin(session, from);
        BOOST_REQUIRE(!begun.has_value());
        return begun.error().error;
    }

    /// Asks for the e-mail; the code in it. REQUIRES: that it is needed, and not too often.
    std::string mailed_code(const OpenedSession& session) {
        POSTERN_CHECK(codes.send(session.session, client, now).has_value());
        return with_mail.newest_code();
    }
    /// What the courier makes of the newest e-mail in the outbox.
    std::optional<service::ReadyMail> compose(std::uint32_t attempt = 1) {
        const auto& [id, stored] = *stores.state().outbox.rbegin();
        return composer.prepare({.id = id, .mail = stored.mail, .attempts = attempt}, now);
    }
    Result<OpenedSession, service::EnrolmentCodeRefusal> confirm(const OpenedSession& session,
                                                                 std::string_view code) {
        return codes.confirm(session.session, session.token.reveal(), code, client, now);
    }
    EnrolmentCodeError problem(const OpenedSession& session, std::string_view code) {
        const auto done = confirm(session, code);
        BOOST_REQUIRE(!done.has_value());
        return done.error().error;
    }
    std::string last_entry() {
        const AuditEntry& entry = stores.state().audit.back().entry;
        return std::string{to_text(entry.event)} + " " + std::string{to_text(entry.result)} + " " +
               entry.detail;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(enrolment_code_service_tests, EnrolmentCodeFixture)

BOOST_AUTO_TEST_CASE(on_an_unknown_device_no_first_factor_can_be_added) {
    const auto session = sign_in("ann@example.org");
    BOOST_TEST((refusal(session, client) == FactorError::MailedCodeRequired));
    for (const auto kind : {PasskeyKind::Passkey, PasskeyKind::SecurityKey}) {
        const auto begun =
            mailing.passkeys.begin(session.session, session.token.reveal(), kind, client, now);
        BOOST_REQUIRE(!begun.has_value());
        BOOST_TEST((begun.error().error == FactorError::MailedCodeRequired));
    }
    BOOST_TEST(stores.state().enrolments.empty());
}

BOOST_AUTO_TEST_CASE(what_was_begun_elsewhere_is_not_finished_without_a_code_either) {
    const auto session = sign_in("ann@example.org");
    const auto token = session.token.reveal();
    const auto known = on_device(service::kKnownForEnrolment);
    const auto begun = begin(session, known);
    BOOST_REQUIRE(begun.has_value());
    const auto secret = crypto::from_base32(begun->key.reveal()).value();
    const auto code = crypto::totp_code(secret, crypto::totp_step(now));
    const auto confirmed =
        mailing.factors.confirm_totp(session.session, token, code.reveal(), client, now);
    BOOST_REQUIRE(!confirmed.has_value());
    BOOST_TEST((confirmed.error().error == FactorError::MailedCodeRequired));

    const auto creation =
        mailing.passkeys.begin(session.session, token, PasskeyKind::Passkey, known, now).value();
    passkey.user_handle = creation.user_handle;
    const auto added =
        mailing.passkeys.add(session.session, token, PasskeyKind::Passkey,
                             {passkey.create(creation.challenge), {}}, {}, client, now);
    BOOST_REQUIRE(!added.has_value());
    BOOST_TEST((added.error().error == FactorError::MailedCodeRequired));
    BOOST_TEST(!factors.overview(ann).factors().any());
}

BOOST_AUTO_TEST_CASE(a_device_counts_as_known_after_three_days) {
    const auto session = sign_in("ann@example.org");
    const auto young = on_device(service::kKnownForEnrolment - 1s);
    BOOST_TEST((refusal(session, young) == FactorError::MailedCodeRequired));
    BOOST_TEST(begin(session, on_device(service::kKnownForEnrolment)).has_value());
}

BOOST_AUTO_TEST_CASE(a_known_device_of_another_user_and_a_planted_one_do_not_count) {
    const auto session = sign_in("ann@example.org");
    const User bob = add_user("bob@example.org");
    service::Client known_client = client;
    known_client.device = crypto::make_token(entropy);
    stores.sign_ins().add_known_device(bob.id, crypto::sha256(known_client.device), now - 30 * 24h);
    BOOST_TEST((refusal(session, known_client) == FactorError::MailedCodeRequired));
    known_client.device = std::string(43, 'A');
    BOOST_TEST((refusal(session, known_client) == FactorError::MailedCodeRequired));
}

BOOST_AUTO_TEST_CASE(where_no_email_can_be_sent_no_code_is_asked_for) {
    const auto session = sign_in("ann@example.org");
    BOOST_TEST(!wiring.mailed_codes.is_needed(session.session, client, now));
    BOOST_TEST(
        factors.begin_totp(session.session, session.token.reveal(), client, now).has_value());
    const auto sent = wiring.mailed_codes.send(session.session, client, now);
    BOOST_REQUIRE(!sent.has_value());
    BOOST_TEST((sent.error().error == EnrolmentCodeError::NotNeeded));
    BOOST_TEST(stores.state().outbox.empty());
}

BOOST_AUTO_TEST_CASE(who_has_a_factor_proves_that_and_needs_no_code) {
    const auto app = add_app("ann@example.org");
    stores.state().outbox.clear();
    BOOST_TEST(begin(app.session, client).has_value());
    BOOST_TEST((problem(app.session, "0000-0000") == EnrolmentCodeError::NotNeeded));
    const auto sent = codes.send(app.session.session, client, now);
    BOOST_REQUIRE(!sent.has_value());
    BOOST_TEST((sent.error().error == EnrolmentCodeError::NotNeeded));
    BOOST_TEST(stores.state().outbox.empty());
}

BOOST_AUTO_TEST_CASE(an_old_proof_is_asked_for_before_the_code) {
    const auto session = sign_in("ann@example.org");
    now += 6min;
    BOOST_TEST((refusal(session, client) == FactorError::StepUpRequired));
}

BOOST_AUTO_TEST_CASE(send_asks_for_one_email_to_the_address_of_the_account) {
    const auto session = sign_in("ann@example.org");
    BOOST_REQUIRE(codes.send(session.session, client, now).has_value());
    BOOST_REQUIRE(stores.state().outbox.size() == 1u);
    const NewMail& mail = stores.state().outbox.begin()->second.mail;
    BOOST_TEST((mail.kind == MailKind::EnrolmentCode));
    BOOST_TEST(mail.to.text() == "ann@example.org");
    BOOST_TEST(mail.details.at("address") == client.address);
    BOOST_TEST(stores.state().mail_tokens.empty());
    BOOST_TEST(last_entry() == "enrolment_code ok asked");
}

BOOST_AUTO_TEST_CASE(the_right_code_lets_this_session_add_a_factor) {
    const auto session = sign_in("ann@example.org");
    const auto confirmed = confirm(session, mailed_code(session));
    BOOST_REQUIRE(confirmed.has_value());
    BOOST_TEST(last_entry() == "enrolment_code ok confirmed");
    BOOST_TEST(!sessions.find(session.token.reveal(), now).has_value());
    BOOST_TEST(sessions.find(confirmed->token.reveal(), now).has_value());
    BOOST_TEST(begin(*confirmed, client).has_value());
    // No other session of the user.
    BOOST_TEST((refusal(sign_in("ann@example.org"), client) == FactorError::MailedCodeRequired));
}

BOOST_AUTO_TEST_CASE(a_code_changes_neither_the_level_nor_how_fresh_the_proof_is) {
    const auto session = sign_in("ann@example.org");
    const auto code = mailed_code(session);
    now += 10min;
    const auto confirmed = confirm(session, code);
    BOOST_REQUIRE(confirmed.has_value());
    const auto found = sessions.find(confirmed->token.reveal(), now);
    BOOST_REQUIRE(found.has_value());
    auto expected = session.session.session.authentication;
    expected.methods.add(ProofMethod::MailedCode);
    BOOST_TEST((found->session.authentication == expected));
    BOOST_TEST((found->session.authentication.level == Level::One));
    BOOST_TEST(!found->session.authentication.factor_at.has_value());
    BOOST_TEST((found->session.expires_at == session.session.session.expires_at));
    BOOST_TEST((refusal(*confirmed, client) == FactorError::StepUpRequired));
}

BOOST_AUTO_TEST_CASE(a_renewed_session_was_seen_now_however_old_its_proof_is) {
    const auto session = sign_in("ann@example.org");
    now += 20min;
    const auto visitor = sessions.find(session.token.reveal(), now).value();
    BOOST_REQUIRE(codes.send(visitor, client, now).has_value());
    const auto code = compose().value().code;
    now += 14min;
    const auto confirmed = codes.confirm(visitor, session.token.reveal(), code, client, now);
    BOOST_REQUIRE(confirmed.has_value());
    BOOST_TEST((confirmed->session.session.last_seen_at == now));
    BOOST_TEST(sessions.find(confirmed->token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(a_code_is_typed_in_any_spelling) {
    const auto session = sign_in("ann@example.org");
    std::string typed = " " + mailed_code(session) + " ";
    for (char& c : typed)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    typed.insert(3, " ");
    BOOST_TEST(confirm(session, typed).has_value());
}

BOOST_AUTO_TEST_CASE(a_wrong_code_is_refused_and_counted) {
    const auto session = sign_in("ann@example.org");
    const auto code = mailed_code(session);
    BOOST_TEST((problem(session, "zzzz-zzzz") == EnrolmentCodeError::Wrong));
    BOOST_TEST(last_entry() == "enrolment_code refused wrong_code");
    BOOST_TEST(sessions.find(session.token.reveal(), now).has_value());
    for (int i = 1; i < 5; ++i) (void)confirm(session, "zzzz-zzzz");
    const auto refused = confirm(session, code);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().error == EnrolmentCodeError::TooManyAttempts));
    BOOST_TEST(refused.error().retry_after.count() > 0);
    now += 2s;
    BOOST_TEST(confirm(session, code).has_value());
    BOOST_TEST(stores.state().sign_in_failures.empty());
}

BOOST_AUTO_TEST_CASE(wrong_codes_are_counted_over_all_sessions_and_devices) {
    const auto code = mailed_code(sign_in("ann@example.org"));
    for (int i = 0; i < 5; ++i) {
        const auto session = sign_in("ann@example.org");
        const auto from = on_device(1h);
        (void)codes.confirm(session.session, session.token.reveal(), "zzzz-zzzz", from, now);
    }
    const auto session = sign_in("ann@example.org");
    const auto refused =
        codes.confirm(session.session, session.token.reveal(), code, on_device(1h), now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().error == EnrolmentCodeError::TooManyAttempts));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_code_is_refused_and_does_not_count) {
    const auto session = sign_in("ann@example.org");
    const auto code = mailed_code(session);
    for (const char* const typed : {"", "0000", "0000-00000", "uuuu-uuuu", "0000\n0000", "123456"})
        BOOST_TEST((problem(session, typed) == EnrolmentCodeError::Malformed), typed);
    BOOST_TEST(confirm(session, code).has_value());
}

BOOST_AUTO_TEST_CASE(a_code_ends_after_fifteen_minutes) {
    const auto session = sign_in("ann@example.org");
    const auto code = mailed_code(session);
    now += service::kEnrolmentCodeTtl;
    BOOST_TEST((problem(session, code) == EnrolmentCodeError::Wrong));
}

BOOST_AUTO_TEST_CASE(a_code_works_once_even_in_another_session) {
    const auto first = sign_in("ann@example.org");
    const auto second = sign_in("ann@example.org");
    const auto code = mailed_code(first);
    BOOST_TEST(confirm(first, code).has_value());
    BOOST_TEST((problem(second, code) == EnrolmentCodeError::Wrong));
}

BOOST_AUTO_TEST_CASE(only_the_newest_code_is_good) {
    const auto session = sign_in("ann@example.org");
    const auto first = mailed_code(session);
    const auto second = mailed_code(session);
    BOOST_TEST((problem(session, first) == EnrolmentCodeError::Wrong));
    // One that is sent once more has a new code.
    const auto third = compose(2).value().code;
    BOOST_TEST((problem(session, second) == EnrolmentCodeError::Wrong));
    BOOST_TEST(confirm(session, third).has_value());
}

BOOST_AUTO_TEST_CASE(a_code_is_of_one_user) {
    add_user("bob@example.org");
    const auto bobs = sign_in("bob@example.org");
    const auto code = mailed_code(sign_in("ann@example.org"));
    BOOST_TEST((problem(bobs, code) == EnrolmentCodeError::Wrong));
}

BOOST_AUTO_TEST_CASE(a_new_password_or_address_ends_the_code) {
    const auto session = sign_in("ann@example.org");
    auto code = mailed_code(session);
    stores.users().set_password_hash(ann.id, "another", now + 1s, std::nullopt);
    now += 2s;
    BOOST_TEST((problem(session, code) == EnrolmentCodeError::Wrong));

    code = mailed_code(session);
    stores.state().users.at(ann.id).user.email = *EmailAddress::parse("ann@example.net");
    BOOST_TEST((problem(session, code) == EnrolmentCodeError::Wrong));
}

BOOST_AUTO_TEST_CASE(a_session_that_has_ended_meanwhile_leaves_the_code) {
    const auto session = sign_in("ann@example.org");
    const auto code = mailed_code(session);
    sessions.end(session.token.reveal());
    BOOST_TEST((problem(session, code) == EnrolmentCodeError::SessionGone));
    BOOST_TEST(stores.state().mail_tokens.size() == 1u);
    BOOST_TEST(stores.state().sign_in_failures.empty());
}

BOOST_AUTO_TEST_CASE(an_account_gets_few_emails_an_hour) {
    const auto session = sign_in("ann@example.org");
    for (int i = 0; i < 3; ++i) {
        BOOST_REQUIRE(codes.send(session.session, client, now).has_value());
        BOOST_TEST(compose().has_value());
    }
    BOOST_REQUIRE(codes.send(session.session, client, now).has_value());
    BOOST_TEST(!compose().has_value());
    now += service::kMailLimitWindow + 1s;
    const auto later = sign_in("ann@example.org");
    BOOST_REQUIRE(codes.send(later.session, client, now).has_value());
    BOOST_TEST(compose().has_value());
}

BOOST_AUTO_TEST_CASE(a_network_asks_for_few_emails_an_hour) {
    const auto session = sign_in("ann@example.org");
    const auto send = [&] { return codes.send(session.session, client, now); };
    for (int i = 0; i < 20; ++i) BOOST_REQUIRE(send().has_value());
    const auto refused = send();
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().error == EnrolmentCodeError::TooManyMails));
    BOOST_TEST(refused.error().retry_after.count() > 0);
    BOOST_TEST(stores.state().outbox.size() == 20u);
}

BOOST_AUTO_TEST_CASE(after_a_hundred_wrong_codes_only_a_new_password_helps) {
    const auto budget = service::mailed_code_budget(ann.public_id);
    const auto session = sign_in("ann@example.org");
    const auto code = mailed_code(session);
    for (int i = 0; i < 100; ++i) stores.sign_ins().add_failure(budget, now - 24h);
    const auto refused = confirm(session, code);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST(refused.error().blocked);
    BOOST_TEST(last_entry() == "enrolment_code throttled codes_blocked");

    const std::string link = crypto::make_token(entropy);
    stores.accounts().add_token({.kind = MailTokenKind::ResetPassword,
                                 .user_id = ann.id,
                                 .token_hash = crypto::sha256(link),
                                 .email = ann.email,
                                 .created_at = now,
                                 .expires_at = now + 1h});
    BOOST_REQUIRE(
        mailing.links.reset_password(link, "seven quiet ferries at noon", client, now).has_value());
    BOOST_TEST(stores.sign_ins().find_failures(budget).consecutive == 0u);
}

BOOST_AUTO_TEST_CASE(an_outage_is_no_wrong_code) {
    const auto session = sign_in("ann@example.org");
    const auto code = mailed_code(session);
    stores.state().unavailable = true;
    BOOST_CHECK_THROW((void)confirm(session, code), store::StoreError);
    stores.state().unavailable = false;
    BOOST_TEST(confirm(session, code).has_value());
    BOOST_TEST(stores.state().sign_in_failures.empty());
}

BOOST_AUTO_TEST_SUITE_END()
