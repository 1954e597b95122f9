#include "postern/service/mail/mail_composer.hpp"

#include <cstdlib>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/factor/enrolment_code.hpp"
#include "postern/crypto/token.hpp"
#include "postern/model/actor.hpp"
#include "service/throttle/attempt_key.hpp"
#include "service/throttle/buckets.hpp"

namespace postern::service {

namespace {

/// Whether the e-mail still tells this user something true and useful.
bool is_wanted(const NewMail& mail, const User& user) noexcept {
    const bool is_his = user.email == mail.to;
    const bool is_asleep = user.delete_at.has_value();
    using enum MailKind;
    switch (mail.kind) {
        case VerifyEmail:
            return is_his && !is_asleep && !user.email_verified_at;
        case ResetPassword:
        case AccountAdded:
        case SignInBlocked:
        case SessionLimit:
        case SecondFactorFailed:
        case FactorResetAsked:
        case FactorResetPending:
        case EnrolmentCode:
            return is_his && !is_asleep;
        case AccessRequested:  // to somebody else
            return !is_asleep;
        case AlreadyRegistered:
            return is_his;
        case DeletionScheduled:
            return is_his && is_asleep;
        case ApprovalWaiting:
            return is_his && !is_asleep;
        case AccountApproved:
            return is_his && !user.waiting_since;
        case ConfirmNewEmail:
            return !is_his && !is_asleep;
        case EmailChanged:
            return !is_his;  // else it is undone already
        case AccountDisabled:
            return is_his && user.disabled;
        case PasswordChanged:
        case PasswordRemoved:
        case NewSignIn:
        case AccountDeleted:
        case AccountDeclined:  // to nobody's address any more
        case Invitation:       // to somebody who may have no account
        case EmailSet:
        case FactorAdded:
        case FactorRemoved:
        case PasskeyAdded:
        case PasskeyRemoved:
        case RecoveryCodesMade:
        case RecoveryCodeUsed:
        case FactorsReset:
        case FactorResetDone:
        case FactorResetOff:
        case PersonalTokenMade:
        case TokenReused:
        case UsernameChanged:
        case AccessChanged:
            return true;
    }
    std::abort();  // a value outside the enum is a bug
}

/// The person who causes the e-mail may have typed a stranger's address. Links are no measure then:
/// an attacker can have many accounts, and a new password removes links.
bool may_be_a_strangers(const NewMail& mail, const User& user) noexcept {
    if (mail.kind == MailKind::AlreadyRegistered || mail.kind == MailKind::ConfirmNewEmail)
        return true;
    return mail.to == user.email && !user.email_verified_at;
}

std::string detail(const MailDetails& details, const std::string& name) {
    const auto found = details.find(name);
    return found == details.end() ? std::string{} : found->second;
}

/// To a user who is already deleted: all that is known of them is in the e-mail.
ReadyMail farewell(const NewMail& mail) {
    return {.kind = mail.kind,
            .to = mail.to,
            .language = mail.language,
            .display_name = detail(mail.details, "name"),
            .time_zone = detail(mail.details, "time_zone"),
            .written_at = mail.created_at};
}

ReadyMail declined(const NewMail& mail) {
    ReadyMail ready = farewell(mail);
    if (auto message = detail(mail.details, "message"); !message.empty())
        ready.details["message"] = std::move(message);
    return ready;
}

ReadyMail addressed(const NewMail& mail, const User& user) {
    // Until it is confirmed, an address may be a stranger's: nobody may have words of their own
    // choice, as a name, sent to strangers.
    const bool is_known = user.email == mail.to && user.email_verified_at.has_value();
    MailDetails details = mail.details;
    if (!is_known)
        for (const char* const chosen : {"passkey", "token", "old_username", "new_username"})
            details.erase(chosen);
    return {.kind = mail.kind,
            .to = mail.to,
            .language = mail.language.empty() ? user.language : mail.language,
            .display_name = is_known ? user.display_name.text() : std::string{},
            .time_zone = user.time_zone,
            .written_at = mail.created_at,
            .details = std::move(details)};
}

}  // namespace

MailComposer::MailComposer(store::UserStore& users, store::AccountStore& accounts,
                           shm::AttemptTable& attempts, Entropy& entropy,
                           MailComposerSettings settings, store::InvitationStore* invitations)
    : users_{users},
      accounts_{accounts},
      attempts_{attempts},
      entropy_{entropy},
      settings_{settings},
      invitations_{invitations} {}

std::optional<ReadyMail> MailComposer::prepare(const OutboxMail& outbox_mail, TimePoint now) const {
    if (outbox_mail.mail.kind == MailKind::AccountDeleted) return farewell(outbox_mail.mail);
    if (outbox_mail.mail.kind == MailKind::AccountDeclined) return declined(outbox_mail.mail);
    if (outbox_mail.mail.kind == MailKind::Invitation) return invitation(outbox_mail, now);

    const auto user = find_user(outbox_mail.mail);
    if (!user) return std::nullopt;
    if (user->disabled && outbox_mail.mail.kind != MailKind::AccountDisabled) return std::nullopt;
    OutboxMail addressed_to = outbox_mail;
    NewMail& mail = addressed_to.mail;
    if (mail.details.erase(std::string{kUsernameDetail}) > 0) mail.to = user->email;
    if (!is_wanted(mail, *user)) return std::nullopt;
    if (mail.kind == MailKind::ConfirmNewEmail && users_.find_by_email(mail.to))
        return std::nullopt;

    // It was cancelled, or is done.
    if (mail.kind == MailKind::FactorResetPending && !accounts_.find_factor_reset(user->id))
        return std::nullopt;
    if (is_over_limit(addressed_to, *user, now)) return std::nullopt;
    if (mail.kind == MailKind::AccessRequested) return access_request(mail, *user);
    ReadyMail ready = addressed(mail, *user);
    if (const auto kind = token_of(mail.kind))
        add_token(ready, *kind, *user, mail.return_link, now);
    return ready;
}

/// Addressed to the contact of a site, who may be a user, too; `asking` as they are now.
ReadyMail MailComposer::access_request(const NewMail& mail, const User& asking) const {
    const auto contact = users_.find_by_email(mail.to);
    ReadyMail ready = contact ? addressed(mail, contact->user)
                              : ReadyMail{.kind = mail.kind,
                                          .to = mail.to,
                                          .language = mail.language,
                                          .display_name = {},
                                          .time_zone = {},
                                          .written_at = mail.created_at,
                                          .details = mail.details};
    ready.details["account"] = asking.email.text();
    ready.details["name"] = asking.display_name.text();
    return ready;
}

std::optional<User> MailComposer::find_user(const NewMail& mail) const {
    if (!mail.user_id) {
        const auto typed = mail.details.find(std::string{kUsernameDetail});
        const auto name =
            typed == mail.details.end() ? std::nullopt : Username::parse(typed->second);
        auto found = name ? users_.find_by_username(*name) : users_.find_by_email(mail.to);
        return found ? std::optional{std::move(found->user)} : std::nullopt;
    }
    const auto id = static_cast<std::uint64_t>(*mail.user_id);
    POSTERN_CHECK(id > 0);
    auto page = users_.find_page(UserId{id - 1}, 1);
    if (page.empty() || page.front().id != *mail.user_id) return std::nullopt;
    return std::move(page.front());
}

bool MailComposer::is_over_limit(const OutboxMail& outbox_mail, const User& user,
                                 TimePoint now) const {
    // Earlier attempts at this very mail were counted, too.
    if (outbox_mail.attempts > 1) return false;
    const NewMail& mail = outbox_mail.mail;
    const auto since = mail.created_at - kMailLimitWindow;
    const bool is_notice =
        mail.kind == MailKind::EmailChanged || mail.kind == MailKind::FactorResetPending;
    if (const auto kind = token_of(mail.kind); kind && !is_notice)
        if (accounts_.count_tokens(user.id, *kind, since) >= settings_.mails_per_account)
            return true;
    // A notice to a confirmed address is never held back: what it tells of has happened.
    return may_be_a_strangers(mail, user) && takes_too_many(mail, now);
}

bool MailComposer::takes_too_many(const NewMail& mail, TimePoint now) const {
    const auto key =
        attempt_key(attempts_, Counted::UnaskedMails,
                    std::string{to_text(mail.kind)}.append(":").append(mail.to.text()));
    const Rate rate{settings_.mails_per_account, kMailLimitWindow, settings_.mails_per_account};
    return take_one_of(attempts_, key, rate, now).count() > 0;
}

/// A person who is invited may have no account. Each attempt has a link of its own, as all e-mails
/// do.
std::optional<ReadyMail> MailComposer::invitation(const OutboxMail& outbox_mail,
                                                  TimePoint now) const {
    const NewMail& mail = outbox_mail.mail;
    const auto id = PublicId::parse(detail(mail.details, "invitation"));
    auto found = id && invitations_ ? invitations_->find(*id) : std::nullopt;
    if (!found || found->email != mail.to || !found->is_open(now)) return std::nullopt;
    if (outbox_mail.attempts <= 1 && takes_too_many(mail, now)) return std::nullopt;
    ReadyMail ready{.kind = mail.kind,
                    .to = mail.to,
                    .language = mail.language,
                    .display_name = found->display_name,
                    .time_zone = {},
                    .written_at = mail.created_at,
                    .token = crypto::make_token(entropy_),
                    .token_expires_at = found->expires_at};
    if (const auto by = administrator_of(found->invited_by))
        if (const auto inviter = users_.find_by_public_id(*by))
            ready.details["inviter"] = inviter->display_name.text();
    if (!invitations_->add_link(*id, crypto::sha256(ready.token), now)) return std::nullopt;
    return ready;
}

void MailComposer::add_token(ReadyMail& ready, MailTokenKind kind, const User& user,
                             const std::string& return_link, TimePoint now) const {
    const Digest token_hash = make_token(ready, kind, user);
    // Nobody waits for this one at a page.
    ready.token_expires_at = ready.kind == MailKind::AccountAdded ? now + settings_.verification_ttl
                                                                  : expiry(kind, user, now);
    accounts_.add_token({.kind = kind,
                         .user_id = user.id,
                         .token_hash = token_hash,
                         .email = ready.to,
                         // Not now: who asked before the password was changed gets nothing more.
                         .created_at = ready.written_at,
                         .expires_at = *ready.token_expires_at,
                         .return_link = return_link,
                         // Of several codes people read the newest.
                         .ends_earlier = kind == MailTokenKind::EnrolmentCode});
}

/// Puts it into the e-mail; returns what is stored of it.
Digest MailComposer::make_token(ReadyMail& ready, MailTokenKind kind, const User& user) const {
    if (kind == MailTokenKind::EnrolmentCode) {
        const Secret code = crypto::make_enrolment_code(entropy_);
        ready.code = code.reveal();
        return crypto::hash_enrolment_code(crypto::normalize_enrolment_code(ready.code).value(),
                                           user.public_id.text());
    }
    ready.token = crypto::make_token(entropy_);
    return crypto::sha256(ready.token);
}

TimePoint MailComposer::expiry(MailTokenKind kind, const User& user, TimePoint now) const {
    switch (kind) {
        case MailTokenKind::VerifyEmail:
        case MailTokenKind::ChangeEmail:
            return now + settings_.verification_ttl;
        case MailTokenKind::ResetPassword:
            return now + settings_.reset_ttl;
        case MailTokenKind::UndoEmailChange:
            return now + settings_.undo_ttl;
        case MailTokenKind::KeepAccount:
            return user.delete_at.value();
        case MailTokenKind::ResetFactors:
            return now + settings_.reset_ttl;
        case MailTokenKind::EnrolmentCode:
            return now + kEnrolmentCodeTtl;
        case MailTokenKind::KeepFactors:
            return accounts_.find_factor_reset(user.id).value_or(now);
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::service
