#include "service/account/account_changes.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "postern/crypto/password/imported_hash.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/throttle/sign_in_throttle.hpp"
#include "service/mail/notice.hpp"

namespace postern::service {

namespace {

using std::chrono::seconds;
using store::AccountChange;
using store::DeletionDate;
using store::DeletionState;
using store::SessionsAfter;
using store::VerifiedEmail;
using enum MailTokenKind;

constexpr std::string_view kTotp = "totp";

AuditEntry entry_of(const UserRow& user, AuditEvent event, std::string_view detail,
                    const Cause& cause) {
    const std::string full = detail_with_reason(detail, cause.reason);
    return audit_entry(
        {.event = event, .user = user.public_id, .actor = cause.actor, .detail = full},
        cause.client, cause.now);
}

AccountChange change_of(const UserRow& user, AuditEvent event, std::string_view detail,
                        const Cause& cause) {
    return {.user = user.id, .now = cause.now, .effects = {entry_of(user, event, detail, cause)}};
}

AccountChange change_by(const OpenedLink& link, AuditEvent event, std::string_view detail,
                        const Cause& cause) {
    AccountChange change = change_of(link.token.user, event, detail, cause);
    change.expected.link = store::LinkUse{link.token.kind, link.token_hash};
    return change;
}

/// From where an administrator made the change is not the user's business.
NewMail notice_of(MailKind kind, const UserRow& user, const Cause& cause) {
    return notice(kind, user, cause.actor == kByUser ? cause.client : Client{}, cause.now);
}

/// For the address in `user`: both names, and until when nobody else gets the old one.
void tell_of_username(AccountChange& change, const UserRow& user,
                      const std::optional<std::optional<Username>>& username, const Cause& cause) {
    if (!user.email || !username || *username == user.username) return;
    NewMail mail = notice_of(MailKind::UsernameChanged, user, cause);
    if (user.username) {
        mail.details["old_username"] = user.username->text();
        if (change.old_username_held_until > cause.now)
            mail.details["kept_until"] = to_rfc3339(change.old_username_held_until);
    }
    if (*username) mail.details["new_username"] = (*username)->text();
    change.effects.mails.push_back(std::move(mail));
}

/// Names the passkey that the e-mail is about.
NewMail passkey_notice(NewMail mail, std::string_view name) {
    mail.details["passkey"] = name;
    return mail;
}

/// The user is told every day, and at the end.
store::FactorResetDate pending_until(TimePoint due_at, TimePoint now) {
    return {.at = due_at, .next_step_at = std::min(now + kFactorResetStep, due_at)};
}

/// Under another username the user may be somebody else to a site.
std::string_view detail_of(const store::ProfileEdit& profile) {
    return profile.username ? "username" : "";
}

void revoke(AccountChange& change, std::initializer_list<MailTokenKind> kinds) {
    for (const auto kind : kinds) change.revoked_links.push_back({kind});
}

/// What an attacker who controls the account must not get rid of stays.
void revoke_all_but_undo(AccountChange& change) {
    revoke(change, {VerifyEmail, ResetPassword, ChangeEmail, KeepAccount, EnrolmentCode});
}

/// With the password ends what was asked for by somebody who knew it.
void replace_password(AccountChange& change, const UserRow& user, std::string_view phc) {
    change.password_hash = phc;
    if (user.public_id) change.forgotten_failures = mailed_code_budget(*user.public_id);
    revoke(change, {ResetPassword, ChangeEmail, ResetFactors, EnrolmentCode});
}

/// The new password was not set by somebody who knew the old one: nothing of before counts.
void replace_lost_password(AccountChange& change, const UserRow& user, std::string_view phc) {
    replace_password(change, user, phc);
    change.forget_devices = true;
    change.forget_failures = true;
    change.sessions = SessionsAfter::AllEnded;
}

/// Returns when the new address counts as confirmed: later than the old one, so that no link to
/// that is good any more.
TimePoint replace_email(AccountChange& change, const UserRow& user, const EmailAddress& address) {
    const TimePoint changed_at = user.email_verified_at
                                     ? std::max(change.now, *user.email_verified_at + seconds{1})
                                     : change.now;
    if (user.email) change.expected.email = VerifiedEmail{*user.email, user.email_verified_at};
    change.email = VerifiedEmail{address, changed_at};
    change.sessions = SessionsAfter::Refreshed;
    revoke_all_but_undo(change);
    change.end_device_trust = true;
    return changed_at;
}

AccountChange deletion_at(const UserRow& user, TimePoint delete_at, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::Deletion, "scheduled", cause);
    change.deletion = DeletionDate{delete_at};
    change.sessions = SessionsAfter::AllEnded;
    revoke_all_but_undo(change);
    return change;
}

AccountChange removed(const UserRow& user, std::string_view detail, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::Deletion, detail, cause);
    change.remove = true;
    change.sessions = SessionsAfter::AllEnded;
    return change;
}

