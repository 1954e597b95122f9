// The kinds of e-mails and of the links in them, as the database spells them.
#include "postern/model/mail.hpp"

#include <array>
#include <cstdlib>

#include "postern/base/find_by_text.hpp"

namespace postern {

namespace {

constexpr std::array kMailKinds{
    MailKind::AccountAdded,       MailKind::AccountDisabled,   MailKind::EmailSet,
    MailKind::VerifyEmail,        MailKind::AlreadyRegistered, MailKind::ResetPassword,
    MailKind::ConfirmNewEmail,    MailKind::EmailChanged,      MailKind::PasswordChanged,
    MailKind::PasswordRemoved,    MailKind::NewSignIn,         MailKind::SignInBlocked,
    MailKind::SessionLimit,       MailKind::DeletionScheduled, MailKind::AccountDeleted,
    MailKind::FactorAdded,        MailKind::FactorRemoved,     MailKind::PasskeyAdded,
    MailKind::PasskeyRemoved,     MailKind::RecoveryCodesMade, MailKind::RecoveryCodeUsed,
    MailKind::SecondFactorFailed, MailKind::FactorsReset,      MailKind::FactorResetAsked,
    MailKind::FactorResetPending, MailKind::FactorResetDone,   MailKind::FactorResetOff,
    MailKind::EnrolmentCode,      MailKind::AccessRequested,   MailKind::PersonalTokenMade,
    MailKind::TokenReused,        MailKind::Invitation,        MailKind::ApprovalWaiting,
    MailKind::AccountApproved,    MailKind::AccountDeclined,   MailKind::UsernameChanged,
    MailKind::AccessChanged,
};

constexpr std::array kTokenKinds{
    MailTokenKind::VerifyEmail,     MailTokenKind::ResetPassword, MailTokenKind::ChangeEmail,
    MailTokenKind::UndoEmailChange, MailTokenKind::KeepAccount,   MailTokenKind::ResetFactors,
    MailTokenKind::KeepFactors,     MailTokenKind::EnrolmentCode,
};

}  // namespace

std::string_view to_text(MailKind kind) noexcept {
    using enum MailKind;
    switch (kind) {
        case VerifyEmail:
            return "verify_email";
        case AlreadyRegistered:
            return "already_registered";
        case ResetPassword:
            return "reset_password";
        case ConfirmNewEmail:
            return "confirm_new_email";
        case EmailChanged:
            return "email_changed";
        case PasswordChanged:
            return "password_changed";
        case PasswordRemoved:
            return "password_removed";
        case NewSignIn:
            return "new_sign_in";
        case SignInBlocked:
            return "sign_in_blocked";
        case SessionLimit:
            return "session_limit";
        case DeletionScheduled:
            return "deletion_scheduled";
        case AccountDeleted:
            return "account_deleted";
        case AccountAdded:
            return "account_added";
        case AccountDisabled:
            return "account_disabled";
        case EmailSet:
            return "email_set";
        case FactorAdded:
            return "factor_added";
        case FactorRemoved:
            return "factor_removed";
        case PasskeyAdded:
            return "passkey_added";
        case PasskeyRemoved:
            return "passkey_removed";
        case RecoveryCodesMade:
            return "recovery_codes_made";
        case RecoveryCodeUsed:
            return "recovery_code_used";
        case SecondFactorFailed:
            return "second_factor_failed";
        case FactorsReset:
            return "factors_reset";
        case FactorResetAsked:
            return "factor_reset_asked";
        case FactorResetPending:
            return "factor_reset_pending";
        case FactorResetDone:
            return "factor_reset_done";
        case FactorResetOff:
            return "factor_reset_off";
        case EnrolmentCode:
            return "enrolment_code";
        case AccessRequested:
            return "access_requested";
        case PersonalTokenMade:
            return "personal_token_made";
        case TokenReused:
            return "token_reused";
        case Invitation:
            return "invitation";
        case ApprovalWaiting:
            return "approval_waiting";
        case AccountApproved:
            return "account_approved";
        case AccountDeclined:
            return "account_declined";
        case UsernameChanged:
            return "username_changed";
        case AccessChanged:
            return "access_changed";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<MailKind> parse_mail_kind(std::string_view text) noexcept {
    return find_by_text(kMailKinds, text);
}

std::span<const MailKind> mail_kinds() noexcept { return kMailKinds; }

std::string_view to_text(MailTokenKind kind) noexcept {
    using enum MailTokenKind;
    switch (kind) {
        case VerifyEmail:
            return "verify_email";
        case ResetPassword:
            return "reset_password";
        case ChangeEmail:
            return "change_email";
        case UndoEmailChange:
            return "undo_email_change";
        case KeepAccount:
            return "keep_account";
        case ResetFactors:
            return "reset_factors";
        case KeepFactors:
            return "keep_factors";
        case EnrolmentCode:
            return "enrolment_code";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<MailTokenKind> parse_mail_token_kind(std::string_view text) noexcept {
    return find_by_text(kTokenKinds, text);
}

std::optional<MailTokenKind> token_of(MailKind kind) noexcept {
    using enum MailKind;
    switch (kind) {
        case VerifyEmail:
            return MailTokenKind::VerifyEmail;
        case ResetPassword:
        case AccountAdded:
            return MailTokenKind::ResetPassword;
        case ConfirmNewEmail:
            return MailTokenKind::ChangeEmail;
        case EmailChanged:
            return MailTokenKind::UndoEmailChange;
        case DeletionScheduled:
            return MailTokenKind::KeepAccount;
        case FactorResetAsked:
            return MailTokenKind::ResetFactors;
        case FactorResetPending:
            return MailTokenKind::KeepFactors;
        case EnrolmentCode:
            return MailTokenKind::EnrolmentCode;
        case AlreadyRegistered:
        case PasswordRemoved:
        case PasswordChanged:
        case NewSignIn:
        case SignInBlocked:
        case SessionLimit:
        case AccountDeleted:
        case AccountDisabled:
        case EmailSet:
        case FactorAdded:
        case FactorRemoved:
        case PasskeyAdded:
        case PasskeyRemoved:
        case RecoveryCodesMade:
        case RecoveryCodeUsed:
        case SecondFactorFailed:
        case FactorResetDone:
        case FactorResetOff:
        case FactorsReset:
        case AccessRequested:
        case PersonalTokenMade:
        case TokenReused:
        case Invitation:  // its token is the invitation's, not a user's
        case ApprovalWaiting:
        case AccountApproved:
        case AccountDeclined:
        case UsernameChanged:
        case AccessChanged:
            return std::nullopt;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern
