// What signed-in users change about their own account.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <functional>

#include "postern/crypto/digest.hpp"
#include "postern/service/account/account_service.hpp"
#include "postern/store/store_error.hpp"
#include "support/sample_changes.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using service::AccountError;

namespace {

constexpr std::string_view kAnn = "ann@example.org";
constexpr std::string_view kNewPassword = "brightly painted lighthouse";

struct AccountFixture : ServiceFixture {
    service::AccountService accounts{
        stores.users(),
        stores.accounts(),
        passwords,
        sign_ins,
        wiring.factor_check,
        revoker,
        {.deletion_grace = 48h,
         .is_time_zone = [](std::string_view name) { return name == "Europe/Berlin"; }}};
    User ann = add_user(kAnn);
    SessionWithUser visitor = sign_in(kAnn).session;

    StoredUser& stored() { return stores.state().users.at(ann.id); }
    const AuditEntry& last_entry() { return stores.state().audit.back().entry; }
    const NewMail& last_mail() { return stores.state().outbox.rbegin()->second.mail; }
    bool is_live(const service::OpenedSession& opened) {
        return sessions.find(opened.token.reveal(), now).has_value();
    }

    /// Each change that requires the password, with this one: makes it and returns why it was
    /// refused, if it was.
    using Refusal = std::optional<service::AccountRefusal>;
    std::vector<std::function<Refusal()>> changes(std::string_view password) {
        const auto refusal = [](const auto& result) {
            return result ? Refusal{} : Refusal{result.error()};
        };
        return {
            [=, this] {
                return refusal(
                    accounts.change_password(visitor, password, kNewPassword, client, now));
            },
            [=, this] {
                return refusal(accounts.ask_for_email_change(visitor, password, "ann@example.com",
                                                             client, now));
            },
            [=, this] { return refusal(accounts.delete_account(visitor, password, client, now)); },
            [=, this] {
                return refusal(accounts.confirm_password(AuditEvent::SessionEnded, visitor,
                                                         password, client, now));
            }};
    }
    std::vector<service::AccountRefusal> refusals(std::string_view password) {
        std::vector<service::AccountRefusal> all;
        for (const auto& change : changes(password)) {
            const auto refusal = change();
            BOOST_REQUIRE(refusal.has_value());
            all.push_back(*refusal);
        }
        return all;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(account_service_tests, AccountFixture)

BOOST_AUTO_TEST_CASE(what_could_take_the_account_away_requires_the_password) {
    for (const auto& refusal : refusals("not the password"))
        BOOST_TEST((refusal.error == AccountError::WrongPassword));
    BOOST_TEST((last_entry().event == AuditEvent::SessionEnded));
    BOOST_TEST((last_entry().result == AuditResult::Refused));
    BOOST_TEST(last_entry().detail == "wrong_password");
    BOOST_TEST(stores.state().outbox.empty());
    BOOST_TEST(stored().password_hash == "plain$1$" + std::string{kGoodPassword});
    BOOST_TEST(revoker.users.empty());
}

BOOST_AUTO_TEST_CASE(wrong_passwords_count_as_at_sign_in) {
    for (int i = 0; i < 2; ++i) refusals("not the password");
    const auto refused = accounts.delete_account(visitor, kGoodPassword, client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().error == AccountError::TooManyAttempts));
    BOOST_TEST((refused.error().retry_after > 0s));
    BOOST_TEST((last_entry().result == AuditResult::Throttled));
    const auto noted = stores.state().audit.size();
    BOOST_TEST(!accounts.delete_account(visitor, kGoodPassword, client, now).has_value());
    BOOST_TEST(stores.state().audit.size() == noted);  // once is enough
    now += 2min;
    BOOST_TEST(accounts.delete_account(visitor, kGoodPassword, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(a_busy_server_counts_no_attempt) {
    {
        const auto taken = slots.acquire(0ms);
        for (int i = 0; i < 5; ++i)
            for (const auto& refusal : refusals(kGoodPassword))
                BOOST_TEST((refusal.error == AccountError::Busy));
    }
    BOOST_TEST(accounts.delete_account(visitor, kGoodPassword, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(work_that_fails_counts_no_attempt) {
    hasher.broken = true;
    for (int i = 0; i < 5; ++i)
        for (const auto& change : changes(kGoodPassword))
            BOOST_CHECK_THROW((void)change(), crypto::CryptoError);
    hasher.broken = false;
    BOOST_TEST(accounts.delete_account(visitor, kGoodPassword, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(a_database_lost_midway_counts_no_attempt) {
    auto all = changes(kGoodPassword);
    all.pop_back();  // writes nothing for the right password
    for (int i = 0; i < 5; ++i) {
        for (const auto& change : all) {
            hasher.meanwhile = [&] { stores.state().unavailable = true; };
            BOOST_CHECK_THROW((void)change(), store::StoreError);
            stores.state().unavailable = false;
        }
    }
    BOOST_TEST(accounts.delete_account(visitor, kGoodPassword, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(nothing_is_done_when_the_address_changed_meanwhile) {
    stored().user.email = *EmailAddress::parse("ann@example.net");
    for (const auto& refusal : refusals(kGoodPassword))
        BOOST_TEST((refusal.error == AccountError::ChangedMeanwhile));
}

BOOST_AUTO_TEST_CASE(change_password_ends_all_other_sessions) {
    const auto phone = sign_in(kAnn);
    const auto desk = sign_in(kAnn);
    const auto ended =
        accounts.change_password(desk.session, kGoodPassword, kNewPassword, client, now);
    BOOST_TEST(ended.value() == 2u);
    BOOST_TEST(is_live(desk));
    BOOST_TEST(!is_live(phone));
    BOOST_TEST((revoker.users == std::vector{ann.id}));
    BOOST_TEST((last_mail().kind == MailKind::PasswordChanged));
    BOOST_TEST((last_entry().event == AuditEvent::PasswordChange));
    BOOST_TEST(!logins.sign_in({kAnn, kGoodPassword}, client, now).has_value());
    BOOST_TEST(logins.sign_in({kAnn, kNewPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(change_password_refuses_a_weak_one_before_counting_an_attempt) {
    const auto bad = accounts.change_password(visitor, "wrong", "short", client, now);
    BOOST_REQUIRE(!bad.has_value());
    BOOST_TEST((bad.error().error == AccountError::BadPassword));
    BOOST_TEST((bad.error().problems == std::vector{service::PasswordProblem::TooShort}));
    BOOST_TEST(hasher.verified_against.size() == 1u);  // of the sign-in
    const auto same = accounts.change_password(visitor, kGoodPassword, kGoodPassword, client, now);
    BOOST_REQUIRE(!same.has_value());
    BOOST_TEST((same.error().error == AccountError::SamePassword));
}

BOOST_AUTO_TEST_CASE(change_password_yields_to_a_concurrent_change) {
    hasher.meanwhile = [&] {
        apply(stores.accounts(), service::password_set(ann, "plain$1$by link", sample_cause(now)));
    };
    const auto refused =
        accounts.change_password(visitor, kGoodPassword, kNewPassword, client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().error == AccountError::ChangedMeanwhile));
    BOOST_TEST(stored().password_hash == "plain$1$by link");
}

BOOST_AUTO_TEST_CASE(ask_for_email_change_sends_a_link_to_the_new_address_and_changes_nothing) {
    BOOST_TEST(
        accounts.ask_for_email_change(visitor, kGoodPassword, " Ann@Example.com ", client, now)
            .has_value());
    BOOST_TEST((last_mail().kind == MailKind::ConfirmNewEmail));
    BOOST_TEST(last_mail().to.text() == "ann@example.com");
    BOOST_TEST((last_mail().user_id == ann.id));
    BOOST_TEST(stored().user.email.text() == kAnn);
    BOOST_TEST(last_entry().detail == "asked");
}

BOOST_AUTO_TEST_CASE(ask_for_email_change_refuses_an_invalid_or_unchanged_address) {
    for (const std::string_view typed : {"", "ann", "a b@example.org"}) {
        const auto bad = accounts.ask_for_email_change(visitor, kGoodPassword, typed, client, now);
        BOOST_REQUIRE(!bad.has_value());
        BOOST_TEST((bad.error().error == AccountError::BadEmail));
    }
    const auto same =
        accounts.ask_for_email_change(visitor, kGoodPassword, "ANN@example.org", client, now);
    BOOST_REQUIRE(!same.has_value());
    BOOST_TEST((same.error().error == AccountError::SameEmail));
}

BOOST_AUTO_TEST_CASE(ask_for_email_change_does_the_same_for_an_address_that_is_taken) {
    add_user("bob@example.org");
    const auto calls_for = [&](std::string_view email) {
        const auto before = stores.state().calls;
        BOOST_TEST(
            accounts.ask_for_email_change(visitor, kGoodPassword, email, client, now).has_value());
        return stores.state().calls - before;
    };
    BOOST_TEST(calls_for("bob@example.org") == calls_for("nobody@example.org"));
}

BOOST_AUTO_TEST_CASE(delete_account_schedules_it_for_the_end_of_the_grace_period) {
    const auto phone = sign_in(kAnn);
    const auto delete_at = accounts.delete_account(visitor, kGoodPassword, client, now);
    BOOST_REQUIRE(delete_at.has_value());
    BOOST_TEST((*delete_at == now + 48h));
    BOOST_TEST((stored().user.delete_at == now + 48h));
    BOOST_TEST(!is_live(phone));
    BOOST_TEST((revoker.users == std::vector{ann.id}));
    BOOST_TEST((last_mail().kind == MailKind::DeletionScheduled));
    BOOST_TEST(last_entry().detail == "scheduled");
}

BOOST_AUTO_TEST_CASE(the_last_administrator_cannot_delete_their_account) {
    const Granted role{Granted::Kind::Role, std::string{kAdminRole}};
    const auto give = [&](const User& user) {
        return wiring.grants.grant({.kind = GrantHolder::Kind::User, .name = user.public_id.text()},
                                   role, std::nullopt, admin, now);
    };
    give(ann).value();
    const auto refused = accounts.delete_account(visitor, kGoodPassword, client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().error == AccountError::LastAdministrator));
    BOOST_TEST(!stored().user.delete_at.has_value());
    give(add_user("bob@example.org")).value();
    BOOST_TEST(accounts.delete_account(visitor, kGoodPassword, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(change_profile_replaces_it_and_drops_cached_sessions) {
    const auto changed =
        accounts.change_profile(visitor, {"Ännchen", "de", "Europe/Berlin"}, client, now);
    BOOST_REQUIRE(changed.has_value());
    BOOST_TEST(changed->display_name.text() == "Ännchen");
    BOOST_TEST(stored().user.language == "de");
    BOOST_TEST(stored().user.time_zone == "Europe/Berlin");
    BOOST_TEST((revoker.users == std::vector{ann.id}));
    BOOST_TEST(accounts.change_profile(visitor, {"Ann", "", ""}, client, now).has_value());
    BOOST_TEST(stored().user.language.empty());
}

BOOST_AUTO_TEST_CASE(change_profile_names_all_errors_and_changes_nothing) {
    const auto refused = accounts.change_profile(visitor, {" ", "xx", "Mars/Base"}, client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST(
        (refused.error() == std::vector{AccountError::BadDisplayName, AccountError::BadLanguage,
                                        AccountError::BadTimeZone}));
    BOOST_TEST(stored().user.display_name.text() == "Ann");
}

BOOST_AUTO_TEST_CASE(notices_are_in_the_users_language_or_in_that_of_the_page) {
    client.language = "de";
    accounts.delete_account(visitor, kGoodPassword, client, now).value();
    BOOST_TEST(last_mail().language == "de");
    visitor.user.language = "en";
    accounts.delete_account(visitor, kGoodPassword, client, now).value();
    BOOST_TEST(last_mail().language == "en");
}

BOOST_AUTO_TEST_CASE(a_user_with_a_second_factor_proves_that_however_right_the_password_is) {
    const auto app = add_app(kAnn);
    for (const auto& refused : refusals(kGoodPassword))
        BOOST_TEST((refused.error == AccountError::StepUpRequired));
    visitor = app.session.session;
    now += 6min;
    for (const auto& refused : refusals(kGoodPassword))
        BOOST_TEST((refused.error == AccountError::StepUpRequired));
    BOOST_TEST((stored().password_hash == "plain$1$" + std::string{kGoodPassword}));
    now -= 6min;
    // One that is sent all the same must be right.
    for (const auto& refused : refusals("wrong"))
        BOOST_TEST((refused.error == AccountError::WrongPassword));
    BOOST_TEST(accounts.change_password(visitor, {}, kNewPassword, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(a_fresh_sign_in_is_proof_for_five_minutes_without_the_password) {
    const auto noted = stores.state().audit.size();
    now += 5min + 6s;
    for (const auto& refused : refusals({}))
        BOOST_TEST((refused.error == AccountError::StepUpRequired));
    BOOST_TEST(stores.state().audit.size() == noted);
    now -= 6s;
    BOOST_TEST((accounts.change_password(visitor, {}, kGoodPassword, client, now).error().error ==
                AccountError::SamePassword));
    BOOST_TEST(accounts.change_password(visitor, {}, kNewPassword, client, now).has_value());
    BOOST_TEST(accounts.delete_account(visitor, {}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(change_profile_takes_a_username_and_keeps_the_old_one_for_its_user) {
    const auto change_to = [&](const SessionWithUser& who, std::string_view name) {
        return accounts.change_profile(who, {.username = name}, client, now);
    };
    BOOST_TEST(change_to(visitor, "Ann")->username->text() == "ann");
    BOOST_TEST(last_entry().detail == "username");
    visitor.user = stored().user;
    BOOST_TEST(change_to(visitor, "anna")->username->text() == "anna");
    visitor.user = stored().user;

    add_user("bob@example.org");
    const SessionWithUser bob = sign_in("bob@example.org").session;
    using Errors = std::vector<AccountError>;
    for (const auto* taken : {"ann", "anna", "Ann"})
        BOOST_TEST((change_to(bob, taken).error() == Errors{AccountError::UsernameTaken}), taken);
    BOOST_TEST(change_to(visitor, "ann")->username->text() == "ann");  // and back
    visitor.user = stored().user;
    BOOST_TEST(!change_to(visitor, "")->username.has_value());
    now += 91 * 24h;
    BOOST_TEST(change_to(bob, "ann").has_value());
}

BOOST_AUTO_TEST_CASE(change_profile_tells_of_another_username_and_until_when_the_old_one_is_kept) {
    const auto change_to = [&](std::string_view name) {
        stores.state().outbox.clear();
        accounts.change_profile(visitor, {.username = name}, client, now).value();
        visitor.user = stored().user;
        BOOST_REQUIRE(stores.state().outbox.size() == 1u);
        BOOST_TEST((last_mail().kind == MailKind::UsernameChanged));
        BOOST_TEST((last_mail().to == visitor.user.email));
        return last_mail().details;
    };
    const auto first = change_to("ann");
    BOOST_TEST(first.at("new_username") == "ann");
    BOOST_TEST(!first.contains("old_username"));
    BOOST_TEST(!first.contains("kept_until"));
    const auto other = change_to("anna");
    BOOST_TEST(other.at("old_username") == "ann");
    BOOST_TEST(other.at("new_username") == "anna");
    BOOST_TEST(other.at("kept_until") == to_rfc3339(now + 90 * 24h));
    BOOST_TEST(other.contains("address"));
    const auto none = change_to("");
    BOOST_TEST(none.at("old_username") == "anna");
    BOOST_TEST(!none.contains("new_username"));
}

BOOST_AUTO_TEST_CASE(change_profile_sends_nothing_when_the_username_stays) {
    accounts.change_profile(visitor, {.username = "ann"}, client, now).value();
    visitor.user = stored().user;
    stores.state().outbox.clear();
    accounts.change_profile(visitor, {.display_name = "Änn", .username = "Ann"}, client, now)
        .value();
    BOOST_TEST(stores.state().outbox.empty());
}

BOOST_AUTO_TEST_CASE(change_profile_refuses_a_username_that_nobody_can_have) {
    using Errors = std::vector<AccountError>;
    const auto error_of = [&](std::string_view name) {
        return accounts.change_profile(visitor, {.username = name}, client, now).error();
    };
    BOOST_TEST((error_of("a") == Errors{AccountError::BadUsername}));
    BOOST_TEST((error_of("ann@example.org") == Errors{AccountError::BadUsername}));
    BOOST_TEST((error_of("adm1n") == Errors{AccountError::UsernameReserved}));
    BOOST_TEST(
        (accounts
             .change_profile(visitor, {.given_name = std::string(65, 'x'), .family_name = "a\nb"},
                             client, now)
             .error() == Errors{AccountError::BadGivenName, AccountError::BadFamilyName}));
    BOOST_TEST(!stored().user.username.has_value());
}

BOOST_AUTO_TEST_CASE(nobody_hoards_usernames) {
    for (int i = 0; i <= static_cast<int>(service::kMostHeldUsernames); ++i) {
        const auto name = "name" + std::to_string(i + 2);
        BOOST_REQUIRE(accounts.change_profile(visitor, {.username = name}, client, now));
        visitor.user = stored().user;
    }
    const auto refused = accounts.change_profile(visitor, {.username = "other"}, client, now);
    BOOST_TEST((refused.error() == std::vector{AccountError::TooManyUsernames}));
}

BOOST_AUTO_TEST_SUITE_END()
