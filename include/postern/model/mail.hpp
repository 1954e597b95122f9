/// mail: the kinds of e-mails, and what the links in them prove.
///
/// Neither the text of an e-mail (src/mail) nor when one is due (src/service).
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "postern/base/bytes.hpp"
#include "postern/base/clock.hpp"
#include "postern/model/email_address.hpp"
#include "postern/model/ids.hpp"

namespace postern {

enum class MailKind {
    VerifyEmail,        ///< a link that confirms the address of an account
    AlreadyRegistered,  ///< somebody registered with the address of an account that there is
    ResetPassword,      ///< a link to a new password
    ConfirmNewEmail,    ///< to the new address: a link that makes it the account's
    EmailChanged,       ///< to the old address: a notice, with a link that undoes it
    PasswordChanged,    ///< a notice
    PasswordRemoved,    ///< a notice: only passkeys sign in from now on
    NewSignIn,          ///< a notice: somebody signed in on a device that is not known
    SignInBlocked,      ///< a notice: too many failures, only a new password helps
    SessionLimit,       ///< a notice: an old session ended, there were too many
    DeletionScheduled,  ///< a notice, with a link that keeps the account
    AccountDeleted,     ///< a notice
    // By an administrator:
    AccountAdded,     ///< a link to the first password of an account that was made for somebody
    AccountDisabled,  ///< a notice
    EmailSet,         ///< a notice, to the old address and to the new one
    // Notices about second factors:
    FactorAdded,
    FactorRemoved,
    PasskeyAdded,        ///< or a security key; with its name
    PasskeyRemoved,      ///< the same
    RecoveryCodesMade,   ///< new ones, in place of the old ones
    RecoveryCodeUsed,    ///< with how many are left
    SecondFactorFailed,  ///< the right password, then wrong codes
    FactorsReset,        ///< by an administrator
    FactorResetAsked,    ///< a link that begins to reset lost factors, after a delay
    FactorResetPending,  ///< a notice that it has begun, with a link that cancels it
    FactorResetDone,     ///< a notice
    FactorResetOff,      ///< a notice: it had begun, and this server resets none any more
    EnrolmentCode,       ///< a code that lets an account have its first second factor
    AccessRequested,     ///< to a site's contact: a user asks for access to it
    PersonalTokenMade,   ///< a notice, with the token's name
    TokenReused,         ///< a notice: an old refresh token was used, so its family has ended
    // Of people who join:
    Invitation,       ///< a link to an account, or to groups and roles for the account there is
    ApprovalWaiting,  ///< to who may approve: so many registrations wait
    AccountApproved,  ///< a notice: they can sign in now
    AccountDeclined,  ///< a notice: the registration was declined, or nobody approved it in time
    UsernameChanged,  ///< a notice: by the user or an administrator
    AccessChanged,    ///< a notice: an administrator gave or took a role, a permission or a group
};

/// `verify_email` and so on: as the database and the templates spell it.
std::string_view to_text(MailKind kind) noexcept;
std::optional<MailKind> parse_mail_kind(std::string_view text) noexcept;

/// All of them.
std::span<const MailKind> mail_kinds() noexcept;

/// What a link, or a code, in an e-mail may be used for. Each is good for one purpose only.
enum class MailTokenKind {
    VerifyEmail,
    ResetPassword,
    ChangeEmail,
    UndoEmailChange,
    KeepAccount,
    ResetFactors,
    KeepFactors,
    EnrolmentCode  ///< a code to type, see crypto/factor/enrolment_code.hpp
};

std::string_view to_text(MailTokenKind kind) noexcept;
std::optional<MailTokenKind> parse_mail_token_kind(std::string_view text) noexcept;

/// The token that an e-mail of this kind carries; nothing when it has no code, and no link that
/// does anything.
std::optional<MailTokenKind> token_of(MailKind kind) noexcept;

/// Texts that an e-mail shows, by name: `device` (`Firefox on Linux`) and `address` (of the
/// network), each where it is known; for RecoveryCodeUsed also `left`, the number of codes; for
/// PasskeyAdded and PasskeyRemoved also `passkey`, its name; for AccountDeleted also `name` and
/// `time_zone`, since nobody can look them up any more; for AccessRequested `site`, and what the
/// user has written, `path` and `message`; for PersonalTokenMade and TokenReused also `token`, the
/// name that its owner gave it; for Invitation `invitation`, its public id, which is not shown, and
/// when it is ready also `inviter`, who invites; for ApprovalWaiting `waiting`, how many wait; for
/// AccountDeclined `message`, what the administrator has written; for UsernameChanged
/// `old_username` and `new_username`, where there is one, and `kept_until`; for AccessChanged one
/// of `role_granted`, `role_revoked`, `permission_granted`, `permission_revoked`, `group_joined`
/// and `group_left`, with the name, and `until`, if what was given ends. Moments are as
/// to_rfc3339() writes them. When it happened is the mail's created_at. Never a secret.
using MailDetails = std::map<std::string, std::string>;

/// Instead of a user and an address: the e-mail is for the user with this username at the time of
/// sending, if there is one. Not shown.
inline constexpr std::string_view kUsernameDetail = "username";

/// An e-mail to be sent.
struct NewMail {
    MailKind kind;
    std::optional<UserId> user_id;  ///< nothing: the user with the address at the time of sending
    EmailAddress to;
    std::string language;  ///< as in Profile; empty: the configured one
    MailDetails details{};
    TimePoint created_at;
    std::string return_link{};  ///< where who uses the link goes then; empty: nowhere special
};

/// An e-mail in the outbox.
struct OutboxMail {
    std::uint64_t id;
    NewMail mail;
    std::uint32_t attempts;  ///< this one included
};

}  // namespace postern
