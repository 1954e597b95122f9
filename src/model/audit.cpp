// The events and results of the audit log, as the database and the commands spell them.
#include "postern/model/audit.hpp"

#include <array>
#include <cstdlib>

#include "postern/base/find_by_text.hpp"

namespace postern {

namespace {

using enum AuditEvent;

// One to a line: a new one moves no other.
// clang-format off
constexpr std::array kEvents{
    SignIn,
    SignOut,
    SessionEnded,
    Registration,
    EmailVerification,
    EmailChange,
    PasswordChange,
    PasswordReset,
    PasswordSet,
    ProfileChange,
    Deletion,
    UserDisabled,
    UserEnabled,
    UserImported,
    UsersExported,
    SiteAdded,
    SiteChanged,
    SiteRemoved,
    AccessRequested,
    StepUp,
    FactorAdded,
    FactorRemoved,
    RecoveryCodesMade,
    FactorsReset,
    EnrolmentCode,
    TotpUnlocked,
    KeyAdded,
    KeyActivated,
    KeyDropped,
    GroupAdded,
    GroupChanged,
    GroupRemoved,
    GroupJoined,
    GroupLeft,
    RoleAdded,
    RoleChanged,
    RoleRemoved,
    PermissionAdded,
    PermissionRemoved,
    Granted,
    GrantRevoked,
    RulesChanged,
    TokensGranted,
    TokensEnded,
    AccessTokenDenied,
    PersonalTokenMade,
    PersonalTokenEnded,
    PasswordAtGate,
    SigningKeyAdded,
    SigningKeyRevoked,
    InvitationSent,
    InvitationWithdrawn,
    InvitationUsed,
    UserApproved,
    UserDeclined,
    TermsAdded,
    TermsAccepted,
    MailRetried,
};
// clang-format on

constexpr std::array kResults{AuditResult::Ok, AuditResult::Refused, AuditResult::Throttled};

}  // namespace

std::string_view to_text(AuditEvent event) noexcept {
    switch (event) {
        case SignIn:
            return "sign_in";
        case SignOut:
            return "sign_out";
        case SessionEnded:
            return "session_ended";
        case Registration:
            return "registration";
        case EmailVerification:
            return "email_verification";
        case EmailChange:
            return "email_change";
        case PasswordChange:
            return "password_change";
        case PasswordReset:
            return "password_reset";
        case PasswordSet:
            return "password_set";
        case ProfileChange:
            return "profile_change";
        case Deletion:
            return "deletion";
        case UserDisabled:
            return "user_disabled";
        case UserEnabled:
            return "user_enabled";
        case UserImported:
            return "user_imported";
        case UsersExported:
            return "users_exported";
        case SiteAdded:
            return "site_added";
        case SiteChanged:
            return "site_changed";
        case SiteRemoved:
            return "site_removed";
        case AccessRequested:
            return "access_requested";
        case StepUp:
            return "step_up";
        case FactorAdded:
            return "factor_added";
        case FactorRemoved:
            return "factor_removed";
        case RecoveryCodesMade:
            return "recovery_codes_made";
        case FactorsReset:
            return "factors_reset";
        case EnrolmentCode:
            return "enrolment_code";
        case TotpUnlocked:
            return "totp_unlocked";
        case KeyAdded:
            return "key_added";
        case KeyActivated:
            return "key_activated";
        case KeyDropped:
            return "key_dropped";
        case GroupAdded:
            return "group_added";
        case GroupChanged:
            return "group_changed";
        case GroupRemoved:
            return "group_removed";
        case GroupJoined:
            return "group_joined";
        case GroupLeft:
            return "group_left";
        case RoleAdded:
            return "role_added";
        case RoleChanged:
            return "role_changed";
        case RoleRemoved:
            return "role_removed";
        case PermissionAdded:
            return "permission_added";
        case PermissionRemoved:
            return "permission_removed";
        case Granted:
            return "granted";
        case GrantRevoked:
            return "grant_revoked";
        case RulesChanged:
            return "rules_changed";
        case TokensGranted:
            return "tokens_granted";
        case TokensEnded:
            return "tokens_ended";
        case AccessTokenDenied:
            return "access_token_denied";
        case PersonalTokenMade:
            return "personal_token_made";
        case PersonalTokenEnded:
            return "personal_token_ended";
        case PasswordAtGate:
            return "password_at_gate";
        case SigningKeyAdded:
            return "signing_key_added";
        case SigningKeyRevoked:
            return "signing_key_revoked";
        case InvitationSent:
            return "invitation_sent";
        case InvitationWithdrawn:
            return "invitation_withdrawn";
        case InvitationUsed:
            return "invitation_used";
        case UserApproved:
            return "user_approved";
        case UserDeclined:
            return "user_declined";
        case TermsAdded:
            return "terms_added";
        case TermsAccepted:
            return "terms_accepted";
        case MailRetried:
            return "mail_retried";
    }
    std::abort();  // a value outside the enum is a bug
}

std::span<const AuditEvent> all_audit_events() noexcept { return kEvents; }

std::span<const AuditResult> all_audit_results() noexcept { return kResults; }

std::optional<AuditEvent> parse_audit_event(std::string_view text) noexcept {
    return find_by_text(kEvents, text);
}

std::string_view to_text(AuditResult result) noexcept {
    switch (result) {
        case AuditResult::Ok:
            return "ok";
        case AuditResult::Refused:
            return "refused";
        case AuditResult::Throttled:
            return "throttled";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<AuditResult> parse_audit_result(std::string_view text) noexcept {
    return find_by_text(kResults, text);
}

}  // namespace postern
