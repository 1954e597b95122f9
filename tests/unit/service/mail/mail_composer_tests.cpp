#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "postern/crypto/digest.hpp"
#include "postern/crypto/factor/enrolment_code.hpp"
#include "postern/service/mail/mail_composer.hpp"
#include "postern/shm/shared_memory.hpp"
#include "postern/store/store_error.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::service;
using namespace std::chrono_literals;

namespace {

struct MailComposerFixture {
    TimePoint now = test::kNow + 1h;
    test::MemoryStores stores;
    test::CountingEntropy entropy;
    MailComposerSettings settings{};
    shm::Shared<shm::AttemptTable> counters;
    MailComposer room{stores.users(), stores.accounts(), *counters, entropy, settings};

    /// Ann, whose address is confirmed.
    User add_ann() {
        auto user = test::sample_user("ann@example.org", 1);
        user.email_verified_at = test::kNow;
        user.language = "de";
        user.time_zone = "Europe/Berlin";
        return *stores.users().add(user);
    }
    User add_unconfirmed() { return *stores.users().add(test::sample_user("new@example.org", 2)); }
    User& stored(const User& user) { return stores.state().users.at(user.id).user; }

    OutboxMail mail(MailKind kind, std::string_view to, std::optional<UserId> user = std::nullopt,
                    std::uint32_t attempts = 1) const {
        return {.id = 1,
                .mail = {.kind = kind,
                         .user_id = user,
                         .to = *EmailAddress::parse(to),
                         .language = "",
                         .details = {{"device", "Firefox on Linux"}},
                         .created_at = test::kNow},
                .attempts = attempts};
    }
    std::optional<ReadyMail> prepare(MailKind kind, std::string_view to,
                                     std::optional<UserId> user = std::nullopt,
                                     std::uint32_t attempts = 1) const {
        return room.prepare(mail(kind, to, user, attempts), now);
    }
    std::size_t tokens() { return stores.state().mail_tokens.size(); }
    const NewMailToken& token_of(const ReadyMail& ready) {
        return stores.state().mail_tokens.at(crypto::sha256(ready.token));
    }
};

constexpr MailKind kAsked[] = {MailKind::VerifyEmail, MailKind::ResetPassword,
                               MailKind::AlreadyRegistered, MailKind::SignInBlocked,
                               MailKind::DeletionScheduled};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mail_composer_tests, MailComposerFixture)

BOOST_AUTO_TEST_CASE(an_email_to_an_unknown_address_is_dropped) {
    add_ann();
    for (const auto kind : kAsked) BOOST_TEST(!prepare(kind, "eve@example.org").has_value());
    BOOST_TEST(tokens() == 0u);
}

BOOST_AUTO_TEST_CASE(an_email_to_a_disabled_user_is_dropped) {
    const User ann = add_ann();
    stored(ann).disabled = true;
    for (const auto kind : kAsked) BOOST_TEST(!prepare(kind, "ann@example.org").has_value());
    BOOST_TEST(tokens() == 0u);
}

BOOST_AUTO_TEST_CASE(an_email_to_a_deleted_user_is_dropped_unless_it_reports_the_deletion) {
    const User ann = add_ann();
    stores.state().remove_user(ann.id);
    stores.users().add(test::sample_user("bob@example.org", 2)).value();
    BOOST_TEST(!prepare(MailKind::PasswordChanged, "ann@example.org", ann.id).has_value());
    auto last = mail(MailKind::AccountDeleted, "ann@example.org", ann.id);
    last.mail.details = {{"name", "Ann"}, {"time_zone", "Europe/Berlin"}};
    const auto ready = room.prepare(last, now);
    BOOST_REQUIRE(ready.has_value());
    BOOST_TEST(ready->display_name == "Ann");
    BOOST_TEST(ready->time_zone == "Europe/Berlin");
    BOOST_TEST(ready->token.empty());
}

BOOST_AUTO_TEST_CASE(a_request_for_access_tells_a_contact_who_asks) {
    const User eve = stores.users().add(test::sample_user("eve@example.org", 3)).value();
    auto asked = mail(MailKind::AccessRequested, "keeper@example.org", eve.id);
    asked.mail.details = {{"site", "Wiki"}, {"message", "Please"}};
    auto ready = room.prepare(asked, now);
    BOOST_REQUIRE(ready.has_value());
    BOOST_TEST(ready->to.text() == "keeper@example.org");
    BOOST_TEST(ready->display_name == "");
    BOOST_TEST(ready->language == "");
    BOOST_TEST(ready->token.empty());
    const MailDetails expected{{"account", "eve@example.org"},
                               {"message", "Please"},
                               {"name", eve.display_name.text()},
                               {"site", "Wiki"}};
    BOOST_TEST((ready->details == expected));

    // A contact with an account reads it in their own language.
    add_ann();
    asked.mail.to = *EmailAddress::parse("ann@example.org");
    ready = room.prepare(asked, now);
    BOOST_REQUIRE(ready.has_value());
    BOOST_TEST(ready->language == "de");
    BOOST_TEST(ready->time_zone == "Europe/Berlin");
    BOOST_TEST((ready->details == expected));
}