AccountChange without_factors(const UserRow& user, std::string_view detail, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::FactorsReset, detail, cause);
    change.remove_totp = true;
    change.remove_passkeys = true;
    change.remove_recovery = true;
    change.factor_reset = store::FactorResetDate{};
    change.forget_devices = true;
    change.sessions = SessionsAfter::AllEnded;
    revoke(change, {ResetFactors, KeepFactors});
    return change;
}

}  // namespace

Cause by_user(const Client& client, TimePoint now) { return {std::string{kByUser}, client, now}; }

Cause by_administrator(const Actor& actor, TimePoint now) {
    return {
        actor.name, {.address = actor.address, .request_id = actor.request_id}, now, actor.reason};
}

Cause by_system(TimePoint now) { return {std::string{kBySystem}, {}, now}; }

// --- by a link

AccountChange email_verified(const OpenedLink& link, const Cause& cause) {
    AccountChange change = change_by(link, AuditEvent::EmailVerification, "confirmed", cause);
    change.verified_at = cause.now;
    revoke(change, {VerifyEmail});
    return change;
}

AccountChange email_changed(const OpenedLink& link, const Cause& cause) {
    const User& user = link.token.user;
    AccountChange change = change_by(link, AuditEvent::EmailChange, "confirmed", cause);
    const TimePoint changed_at = replace_email(change, user, link.token.email);
    // To the old address. The link in it undoes the change of this moment.
    change.effects.mails.push_back(notice_of(MailKind::EmailChanged, user, cause));
    change.effects.mails.back().created_at = changed_at;
    return change;
}

AccountChange email_change_undone(const OpenedLink& link, const Cause& cause) {
    AccountChange change = change_by(link, AuditEvent::EmailChange, "undone", cause);
    // Confirmed before the change that is undone, so no link of that or a later one is good.
    change.email = VerifiedEmail{link.token.email, link.token.created_at - seconds{1}};
    change.deletion = DeletionDate{};
    replace_lost_password(change, link.token.user, crypto::kNoPassword);
    revoke(change, {VerifyEmail, KeepAccount});
    change.revoked_links.push_back({UndoEmailChange, link.token.created_at});
    // Theirs would lock the owner out of the account that is won back.
    change.remove_factors_since = link.token.created_at;
    change.factor_reset = store::FactorResetDate{};
    change.effects.mails.push_back(notice_of(MailKind::ResetPassword, link.token.user, cause));
    change.effects.mails.back().to = link.token.email;
    return change;
}

AccountChange password_reset(const OpenedLink& link, std::string_view phc, const Cause& cause) {
    AccountChange change = change_by(link, AuditEvent::PasswordReset, "done", cause);
    replace_lost_password(change, link.token.user, phc);
    change.verified_at = cause.now;
    change.effects.mails.push_back(notice_of(MailKind::PasswordChanged, link.token.user, cause));
    return change;
}

AccountChange deletion_cancelled(const OpenedLink& link, const Cause& cause) {
    AccountChange change = change_by(link, AuditEvent::Deletion, "kept", cause);
    change.deletion = DeletionDate{};
    revoke(change, {KeepAccount});
    return change;
}

AccountChange factor_reset_begun(const OpenedLink& link, TimePoint due_at, const Cause& cause) {
    AccountChange change = change_by(link, AuditEvent::FactorsReset, "begun", cause);
    change.expected.factor = true;
    change.factor_reset = pending_until(due_at, cause.now);
    revoke(change, {ResetFactors});
    change.effects.mails.push_back(notice_of(MailKind::FactorResetPending, link.token.user, cause));
    return change;
}

AccountChange factor_reset_cancelled(const OpenedLink& link, const Cause& cause) {
    AccountChange change = change_by(link, AuditEvent::FactorsReset, "cancelled", cause);
    change.expected.factor_reset = true;
    change.factor_reset = store::FactorResetDate{};
    revoke(change, {ResetFactors, KeepFactors});
    return change;
}

// --- by the user or an administrator

AccountChange password_changed(const SessionWithUser& visitor, std::string_view phc,
                               std::string_view current_phc, const Cause& cause) {
    const User& user = visitor.user;
    AccountChange change = change_of(user, AuditEvent::PasswordChange, {}, cause);
    change.expected.password_hash = current_phc;
    replace_password(change, user, phc);
    change.sessions = SessionsAfter::OthersEnded;
    change.kept_session = visitor.session.public_id;
    change.effects.mails.push_back(notice_of(MailKind::PasswordChanged, user, cause));
    return change;
}

