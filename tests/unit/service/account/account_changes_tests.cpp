// What belongs to each change of an account: sessions, links, e-mails, and what it expects.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "postern/service/throttle/sign_in_throttle.hpp"
#include "support/sample_changes.hpp"
#include "support/sample_factors.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using service::Cause;
using service::OpenedLink;
using store::AccountChange;
using store::DeletionState;
using store::SessionsAfter;
using enum MailTokenKind;

namespace {

using Kinds = std::vector<MailTokenKind>;

struct ChangesFixture {
    TimePoint now = kNow;
    User ann{.id = UserId{7},
             .public_id = sample_id(7),
             .email = *EmailAddress::parse("ann@example.org"),
             .display_name = *DisplayName::parse("Ann"),
             .created_at = kNow - 24h,
             .email_verified_at = kNow - 24h};
    service::Client client{.address = "192.0.2.7", .user_agent = "Firefox", .language = "de"};
    Cause user = service::by_user(client, now);
    Cause admin = service::by_administrator({"admin:0", "192.0.2.99", "r-9"}, now);

    OpenedLink link(MailTokenKind kind, std::string_view email = "ann@example.org") {
        return {{.kind = kind,
                 .user = ann,
                 .email = *EmailAddress::parse(email),
                 .created_at = kNow - 1min,
                 .expires_at = kNow + 1h,
                 .password_changed_at = kNow - 24h},
                sample_hash(1)};
    }
    SessionWithUser visitor() {
        return {{.id = SessionId{1},
                 .public_id = sample_id(5),
                 .user_id = ann.id,
                 .created_at = kNow,
                 .last_seen_at = kNow,
                 .expires_at = kNow + 1h,
                 .idle_ttl = 1h,
                 .remember = false,
                 .address = {},
                 .user_agent = {},
                 .authentication = {}},
                ann};
    }
};

/// The kinds of which all links are revoked, in the order of the enum.
Kinds all_revoked(const AccountChange& change) {
    Kinds kinds;
    for (const auto& links : change.revoked_links)
        if (links.caused_from == TimePoint{}) kinds.push_back(links.kind);
    std::ranges::sort(kinds);
    kinds.erase(std::ranges::unique(kinds).begin(), kinds.end());
    return kinds;
}

std::vector<MailKind> mails_of(const AccountChange& change) {
    std::vector<MailKind> kinds;
    for (const NewMail& mail : change.effects.mails) kinds.push_back(mail.kind);
    return kinds;
}

/// `email_change undone by user` and so on.
std::string entry_of(const AccountChange& change) {
    const AuditEntry& entry = change.effects.audit;
    return std::string{to_text(entry.event)} + " " + entry.detail + " by " + entry.actor;
}

bool uses(const AccountChange& change, const OpenedLink& link) {
    const auto& use = change.expected.link;
    return use && use->kind == link.token.kind && use->token_hash == link.token_hash;
}

const Kinds kAllButUndo{VerifyEmail, ResetPassword, ChangeEmail, KeepAccount, EnrolmentCode};
const Kinds kOfStolenAccount{VerifyEmail, ResetPassword, ChangeEmail,
                             KeepAccount, ResetFactors,  EnrolmentCode};
const Kinds kOfOldPassword{ResetPassword, ChangeEmail, ResetFactors, EnrolmentCode};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(account_changes_tests, ChangesFixture)

BOOST_AUTO_TEST_CASE(every_change_names_the_user_the_time_and_its_cause) {
    const AccountChange all[] = {
        email_verified(link(VerifyEmail), user),
        email_changed(link(ChangeEmail), user),
        email_change_undone(link(UndoEmailChange), user),
        password_reset(link(ResetPassword), "$new", user),
        deletion_cancelled(link(KeepAccount), user),
        password_changed(visitor(), "$new", "$old", user),
        profile_changed(ann, {ann.display_name, {}, {}}, user),
        deletion_scheduled(ann, now + 24h, user),
    };
    for (const auto& change : all) {
        BOOST_TEST((change.user == ann.id));
        BOOST_TEST((change.now == now));
        BOOST_TEST((change.effects.audit.user == ann.public_id));
        BOOST_TEST((change.effects.audit.at == now));
        BOOST_TEST(change.effects.audit.actor == "user");
        BOOST_TEST(change.effects.audit.address == "192.0.2.7");
        BOOST_TEST((change.effects.audit.result == AuditResult::Ok));
    }
}

BOOST_AUTO_TEST_CASE(email_verified_confirms_and_revokes_its_kind) {
    const auto change = email_verified(link(VerifyEmail), user);
    BOOST_TEST(uses(change, link(VerifyEmail)));
    BOOST_TEST((change.verified_at == now));
    BOOST_TEST((all_revoked(change) == Kinds{VerifyEmail}));
    BOOST_TEST((change.sessions == SessionsAfter::Unchanged));
    BOOST_TEST(mails_of(change).empty());
    BOOST_TEST(entry_of(change) == "email_verification confirmed by user");
}

BOOST_AUTO_TEST_CASE(email_changed_keeps_sessions_and_links_that_undo) {
    const auto opened = link(ChangeEmail, "ann@example.com");
    const auto change = email_changed(opened, user);
    BOOST_TEST(uses(change, opened));
    BOOST_TEST(change.email->address.text() == "ann@example.com");
    BOOST_TEST((change.email->verified_at == now));
    BOOST_TEST((change.sessions == SessionsAfter::Refreshed));
    BOOST_TEST((all_revoked(change) == kAllButUndo));
    BOOST_TEST((mails_of(change) == std::vector{MailKind::EmailChanged}));
    BOOST_TEST(change.effects.mails[0].to.text() == "ann@example.org");
    BOOST_TEST((change.effects.mails[0].created_at == now));
    BOOST_TEST(!change.password_hash.has_value());
    BOOST_TEST(entry_of(change) == "email_change confirmed by user");
}

BOOST_AUTO_TEST_CASE(email_changed_is_later_than_the_change_before_it) {
    ann.email_verified_at = now;
    const auto change = email_changed(link(ChangeEmail, "ann@example.com"), user);
    BOOST_TEST((change.expected.email->address == ann.email));
    BOOST_TEST((change.expected.email->verified_at == now));
    BOOST_TEST((change.email->verified_at == now + 1s));
    BOOST_TEST((change.effects.mails[0].created_at == now + 1s));
    ann.email_verified_at.reset();
    const auto first = email_changed(link(ChangeEmail, "ann@example.com"), user);
    BOOST_TEST(!first.expected.email->verified_at.has_value());
    BOOST_TEST((first.email->verified_at == now));
}

BOOST_AUTO_TEST_CASE(email_change_undone_ends_all_that_an_attacker_could_have_done) {
    const auto opened = link(UndoEmailChange, "old@example.org");
    const auto change = email_change_undone(opened, user);
    BOOST_TEST(uses(change, opened));
    BOOST_TEST(change.email->address.text() == "old@example.org");
    BOOST_TEST((change.email->verified_at == opened.token.created_at - 1s));
    BOOST_TEST((change.password_hash == "!"));
    BOOST_TEST(change.forget_devices);
    BOOST_TEST(change.forget_failures);
    BOOST_TEST((change.sessions == SessionsAfter::AllEnded));
    BOOST_REQUIRE(change.deletion.has_value());
    BOOST_TEST(!change.deletion->at.has_value());
    BOOST_TEST((all_revoked(change) == kOfStolenAccount));
    // Those that undo this change or a later one, but not those of an earlier one.
    BOOST_TEST((change.revoked_links.back().kind == UndoEmailChange));
    BOOST_TEST((change.revoked_links.back().caused_from == opened.token.created_at));
    BOOST_TEST((mails_of(change) == std::vector{MailKind::ResetPassword}));
    BOOST_TEST(change.effects.mails[0].to.text() == "old@example.org");
    BOOST_TEST(entry_of(change) == "email_change undone by user");
}

BOOST_AUTO_TEST_CASE(password_reset_starts_anew_and_confirms_the_address) {
    const auto change = password_reset(link(ResetPassword), "$new", user);
    BOOST_TEST(uses(change, link(ResetPassword)));
    BOOST_TEST((change.password_hash == "$new"));
    BOOST_TEST((change.verified_at == now));
    BOOST_TEST(change.forget_devices);
    BOOST_TEST(change.forget_failures);
    BOOST_TEST((change.sessions == SessionsAfter::AllEnded));
    BOOST_TEST((all_revoked(change) == kOfOldPassword));
    BOOST_TEST((mails_of(change) == std::vector{MailKind::PasswordChanged}));
    BOOST_TEST(entry_of(change) == "password_reset done by user");
}

BOOST_AUTO_TEST_CASE(password_changed_keeps_the_session_and_what_is_known_of_devices) {
    const auto change = password_changed(visitor(), "$new", "$old", user);
    BOOST_TEST((change.expected.password_hash == "$old"));
    BOOST_TEST((change.password_hash == "$new"));
    BOOST_TEST((change.sessions == SessionsAfter::OthersEnded));
    BOOST_TEST((change.kept_session == sample_id(5)));
    BOOST_TEST(!change.forget_devices);
    BOOST_TEST(!change.forget_failures);
    BOOST_TEST(!change.verified_at.has_value());
    BOOST_TEST((all_revoked(change) == kOfOldPassword));
    BOOST_TEST((mails_of(change) == std::vector{MailKind::PasswordChanged}));
    BOOST_TEST(entry_of(change) == "password_change  by user");
}

BOOST_AUTO_TEST_CASE(every_new_password_forgets_wrong_codes_that_were_mailed) {
    for (const auto& change :
         {password_reset(link(ResetPassword), "$new", user),
          password_changed(visitor(), "$new", "$old", user), password_removed(visitor(), user),
          password_set(ann, "$new", admin), email_change_undone(link(UndoEmailChange), user)})
        BOOST_TEST((change.forgotten_failures == service::mailed_code_budget(ann.public_id)));
    BOOST_TEST(!email_verified(link(VerifyEmail), user).forgotten_failures.has_value());
}

BOOST_AUTO_TEST_CASE(password_set_starts_anew_and_sends_nothing) {
    const auto change = password_set(ann, "$new", admin);
    BOOST_TEST((change.password_hash == "$new"));
    BOOST_TEST(change.forget_devices);
    BOOST_TEST(change.forget_failures);
    BOOST_TEST((change.sessions == SessionsAfter::AllEnded));
    BOOST_TEST((all_revoked(change) == kOfOldPassword));
    BOOST_TEST(!change.verified_at.has_value());
    BOOST_TEST(mails_of(change).empty());
    BOOST_TEST(entry_of(change) == "password_set  by admin:0");
    BOOST_TEST(change.effects.audit.address == "192.0.2.99");
    BOOST_TEST(change.effects.audit.request_id == "r-9");
}

BOOST_AUTO_TEST_CASE(deletion_scheduled_ends_sessions_and_keeps_links_that_undo) {
    const auto change = deletion_scheduled(ann, now + 24h, user);
    BOOST_TEST((change.deletion->at == now + 24h));
    BOOST_TEST((change.sessions == SessionsAfter::AllEnded));
    BOOST_TEST((all_revoked(change) == kAllButUndo));
    BOOST_TEST((mails_of(change) == std::vector{MailKind::DeletionScheduled}));
    BOOST_TEST(entry_of(change) == "deletion scheduled by user");
    const auto at_once = deletion_made_due(ann, admin);
    BOOST_TEST((at_once.deletion->at == now));
    BOOST_TEST((all_revoked(at_once) == kAllButUndo));
    BOOST_TEST(mails_of(at_once).empty());
    BOOST_TEST(entry_of(at_once) == "deletion scheduled by admin:0");
}

BOOST_AUTO_TEST_CASE(deletion_cancelled_revokes_its_links_or_expects_a_deletion) {
    const auto by_link = deletion_cancelled(link(KeepAccount), user);
    BOOST_TEST(uses(by_link, link(KeepAccount)));
    BOOST_TEST((by_link.expected.deletion == DeletionState::Any));
    BOOST_TEST((all_revoked(by_link) == Kinds{KeepAccount}));
    const auto by_admin = deletion_cancelled(ann, admin);
    BOOST_TEST((by_admin.expected.deletion == DeletionState::Scheduled));
    BOOST_TEST(all_revoked(by_admin).empty());
    for (const auto& change : {by_link, by_admin}) {
        BOOST_REQUIRE(change.deletion.has_value());
        BOOST_TEST(!change.deletion->at.has_value());
        BOOST_TEST((change.sessions == SessionsAfter::Unchanged));
        BOOST_TEST(mails_of(change).empty());
    }
    BOOST_TEST(entry_of(by_admin) == "deletion kept by admin:0");
}

BOOST_AUTO_TEST_CASE(a_new_factor_drops_what_hosts_remember_of_the_user) {
    // A password that a host remembers for the gate, for example.
    const auto app = service::totp_added(ann, sample_totp(), {}, {}, sample_hash(1), user);
    BOOST_TEST((app.sessions == SessionsAfter::Refreshed));
    const auto passkey = service::passkey_added(ann, sample_passkey(), {}, user);
    BOOST_TEST((passkey.sessions == SessionsAfter::Refreshed));
}

BOOST_AUTO_TEST_CASE(removal_expects_that_the_account_may_go) {
    const auto due = due_removed(ann, service::by_system(now));
    BOOST_TEST(due.remove);
    BOOST_TEST((due.expected.deletion == DeletionState::Due));
    BOOST_TEST(due.forget_failures);
    BOOST_TEST((due.sessions == SessionsAfter::AllEnded));
    BOOST_TEST((mails_of(due) == std::vector{MailKind::AccountDeleted}));
    BOOST_TEST(entry_of(due) == "deletion done by system");
    const auto unverified = unverified_removed(ann, service::by_system(now));
    BOOST_TEST(unverified.remove);
    BOOST_TEST(unverified.expected.unverified);
    BOOST_TEST(mails_of(unverified).empty());
    BOOST_TEST(entry_of(unverified) == "deletion never_confirmed by system");
}

BOOST_AUTO_TEST_CASE(disabling_ends_sessions_and_enabling_does_nothing_else) {
    const auto disabled = user_disabled(ann, admin);
    BOOST_TEST((disabled.disabled == true));
    BOOST_TEST((disabled.sessions == SessionsAfter::AllEnded));
    BOOST_TEST(disabled.revoked_links.empty());
    BOOST_REQUIRE(disabled.factor_reset.has_value());
    BOOST_TEST(!disabled.factor_reset->at.has_value());
    BOOST_TEST(entry_of(disabled) == "user_disabled  by admin:0");
    const auto enabled = user_enabled(ann, admin);
    BOOST_TEST((enabled.disabled == false));
    BOOST_TEST((enabled.sessions == SessionsAfter::Unchanged));
    BOOST_TEST(!enabled.factor_reset.has_value());
    BOOST_TEST(entry_of(enabled) == "user_enabled  by admin:0");
}

BOOST_AUTO_TEST_CASE(profile_and_marked_address_change_nothing_else) {
    const auto profile = profile_changed(ann, {*DisplayName::parse("Änn"), "de", {}}, user);
    BOOST_TEST(profile.profile->language.value() == "de");
    BOOST_TEST((profile.sessions == SessionsAfter::Refreshed));
    BOOST_TEST(profile.revoked_links.empty());
    const auto marked = email_marked_verified(ann, admin);
    BOOST_TEST((marked.verified_at == now));
    BOOST_TEST((marked.sessions == SessionsAfter::Unchanged));
    BOOST_TEST(marked.revoked_links.empty());
    BOOST_TEST(entry_of(marked) == "email_verification confirmed by admin:0");
}

BOOST_AUTO_TEST_CASE(an_email_about_what_an_administrator_did_does_not_say_from_where) {
    const auto by_admin = deletion_scheduled(ann, now + 24h, admin);
    BOOST_TEST(by_admin.effects.mails[0].details.empty());
    BOOST_TEST(reset_requested(ann, admin).mails[0].details.empty());
    const auto by_user = deletion_scheduled(ann, now + 24h, user);
    BOOST_TEST(by_user.effects.mails[0].details.at("address") == "192.0.2.7");
    BOOST_TEST(by_user.effects.mails[0].language == "de");
}

BOOST_AUTO_TEST_CASE(a_request_sends_a_link_and_changes_nothing) {
    const auto reset = reset_requested(ann, admin);
    BOOST_TEST((reset.mails.at(0).kind == MailKind::ResetPassword));
    BOOST_TEST((reset.mails.at(0).to == ann.email));
    BOOST_TEST(reset.audit.detail == "asked");
    const auto address = *EmailAddress::parse("ann@example.com");
    const auto change = email_change_requested(ann, address, user);
    BOOST_TEST((change.mails.at(0).kind == MailKind::ConfirmNewEmail));
    BOOST_TEST((change.mails.at(0).to == address));
    BOOST_TEST((change.mails.at(0).user_id == ann.id));
    BOOST_TEST(change.audit.detail == "asked");
}

BOOST_AUTO_TEST_CASE(user_after_is_the_user_as_the_change_leaves_them) {
    const auto moved = user_after(ann, email_changed(link(ChangeEmail, "ann@example.com"), user));
    BOOST_TEST(moved.email.text() == "ann@example.com");
    BOOST_TEST((moved.email_verified_at == now));
    BOOST_TEST((user_after(ann, email_verified(link(VerifyEmail), user)).email_verified_at ==
                ann.email_verified_at));
    const auto scheduled = user_after(ann, deletion_scheduled(ann, now + 24h, user));
    BOOST_TEST((scheduled.delete_at == now + 24h));
    BOOST_TEST(!user_after(scheduled, deletion_cancelled(ann, admin)).delete_at.has_value());
    BOOST_TEST(user_after(ann, user_disabled(ann, admin)).disabled);
    const store::ProfileEdit profile{*DisplayName::parse("Änn"), "de", "Europe/Berlin"};
    const auto renamed = user_after(ann, profile_changed(ann, profile, user));
    BOOST_TEST(renamed.display_name.text() == "Änn");
    BOOST_TEST(renamed.language == "de");
    BOOST_TEST(renamed.time_zone == "Europe/Berlin");
}

BOOST_AUTO_TEST_SUITE_END()