BOOST_AUTO_TEST_CASE(a_request_for_access_of_a_user_who_is_gone_is_dropped) {
    const User eve = stores.users().add(test::sample_user("eve@example.org", 3)).value();
    const auto asked = mail(MailKind::AccessRequested, "keeper@example.org", eve.id);
    stored(eve).disabled = true;
    BOOST_TEST(!room.prepare(asked, now).has_value());
    stores.state().remove_user(eve.id);
    BOOST_TEST(!room.prepare(asked, now).has_value());
}

BOOST_AUTO_TEST_CASE(a_password_reset_link_is_valid_for_half_an_hour) {
    const User ann = add_ann();
    const auto ready = prepare(MailKind::ResetPassword, "ann@example.org");
    BOOST_REQUIRE(ready.has_value());
    BOOST_TEST(ready->token.size() == 43u);
    BOOST_TEST((ready->token_expires_at == now + 30min));
    const auto& token = token_of(*ready);
    BOOST_TEST((token.kind == MailTokenKind::ResetPassword));
    BOOST_TEST((token.user_id == ann.id));
    BOOST_TEST(token.email.text() == "ann@example.org");
    BOOST_TEST((token.created_at == test::kNow));
    BOOST_TEST((token.expires_at == now + 30min));
    BOOST_TEST(ready->display_name == ann.display_name.text());
    BOOST_TEST(ready->language == "de");
    BOOST_TEST(ready->time_zone == "Europe/Berlin");
    BOOST_TEST((ready->written_at == test::kNow));
    BOOST_TEST(ready->details.at("device") == "Firefox on Linux");
}

BOOST_AUTO_TEST_CASE(a_link_that_is_sent_late_is_bound_to_the_time_of_its_request) {
    const User ann = add_ann();
    const auto is_good_now = [&](const ReadyMail& ready) {
        const auto token = stores.accounts().find_token(crypto::sha256(ready.token));
        return is_good(token.value(), now);
    };
    const auto reset = prepare(MailKind::ResetPassword, "ann@example.org");
    const auto change = prepare(MailKind::ConfirmNewEmail, "ann@example.com", ann.id);
    BOOST_TEST(is_good_now(reset.value()));
    BOOST_TEST(is_good_now(change.value()));
    // Both wait in the outbox once more while the owner sets a new password.
    stores.users().set_password_hash(ann.id, "another", test::kNow + 30min, std::nullopt);
    BOOST_TEST(!is_good_now(prepare(MailKind::ResetPassword, "ann@example.org").value()));
    BOOST_TEST(!is_good_now(prepare(MailKind::ConfirmNewEmail, "ann@example.com", ann.id).value()));
    // The address was changed when this e-mail was written, and the link stays useful.
    stored(ann).email = *EmailAddress::parse("ann@example.com");
    BOOST_TEST(is_good_now(prepare(MailKind::EmailChanged, "ann@example.org", ann.id).value()));
}

BOOST_AUTO_TEST_CASE(each_attempt_to_send_has_a_new_token) {
    add_ann();
    const auto first = prepare(MailKind::ResetPassword, "ann@example.org");
    const auto second = prepare(MailKind::ResetPassword, "ann@example.org", std::nullopt, 2);
    BOOST_TEST(first.value().token != second.value().token);
}

BOOST_AUTO_TEST_CASE(a_code_is_in_the_email_alone_and_good_for_a_quarter_of_an_hour) {
    const User ann = add_ann();
    const auto ready = prepare(MailKind::EnrolmentCode, "ann@example.org", ann.id);
    BOOST_REQUIRE(ready.has_value());
    BOOST_TEST(ready->token.empty());
    BOOST_TEST(ready->code.size() == 9u);
    BOOST_TEST((ready->token_expires_at == now + 15min));
    const auto code = crypto::normalize_enrolment_code(ready->code).value();
    const auto hash = crypto::hash_enrolment_code(code, ann.public_id.text());
    BOOST_REQUIRE(stores.state().mail_tokens.contains(hash));
    const auto& token = stores.state().mail_tokens.at(hash);
    BOOST_TEST((token.kind == MailTokenKind::EnrolmentCode));
    BOOST_TEST((token.user_id == ann.id));
    BOOST_TEST((token.created_at == test::kNow));
    BOOST_TEST((token.expires_at == now + 15min));
}

