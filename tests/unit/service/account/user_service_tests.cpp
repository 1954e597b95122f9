// What an administrator does with users.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/crypto/factor/totp.hpp"
#include "support/sample_factors.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using service::CodeKind;
using service::ResetFactorsOutcome;
using service::SetPasswordError;
using service::UnlockTotpOutcome;

namespace {

struct UserServiceFixture : test::ServiceFixture {
    /// An app and recovery codes.
    void add_factor(const User& user) {
        auto change = test::totp_added(user, 1, now);
        change.recovery = test::sample_recovery();
        BOOST_REQUIRE(stores.accounts().apply(change).has_value());
    }

    void set_last_step(const User& user, crypto::TotpStep step) {
        BOOST_REQUIRE(stores.factors().set_totp_last_step(user.id, step));
    }

    crypto::TotpStep last_step(const User& user) {
        return stores.factors().find_totp(user.id)->last_step;
    }

    /// As wrong codes do, with time for each.
    void fail_codes(CodeKind kind, const User& user) {
        for (int i = 0; i < 3; ++i) {
            const auto at = now + std::chrono::hours{i};
            const auto attempt = sign_ins.admit_code(kind, user, client, at);
            BOOST_REQUIRE(attempt.has_value());
            BOOST_TEST(!sign_ins.fail(*attempt, at));
        }
    }