AccountChange totp_added(const User& user, const store::NewTotp& totp,
                         const std::optional<PublicId>& present,
                         const std::optional<NewRecoverySet>& codes, const Digest& enrolment,
                         const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::FactorAdded, kTotp, cause);
    change.expected.enrolment = enrolment;
    change.expected.totp = store::PresentTotp{present};
    change.totp = totp;
    change.recovery = codes;
    change.sessions = SessionsAfter::Refreshed;  // the password alone opens no site any more
    change.effects.mails.push_back(notice_of(MailKind::FactorAdded, user, cause));
    change.end_device_trust = true;
    return change;
}

AccountChange totp_removed(const User& user, const PublicId& present, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::FactorRemoved, kTotp, cause);
    change.expected.totp = store::PresentTotp{present};
    change.remove_totp = true;
    change.remove_recovery = true;
    change.sessions = SessionsAfter::AllEnded;
    change.effects.mails.push_back(notice_of(MailKind::FactorRemoved, user, cause));
    return change;
}

AccountChange passkey_added(const User& user, const NewPasskey& passkey,
                            const std::optional<NewRecoverySet>& codes, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::FactorAdded, to_text(passkey.kind), cause);
    change.passkey = passkey;
    change.recovery = codes;
    change.sessions = SessionsAfter::Refreshed;
    change.effects.mails.push_back(
        passkey_notice(notice_of(MailKind::PasskeyAdded, user, cause), passkey.name));
    change.end_device_trust = true;
    return change;
}

AccountChange password_removed(const SessionWithUser& visitor, const Cause& cause) {
    const User& user = visitor.user;
    AccountChange change = change_of(user, AuditEvent::PasswordChange, "removed", cause);
    replace_password(change, user, crypto::kNoPassword);
    change.sessions = SessionsAfter::OthersEnded;
    change.kept_session = visitor.session.public_id;
    change.effects.mails.push_back(notice_of(MailKind::PasswordRemoved, user, cause));
    return change;
}

AccountChange passkey_removed(const User& user, const Passkey& passkey, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::FactorRemoved, to_text(passkey.kind), cause);
    change.removed_passkey = passkey.public_id;
    change.remove_recovery = true;
    change.sessions = SessionsAfter::AllEnded;
    change.effects.mails.push_back(
        passkey_notice(notice_of(MailKind::PasskeyRemoved, user, cause), passkey.name));
    return change;
}

AccountChange recovery_codes_made(const User& user, const NewRecoverySet& codes,
                                  const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::RecoveryCodesMade, {}, cause);
    change.expected.factor = true;
    change.recovery = codes;
    change.effects.mails.push_back(notice_of(MailKind::RecoveryCodesMade, user, cause));
    return change;
}

store::SideEffects email_change_requested(const User& user, const EmailAddress& address,
                                          const Cause& cause) {
    // The courier finds out whether the address is taken, and the link does so at the latest.
    NewMail mail = notice_of(MailKind::ConfirmNewEmail, user, cause);
    mail.to = address;
    return {entry_of(user, AuditEvent::EmailChange, "asked", cause), {std::move(mail)}};
}

AccountChange profile_changed(const UserRow& user, const store::ProfileEdit& profile,
                              const Cause& cause, std::chrono::seconds username_grace) {
    AccountChange change = change_of(user, AuditEvent::ProfileChange, detail_of(profile), cause);
    change.profile = profile;
    change.old_username_held_until = cause.now + username_grace;
    change.sessions = SessionsAfter::Refreshed;
    tell_of_username(change, user, profile.username, cause);
    return change;
}

AccountChange profile_fields_changed(const UserRow& user, const ProfileValues& values,
                                     const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::ProfileChange, "fields", cause);
    change.profile_values = values;
    change.sessions = SessionsAfter::Refreshed;
    return change;
}

AccountChange terms_accepted(const UserRow& user, std::string_view version, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::TermsAccepted, version, cause);
    change.accepted_terms = version;
    return change;
}

AccountChange deletion_scheduled(const UserRow& user, TimePoint delete_at, const Cause& cause) {
    AccountChange change = deletion_at(user, delete_at, cause);
    if (user.email)
        change.effects.mails.push_back(notice_of(MailKind::DeletionScheduled, user, cause));
    return change;
}

AccountChange password_set(const UserRow& user, std::string_view phc, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::PasswordSet, {}, cause);
    replace_lost_password(change, user, phc);
    return change;
}

store::SideEffects reset_requested(const User& user, const Cause& cause) {
    return {entry_of(user, AuditEvent::PasswordReset, "asked", cause),
            {notice_of(MailKind::ResetPassword, user, cause)}};
}

AccountChange user_disabled(const UserRow& user, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::UserDisabled, {}, cause);
    change.disabled = true;
    // Nobody can cancel it who can't sign in.
    change.factor_reset = store::FactorResetDate{};
    change.sessions = SessionsAfter::AllEnded;
    if (user.email && !user.disabled)
        change.effects.mails.push_back(notice_of(MailKind::AccountDisabled, user, cause));
    return change;
}