BOOST_AUTO_TEST_CASE(a_new_code_ends_those_before_and_each_counts) {
    const User ann = add_ann();
    const auto good = [&] {
        return std::ranges::count_if(stores.state().mail_tokens, [&](const auto& entry) {
            return entry.second.expires_at > now;
        });
    };
    for (int i = 1; i <= 3; ++i) {
        BOOST_TEST(prepare(MailKind::EnrolmentCode, "ann@example.org", ann.id).has_value());
        BOOST_TEST(good() == 1);
    }
    BOOST_TEST(!prepare(MailKind::EnrolmentCode, "ann@example.org", ann.id).has_value());
    BOOST_TEST(good() == 1);
    BOOST_TEST(tokens() == 3u);
}

BOOST_AUTO_TEST_CASE(a_code_goes_to_the_present_address_of_an_account_that_is_awake) {
    const User ann = add_ann();
    stored(ann).delete_at = now + 24h;
    BOOST_TEST(!prepare(MailKind::EnrolmentCode, "ann@example.org", ann.id).has_value());
    stored(ann).delete_at.reset();
    stored(ann).email = *EmailAddress::parse("ann@example.com");
    BOOST_TEST(!prepare(MailKind::EnrolmentCode, "ann@example.org", ann.id).has_value());
    BOOST_TEST(tokens() == 0u);
}

BOOST_AUTO_TEST_CASE(a_confirmed_address_gets_no_confirmation_email) {
    const User fresh = add_unconfirmed();
    const auto ready = prepare(MailKind::VerifyEmail, "new@example.org");
    BOOST_REQUIRE(ready.has_value());
    BOOST_TEST((ready->token_expires_at == now + 24h));
    stored(fresh).email_verified_at = now;
    BOOST_TEST(!prepare(MailKind::VerifyEmail, "new@example.org").has_value());
    BOOST_TEST(tokens() == 1u);
}

BOOST_AUTO_TEST_CASE(no_chosen_name_is_sent_to_an_unconfirmed_address) {
    const User ann = add_ann();
    add_unconfirmed();
    BOOST_TEST(prepare(MailKind::VerifyEmail, "new@example.org").value().display_name.empty());
    BOOST_TEST(prepare(MailKind::ResetPassword, "new@example.org").value().display_name.empty());
    BOOST_TEST(prepare(MailKind::ConfirmNewEmail, "other@example.org", ann.id)
                   .value()
                   .display_name.empty());
}

BOOST_AUTO_TEST_CASE(the_name_of_a_token_is_sent_to_a_confirmed_address_alone) {
    const User fresh = add_unconfirmed();
    for (const auto kind :
         {MailKind::PersonalTokenMade, MailKind::TokenReused, MailKind::PasskeyAdded}) {
        auto made = mail(kind, "new@example.org", fresh.id);
        made.mail.details["token"] = "Buy cheap pills";
        made.mail.details["passkey"] = "at our shop";
        stored(fresh).email_verified_at.reset();
        const MailDetails without{{"device", "Firefox on Linux"}};
        BOOST_TEST((room.prepare(made, now).value().details == without));
        stored(fresh).email_verified_at = test::kNow;
        BOOST_TEST((room.prepare(made, now).value().details == made.mail.details));
    }
}

BOOST_AUTO_TEST_CASE(usernames_are_sent_to_a_confirmed_address_alone) {
    const User fresh = add_unconfirmed();
    auto changed = mail(MailKind::UsernameChanged, "new@example.org", fresh.id);
    changed.mail.details = {{"old_username", "buy"}, {"new_username", "cheap.pills"}};
    BOOST_TEST(room.prepare(changed, now).value().details.empty());
    stored(fresh).email_verified_at = test::kNow;
    BOOST_TEST((room.prepare(changed, now).value().details == changed.mail.details));
}