    /// Whether the database has wrong codes of the user.
    bool has_failures(CodeKind kind, const User& user) {
        const auto attempt = sign_ins.admit_code(kind, user, client, now + std::chrono::days{1});
        BOOST_REQUIRE(attempt.has_value());
        sign_ins.withdraw(*attempt);
        return attempt->failed_before;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(user_service_tests, UserServiceFixture)

BOOST_AUTO_TEST_CASE(find_accepts_an_address_or_an_id) {
    const User ann = add_user("ann@example.org");
    BOOST_TEST(users.find("ANN@example.org").has_value());
    BOOST_TEST(users.find(ann.public_id.text()).has_value());
    BOOST_TEST(!users.find("nobody@example.org").has_value());
    BOOST_TEST(!users.find("").has_value());
}

BOOST_AUTO_TEST_CASE(set_password_replaces_it_and_ends_all_sessions) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    BOOST_REQUIRE(
        users.set_password("ann@example.org", "another long password", admin, now).has_value());
    BOOST_TEST(!sessions.find(opened.token.reveal(), now).has_value());
    BOOST_TEST(!logins.sign_in({"ann@example.org", test::kGoodPassword}, client, now).has_value());
    BOOST_TEST(
        logins.sign_in({"ann@example.org", "another long password"}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(set_password_changes_nothing_when_it_refuses) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    BOOST_TEST((users.set_password("ann@example.org", "short", admin, now).error().error ==
                SetPasswordError::BadPassword));
    BOOST_TEST(
        (users.set_password("bob@example.org", "another long password", admin, now).error().error ==
         SetPasswordError::NoSuchUser));
    BOOST_TEST(sessions.find(opened.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(set_disabled_says_whether_there_was_such_a_user) {
    add_user("ann@example.org");
    BOOST_TEST(users.set_disabled("ann@example.org", true, admin, now).has_value());
    BOOST_TEST(users.set_disabled("ann@example.org", true, admin, now).has_value());
    BOOST_TEST(!users.set_disabled("bob@example.org", true, admin, now));
}

BOOST_AUTO_TEST_CASE(the_last_administrator_is_neither_disabled_nor_deleted) {
    const User ann =
        registration.add_first_user({"ann@example.org", "Ann", test::kGoodPassword}, admin, now)
            .value()
            .user;
    using service::UserChangeError;
    BOOST_TEST((users.set_disabled("ann@example.org", true, admin, now).error() ==
                UserChangeError::LastAdministrator));
    BOOST_TEST((users.schedule_deletion("ann@example.org", admin, now).error() ==
                UserChangeError::LastAdministrator));
    BOOST_TEST((users.delete_now("ann@example.org", admin, now) ==
                service::DeleteOutcome::LastAdministrator));
    const User& after = stores.state().users.at(ann.id).user;
    BOOST_TEST((!after.disabled && !after.delete_at));
    BOOST_TEST(revoker.users.empty());
    BOOST_TEST((users.set_disabled("bob@example.org", true, admin, now).error() ==
                UserChangeError::NoSuchUser));
}

BOOST_AUTO_TEST_CASE(every_change_writes_an_audit_event_that_names_the_administrator) {
    const User ann = add_user("ann@example.org");
    BOOST_TEST(users.set_disabled("ann@example.org", true, admin, now).has_value());
    BOOST_TEST(users.set_disabled("ann@example.org", false, admin, now).has_value());
    BOOST_TEST(
        users.set_password("ann@example.org", "another long password", admin, now).has_value());
    BOOST_TEST(users.verify_email("ann@example.org", admin, now));
    BOOST_TEST(users.ask_for_reset("ann@example.org", admin, now));
    BOOST_TEST(users.schedule_deletion("ann@example.org", admin, now).has_value());
    BOOST_TEST((users.keep("ann@example.org", admin, now) == service::KeepOutcome::Kept));
    BOOST_TEST(
        (users.delete_now("ann@example.org", admin, now) == service::DeleteOutcome::Deleted));
    using enum AuditEvent;
    const std::vector expected{Registration,      UserDisabled,  UserEnabled, PasswordSet,
                               EmailVerification, PasswordReset, Deletion,    Deletion,
                               Deletion,          Deletion};
    std::vector<AuditEvent> events;
    for (const auto& stored : stores.state().audit) {
        events.push_back(stored.entry.event);
        BOOST_TEST(stored.entry.actor == "admin:0");
        BOOST_TEST((stored.entry.user == ann.public_id));
    }
    BOOST_TEST((events == expected));
}

BOOST_AUTO_TEST_CASE(ask_for_reset_sends_the_user_a_link) {
    const User ann = add_user("ann@example.org");
    BOOST_TEST(users.ask_for_reset(ann.public_id.text(), admin, now));
    const NewMail& mail = stores.state().outbox.begin()->second.mail;
    BOOST_TEST((mail.kind == MailKind::ResetPassword));
    BOOST_TEST((mail.user_id == ann.id));
    BOOST_TEST(mail.to.text() == "ann@example.org");
    BOOST_TEST(!users.ask_for_reset("bob@example.org", admin, now));
}

BOOST_AUTO_TEST_CASE(a_deletion_is_scheduled_kept_or_done_at_once) {
    const User ann = add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    BOOST_TEST((users.keep("ann@example.org", admin, now) == service::KeepOutcome::NotScheduled));
    const auto delete_at = users.schedule_deletion("ann@example.org", admin, now);
    BOOST_REQUIRE(delete_at.has_value());
    BOOST_TEST((*delete_at == now + std::chrono::days{7}));
    BOOST_TEST(!sessions.find(opened.token.reveal(), now).has_value());
    BOOST_TEST((users.keep("ann@example.org", admin, now) == service::KeepOutcome::Kept));
    BOOST_TEST(
        (users.delete_now("ann@example.org", admin, now) == service::DeleteOutcome::Deleted));
    BOOST_TEST(stores.state().users.empty());
    BOOST_TEST((revoker.users == std::vector{ann.id, ann.id}));
    BOOST_TEST((users.keep("ann@example.org", admin, now) == service::KeepOutcome::NoSuchUser));
    BOOST_TEST(
        (users.delete_now("ann@example.org", admin, now) == service::DeleteOutcome::NoSuchUser));
    BOOST_TEST(!users.schedule_deletion("ann@example.org", admin, now).has_value());
}

BOOST_AUTO_TEST_CASE(edit_tells_the_user_of_another_username_without_the_administrators_address) {
    add_user("ann@example.org");
    const auto last_mail = [&] { return stores.state().outbox.rbegin()->second.mail; };
    users.edit("ann@example.org", {.username = "ann"}, admin, now).value();
    BOOST_TEST((last_mail().kind == MailKind::UsernameChanged));
    BOOST_TEST((last_mail().details == MailDetails{{"new_username", "ann"}}));
    const auto mails = stores.outbox().count().waiting;
    users.edit("ann@example.org", {.username = "ann"}, admin, now).value();
    BOOST_TEST(stores.outbox().count().waiting == mails);
    // With another address: the new one is told.
    users.edit("ann@example.org", {.email = "ann@example.net", .username = "anna"}, admin, now)
        .value();
    BOOST_TEST(stores.outbox().count().waiting == mails + 3);
    BOOST_TEST((last_mail().kind == MailKind::UsernameChanged));
    BOOST_TEST(last_mail().to.text() == "ann@example.net");
    BOOST_TEST(last_mail().details.at("old_username") == "ann");
    BOOST_TEST(last_mail().details.contains("kept_until"));
}

BOOST_AUTO_TEST_CASE(edit_changes_what_is_named_and_notes_each_change) {
    const User ann = add_user("ann@example.org");
    const auto mails = stores.outbox().count().waiting;
    const auto edited = users.edit(
        "ann@example.org", {.email = "Ann@Example.net", .display_name = "Änn", .language = "de"},
        admin, now);
    BOOST_REQUIRE(edited.has_value());
    BOOST_TEST(edited->email->text() == "ann@example.net");
    BOOST_TEST(edited->email_verified_at.has_value());
    BOOST_TEST(edited->display_name->text() == "Änn");
    BOOST_TEST(edited->language == "de");
    BOOST_TEST(!users.find("ann@example.org").has_value());
    BOOST_TEST((users.find(ann.public_id.text())->display_name == edited->display_name));
    BOOST_TEST(revoker.users.size() == 1u);
    BOOST_TEST(stores.outbox().count().waiting == mails + 2);
    for (const auto& [id, waiting] : stores.state().outbox) {
        BOOST_TEST((waiting.mail.kind == MailKind::EmailSet));
        BOOST_TEST((waiting.mail.user_id == ann.id));
    }
    BOOST_TEST(stores.state().outbox.begin()->second.mail.to.text() == "ann@example.org");
    BOOST_TEST(stores.state().outbox.rbegin()->second.mail.to.text() == "ann@example.net");
    const auto noted = stores.audit().find_latest({.user = ann.public_id}, 0, 2);
    BOOST_REQUIRE(noted.size() == 2u);
    BOOST_TEST((noted[0].entry.event == AuditEvent::ProfileChange));
    BOOST_TEST((noted[1].entry.event == AuditEvent::EmailChange));
    BOOST_TEST(noted[1].entry.detail == "set");
    BOOST_TEST(noted[1].entry.actor == admin.name);

    const auto again = users.edit("ann@example.net", {.language = ""}, admin, now);
    BOOST_REQUIRE(again.has_value());
    BOOST_TEST(again->language == "");
    BOOST_TEST(again->display_name->text() == "Änn");
}

BOOST_AUTO_TEST_CASE(edit_names_all_errors_and_changes_nothing) {
    add_user("ann@example.org");
    add_user("bob@example.org");
    using enum service::EditUserError;
    const auto errors = [&](std::string_view who, const service::UserEdit& edit) {
        const auto edited = users.edit(who, edit, admin, now);
        return edited ? std::vector<service::EditUserError>{} : edited.error();
    };
    BOOST_TEST((errors("ann@example.org", {.email = "x", .display_name = " ", .language = "xx"}) ==
                std::vector{BadEmail, BadDisplayName, BadLanguage}));
    BOOST_TEST((errors("ann@example.org", {.email = "bob@example.org", .display_name = "New"}) ==
                std::vector{EmailTaken}));
    BOOST_TEST((errors("nobody@example.org", {.display_name = "New"}) == std::vector{NoSuchUser}));
    BOOST_TEST(users.find("ann@example.org")->display_name.text() != "New");
    BOOST_TEST(revoker.users.empty());
    // The address that the user has already is no change.
    BOOST_TEST(errors("ann@example.org", {.email = "ANN@example.org"}).empty());
    BOOST_TEST(revoker.users.empty());
}

BOOST_AUTO_TEST_CASE(reset_factors_removes_them_and_tells_the_user) {
    const User ann = add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    add_factor(ann);
    const auto mails = stores.outbox().count().waiting;
    BOOST_TEST((users.reset_factors("ann@example.org", admin, now) == ResetFactorsOutcome::Reset));
    BOOST_TEST(!stores.factors().find_totp(ann.id).has_value());
    BOOST_TEST(!stores.factors().find_recovery_set(ann.id).has_value());
    BOOST_TEST(!sessions.find(opened.token.reveal(), now).has_value());
    BOOST_TEST((revoker.users == std::vector{ann.id}));
    BOOST_TEST(stores.outbox().count().waiting == mails + 1);
    BOOST_TEST((stores.state().outbox.rbegin()->second.mail.kind == MailKind::FactorsReset));
    const auto noted = stores.audit().find_latest({.user = ann.public_id}, 0, 1);
    BOOST_REQUIRE(noted.size() == 1u);
    BOOST_TEST((noted[0].entry.event == AuditEvent::FactorsReset));
    BOOST_TEST(noted[0].entry.actor == admin.name);
}

BOOST_AUTO_TEST_CASE(reset_factors_removes_a_passkey_of_somebody_who_has_nothing_else) {
    using enum PasskeyKind;
    for (const auto kind : {Passkey, SecurityKey}) {
        const std::string email = kind == Passkey ? "ann@example.org" : "bob@example.org";
        const User user = add_user(email);
        test::SoftPasskey passkey;
        add_passkey(email, passkey, kind);
        stores.state().recovery.erase(user.id);
        BOOST_TEST((users.reset_factors(email, admin, now) == ResetFactorsOutcome::Reset));
        BOOST_TEST(!stores.factors().count(user.id).any());
        BOOST_TEST((users.reset_factors(email, admin, now) == ResetFactorsOutcome::NoFactor));
    }
}

BOOST_AUTO_TEST_CASE(reset_factors_forgets_the_wrong_codes_of_both_kinds) {
    const User ann = add_user("ann@example.org");
    const User bob = add_user("bob@example.org");
    add_factor(ann);
    for (const auto kind : {CodeKind::Totp, CodeKind::RecoveryCode})
        for (const User& user : {ann, bob}) fail_codes(kind, user);
    BOOST_TEST((users.reset_factors("ann@example.org", admin, now) == ResetFactorsOutcome::Reset));
    for (const auto kind : {CodeKind::Totp, CodeKind::RecoveryCode}) {
        BOOST_TEST(!has_failures(kind, ann));
        BOOST_TEST(has_failures(kind, bob));
    }
}

BOOST_AUTO_TEST_CASE(reset_factors_changes_nothing_without_a_factor) {
    add_user("ann@example.org");
    const auto opened = sign_in("ann@example.org");
    const auto noted = stores.state().audit.size();
    BOOST_TEST(
        (users.reset_factors("ann@example.org", admin, now) == ResetFactorsOutcome::NoFactor));
    BOOST_TEST(
        (users.reset_factors("bob@example.org", admin, now) == ResetFactorsOutcome::NoSuchUser));
    BOOST_TEST(sessions.find(opened.token.reveal(), now).has_value());
    BOOST_TEST(stores.state().audit.size() == noted);
    BOOST_TEST(stores.outbox().count().waiting == 0u);
}

BOOST_AUTO_TEST_CASE(unlock_totp_accepts_the_next_code_again) {
    const User ann = add_user("ann@example.org");
    add_factor(ann);
    const auto step = crypto::totp_step(now);
    set_last_step(ann, step + 120);
    BOOST_TEST((users.unlock_totp("ann@example.org", admin, now) == UnlockTotpOutcome::Unlocked));
    BOOST_TEST(last_step(ann) == step);
    const auto noted = stores.audit().find_latest({.user = ann.public_id}, 0, 1);
    BOOST_REQUIRE(noted.size() == 1u);
    BOOST_TEST((noted[0].entry.event == AuditEvent::TotpUnlocked));
    BOOST_TEST(noted[0].entry.actor == admin.name);
}

BOOST_AUTO_TEST_CASE(unlock_totp_lets_no_code_of_the_window_work_twice) {
    const User ann = add_user("ann@example.org");
    add_factor(ann);
    const auto step = crypto::totp_step(now);
    const auto noted = stores.state().audit.size();
    for (const auto last : {step - 1, step, step + 1}) {
        set_last_step(ann, last);
        BOOST_TEST(
            (users.unlock_totp("ann@example.org", admin, now) == UnlockTotpOutcome::NotLocked));
        BOOST_TEST(last_step(ann) == last);
    }
    BOOST_TEST(stores.state().audit.size() == noted);
    set_last_step(ann, step + 2);
    BOOST_TEST((users.unlock_totp("ann@example.org", admin, now) == UnlockTotpOutcome::Unlocked));
}

BOOST_AUTO_TEST_CASE(unlock_totp_says_whether_there_is_such_a_user_and_an_app) {
    add_user("ann@example.org");
    BOOST_TEST((users.unlock_totp("ann@example.org", admin, now) == UnlockTotpOutcome::NoApp));
    BOOST_TEST((users.unlock_totp("bob@example.org", admin, now) == UnlockTotpOutcome::NoSuchUser));
}

BOOST_AUTO_TEST_SUITE_END()