AccountChange user_enabled(const UserRow& user, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::UserEnabled, {}, cause);
    change.disabled = false;
    return change;
}

AccountChange email_set(const UserRow& user, const EmailAddress& address, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::EmailChange, "set", cause);
    replace_email(change, user, address);
    // To both, without a link that undoes it: the old mailbox may be why it was changed.
    if (user.email) change.effects.mails.push_back(notice_of(MailKind::EmailSet, user, cause));
    UserRow at_new = user;
    at_new.email = address;
    change.effects.mails.push_back(notice_of(MailKind::EmailSet, at_new, cause));
    return change;
}

AccountChange factors_reset(const UserRow& user, const Cause& cause) {
    AccountChange change = without_factors(user, {}, cause);
    if (user.email) change.effects.mails.push_back(notice_of(MailKind::FactorsReset, user, cause));
    return change;
}

store::SideEffects totp_unlocked(const UserRow& user, const Cause& cause) {
    return {entry_of(user, AuditEvent::TotpUnlocked, {}, cause), {}};
}

AccountChange user_edited(const UserRow& user, const EmailAddress& address,
                          const store::ProfileEdit& profile, const Cause& cause,
                          std::chrono::seconds username_grace) {
    AccountChange change = email_set(user, address, cause);
    change.profile = profile;
    change.old_username_held_until = cause.now + username_grace;
    change.effects.second_audit =
        entry_of(user, AuditEvent::ProfileChange, detail_of(profile), cause);
    UserRow at_new = user;
    at_new.email = address;
    tell_of_username(change, at_new, profile.username, cause);
    return change;
}

AccountChange user_approved(const UserRow& user, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::UserApproved, {}, cause);
    change.expected.waiting = true;
    change.approved = true;
    if (user.email)
        change.effects.mails.push_back(notice_of(MailKind::AccountApproved, user, cause));
    return change;
}

AccountChange email_marked_verified(const UserRow& user, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::EmailVerification, "confirmed", cause);
    change.verified_at = cause.now;
    return change;
}

AccountChange deletion_made_due(const UserRow& user, const Cause& cause) {
    return deletion_at(user, cause.now, cause);
}

AccountChange deletion_cancelled(const UserRow& user, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::Deletion, "kept", cause);
    change.expected.deletion = DeletionState::Scheduled;
    change.deletion = DeletionDate{};
    return change;
}

AccountChange factor_reset_told(const UserRow& user, TimePoint due_at, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::FactorsReset, "pending", cause);
    change.expected.factor_reset = true;
    change.factor_reset = pending_until(due_at, cause.now);
    if (user.email)
        change.effects.mails.push_back(notice_of(MailKind::FactorResetPending, user, cause));
    return change;
}

AccountChange factor_reset_dropped(const UserRow& user, const Cause& cause) {
    AccountChange change = change_of(user, AuditEvent::FactorsReset, "cancelled", cause);
    change.expected.factor_reset = true;
    change.factor_reset = store::FactorResetDate{};
    revoke(change, {ResetFactors, KeepFactors});
    if (user.email && !user.disabled)
        change.effects.mails.push_back(notice_of(MailKind::FactorResetOff, user, cause));
    return change;
}

AccountChange factor_reset_done(const UserRow& user, const Cause& cause) {
    AccountChange change = without_factors(user, "done", cause);
    change.expected.factor_reset_due = true;
    if (user.email)
        change.effects.mails.push_back(notice_of(MailKind::FactorResetDone, user, cause));
    return change;
}

// --- removal

AccountChange due_removed(const UserRow& user, const Cause& cause,
                          std::chrono::seconds username_grace) {
    AccountChange change = removed(user, "done", cause);
    change.old_username_held_until = cause.now + username_grace;
    change.expected.deletion = DeletionState::Due;
    change.forget_failures = true;
    if (user.email) change.effects.mails.push_back(farewell(user, cause.now));
    return change;
}

AccountChange waiting_removed(const UserRow& user, std::string_view message,
                              std::string_view detail, const Cause& cause) {
    AccountChange change = removed(user, detail, cause);
    change.effects.audit.event = AuditEvent::UserDeclined;
    change.expected.waiting = true;
    change.forget_failures = true;
    if (!user.email) return change;
    NewMail mail = farewell(user, cause.now);
    mail.kind = MailKind::AccountDeclined;
    // A name may be a stranger's words, to the person who has the address that they typed.
    if (!user.email_verified_at) mail.details.erase("name");
    if (!message.empty()) mail.details["message"] = message;
    change.effects.mails.push_back(std::move(mail));
    return change;
}

AccountChange unverified_removed(const UserRow& user, const Cause& cause) {
    AccountChange change = removed(user, "never_confirmed", cause);
    change.expected.unverified = true;
    return change;
}

}  // namespace postern::service