BOOST_AUTO_TEST_CASE(an_account_scheduled_for_deletion_gets_only_the_link_that_keeps_it) {
    const User ann = add_ann();
    BOOST_TEST(!prepare(MailKind::DeletionScheduled, "ann@example.org").has_value());
    stored(ann).delete_at = now + 72h;
    BOOST_TEST(!prepare(MailKind::ResetPassword, "ann@example.org").has_value());
    BOOST_TEST(!prepare(MailKind::SignInBlocked, "ann@example.org", ann.id).has_value());
    BOOST_TEST(tokens() == 0u);
    const auto ready = prepare(MailKind::DeletionScheduled, "ann@example.org");
    BOOST_REQUIRE(ready.has_value());
    BOOST_TEST((token_of(*ready).kind == MailTokenKind::KeepAccount));
    BOOST_TEST((ready->token_expires_at == now + 72h));
}

BOOST_AUTO_TEST_CASE(an_address_change_is_confirmed_at_the_new_and_undone_at_the_old_address) {
    const User ann = add_ann();
    const auto confirm = prepare(MailKind::ConfirmNewEmail, "ann@example.com", ann.id);
    BOOST_REQUIRE(confirm.has_value());
    BOOST_TEST((token_of(*confirm).kind == MailTokenKind::ChangeEmail));
    BOOST_TEST(token_of(*confirm).email.text() == "ann@example.com");
    BOOST_TEST(confirm->to.text() == "ann@example.com");

    stored(ann).email = *EmailAddress::parse("ann@example.com");
    const auto undo = prepare(MailKind::EmailChanged, "ann@example.org", ann.id);
    BOOST_REQUIRE(undo.has_value());
    BOOST_TEST((token_of(*undo).kind == MailTokenKind::UndoEmailChange));
    BOOST_TEST(token_of(*undo).email.text() == "ann@example.org");
    BOOST_TEST((undo->token_expires_at == now + 168h));
}

BOOST_AUTO_TEST_CASE(another_users_address_gets_no_confirmation_email) {
    const User ann = add_ann();
    add_unconfirmed();
    BOOST_TEST(!prepare(MailKind::ConfirmNewEmail, "new@example.org", ann.id).has_value());
    BOOST_TEST(tokens() == 0u);
}

BOOST_AUTO_TEST_CASE(an_outdated_email_is_dropped) {
    const User ann = add_ann();
    BOOST_TEST(!prepare(MailKind::EmailChanged, "ann@example.org", ann.id).has_value());
    BOOST_TEST(!prepare(MailKind::ConfirmNewEmail, "ann@example.org", ann.id).has_value());
    BOOST_TEST(!prepare(MailKind::ResetPassword, "old@example.org", ann.id).has_value());
    BOOST_TEST(tokens() == 0u);
}

BOOST_AUTO_TEST_CASE(a_user_gets_at_most_three_emails_of_a_kind_per_hour) {
    add_ann();
    const User fresh = add_unconfirmed();
    auto asked = mail(MailKind::ResetPassword, "ann@example.org");
    for (int i = 0; i < 3; ++i) {
        BOOST_TEST(room.prepare(asked, now).has_value());
        asked.mail.created_at += 10min;
    }
    BOOST_TEST(!room.prepare(asked, now).has_value());
    BOOST_TEST(tokens() == 3u);
    // Neither another kind nor another account is concerned.
    BOOST_TEST(prepare(MailKind::ResetPassword, "new@example.org").has_value());
    BOOST_TEST(prepare(MailKind::VerifyEmail, "new@example.org", fresh.id).has_value());
    asked.mail.created_at += 31min;
    BOOST_TEST(room.prepare(asked, now).has_value());
}

BOOST_AUTO_TEST_CASE(nobody_can_fill_a_mailbox_by_registering_with_its_address) {
    add_ann();
    const auto registered_again = [&] {
        return prepare(MailKind::AlreadyRegistered, "ann@example.org").has_value();
    };
    for (int i = 0; i < 3; ++i) BOOST_TEST(registered_again());
    for (int i = 0; i < 100; ++i) BOOST_TEST(!registered_again());
    BOOST_TEST(prepare(MailKind::ResetPassword, "ann@example.org").has_value());
    now += 1h;
    for (int i = 0; i < 3; ++i) BOOST_TEST(registered_again());
    BOOST_TEST(!registered_again());
}

BOOST_AUTO_TEST_CASE(nobody_can_fill_a_mailbox_by_moving_many_accounts_to_its_address) {
    std::vector<UserId> accounts;
    for (unsigned number = 1; number <= 20; ++number) {
        const auto email = "eve" + std::to_string(number) + "@example.net";
        accounts.push_back(stores.users().add(test::sample_user(email, number)).value().id);
    }
    const auto mails_to = [&](std::string_view address) {
        return std::ranges::count_if(accounts, [&](UserId account) {
            return prepare(MailKind::ConfirmNewEmail, address, account).has_value();
        });
    };
    BOOST_TEST(mails_to("ann@example.org") == 3);
    BOOST_TEST(mails_to("ann@example.org") == 0);
    BOOST_TEST(mails_to("bob@example.org") == 3);
    now += 1h;
    BOOST_TEST(mails_to("ann@example.org") == 3);
}

BOOST_AUTO_TEST_CASE(retries_of_an_email_count_once) {
    add_ann();
    for (std::uint32_t attempt = 1; attempt <= 6; ++attempt)
        BOOST_TEST(
            prepare(MailKind::ResetPassword, "ann@example.org", std::nullopt, attempt).has_value());
}

BOOST_AUTO_TEST_CASE(a_notice_is_never_throttled) {
    const User ann = add_ann();
    for (int i = 0; i < 20; ++i) {
        BOOST_TEST(prepare(MailKind::EmailChanged, "old@example.org", ann.id).has_value());
        for (const auto kind :
             {MailKind::PasswordChanged, MailKind::NewSignIn, MailKind::SignInBlocked,
              MailKind::PersonalTokenMade, MailKind::TokenReused}) {
            const auto ready = prepare(kind, "ann@example.org", ann.id);
            BOOST_TEST(ready.has_value());
            BOOST_TEST(ready.value().token.empty());
            BOOST_TEST(!ready.value().token_expires_at.has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(notices_to_unconfirmed_addresses_are_limited) {
    const User fresh = add_unconfirmed();
    for (const auto kind :
         {MailKind::PasswordChanged, MailKind::NewSignIn, MailKind::SignInBlocked}) {
        const auto notified = [&] {
            return prepare(kind, "new@example.org", fresh.id).has_value();
        };
        for (int i = 0; i < 3; ++i) BOOST_TEST(notified());
        BOOST_TEST(!notified());
    }
    stored(fresh).email_verified_at = now;
    BOOST_TEST(prepare(MailKind::NewSignIn, "new@example.org", fresh.id).has_value());
}

BOOST_AUTO_TEST_CASE(a_new_password_does_not_raise_the_limit_for_unconfirmed_addresses) {
    add_unconfirmed();
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(prepare(MailKind::ResetPassword, "new@example.org").has_value());
    stores.state().mail_tokens.clear();
    BOOST_TEST(!prepare(MailKind::ResetPassword, "new@example.org").has_value());
}

BOOST_AUTO_TEST_CASE(an_email_keeps_its_own_language) {
    add_ann();
    auto asked = mail(MailKind::ResetPassword, "ann@example.org");
    asked.mail.language = "en";
    BOOST_TEST(room.prepare(asked, now).value().language == "en");
}

BOOST_AUTO_TEST_CASE(a_database_that_does_not_answer_drops_nothing) {
    add_ann();
    stores.state().unavailable = true;
    BOOST_CHECK_THROW(prepare(MailKind::ResetPassword, "ann@example.org"), store::StoreError);
}

BOOST_AUTO_TEST_CASE(the_link_to_a_first_password_is_good_as_long_as_one_that_confirms) {
    const User ann = add_ann();
    const auto ready = prepare(MailKind::AccountAdded, "ann@example.org", ann.id);
    BOOST_REQUIRE(ready.has_value());
    BOOST_TEST((token_of(*ready).kind == MailTokenKind::ResetPassword));
    BOOST_TEST((ready->token_expires_at == now + settings.verification_ttl));
}

BOOST_AUTO_TEST_CASE(only_a_disabled_user_is_told_that_they_are) {
    const User ann = add_ann();
    BOOST_TEST(!prepare(MailKind::AccountDisabled, "ann@example.org", ann.id).has_value());
    stored(ann).disabled = true;
    const auto ready = prepare(MailKind::AccountDisabled, "ann@example.org", ann.id);
    BOOST_REQUIRE(ready.has_value());
    BOOST_TEST(ready->token.empty());
    BOOST_TEST(!prepare(MailKind::EmailSet, "ann@example.org", ann.id).has_value());
}

BOOST_AUTO_TEST_CASE(both_addresses_are_told_that_an_administrator_changed_one) {
    const User ann = add_ann();
    const auto at_new = prepare(MailKind::EmailSet, "ann@example.org", ann.id);
    const auto at_old = prepare(MailKind::EmailSet, "old@example.org", ann.id);
    BOOST_REQUIRE((at_new && at_old));
    BOOST_TEST(!at_new->display_name.empty());
    BOOST_TEST(at_old->display_name.empty());
    BOOST_TEST(tokens() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
