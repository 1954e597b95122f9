/// audit: a security event, for the log that administrators and the users concerned can read.
///
/// Names people by their public id alone and never holds a secret, an e-mail address or what a
/// visitor typed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "postern/base/clock.hpp"
#include "postern/model/ids.hpp"

namespace postern {

enum class AuditEvent {
    SignIn,
    SignOut,
    SessionEnded,  ///< one or more, by the user on another device or by an administrator
    Registration,
    EmailVerification,
    EmailChange,     ///< asked for, confirmed or undone: see the detail
    PasswordChange,  ///< with the old one
    PasswordReset,   ///< asked for, or done by the link
    PasswordSet,     ///< by an administrator
    ProfileChange,
    Deletion,  ///< scheduled, kept or done
    UserDisabled,
    UserEnabled,
    UserImported,
    UsersExported,
    SiteAdded,  ///< the detail of these three is the name of the site
    SiteChanged,
    SiteRemoved,
    AccessRequested,  ///< by a user, of a site's contact: the detail is the name of the site
    StepUp,           ///< proven again, or more: the detail says how
    FactorAdded,      ///< the detail of these two is the kind of factor
    FactorRemoved,
    RecoveryCodesMade,
    FactorsReset,   ///< all of a user, by an administrator
    EnrolmentCode,  ///< before the first second factor: asked for or shown, see the detail
    TotpUnlocked,   ///< codes of now are accepted again, by an administrator
    KeyAdded,       ///< to the key file; the detail of these three is the id of the key
    KeyActivated,   ///< it seals from now on
    KeyDropped,
    GroupAdded,  ///< the detail of these three is the name of the group
    GroupChanged,
    GroupRemoved,
    GroupJoined,  ///< the detail of these two: `group staff`
    GroupLeft,
    RoleAdded,  ///< the detail of these three is the name of the role
    RoleChanged,
    RoleRemoved,
    PermissionAdded,  ///< the detail of these two is the name of the permission
    PermissionRemoved,
    Granted,  ///< the detail of these two: `role editor`, or `permission edit to group staff`
    GrantRevoked,
    RulesChanged,       ///< the detail is the name of the site, or `(networks)`
    TokensGranted,      ///< the detail of these two is the public id of the family
    TokensEnded,        ///< its id, and why: see to_text(FamilyEnd)
    AccessTokenDenied,  ///< one alone: the detail is its id
    PersonalTokenMade,  ///< the detail of these two is the token's public id
    PersonalTokenEnded,
    PasswordAtGate,   ///< HTTP Basic with the account's password: the detail is the site's name
    SigningKeyAdded,  ///< the detail of these two is the usage and the kid
    SigningKeyRevoked,
    InvitationSent,  ///< the detail of these three is the public id of the invitation
    InvitationWithdrawn,
    InvitationUsed,  ///< or refused; of what could not be given: `left out: group staff`
    UserApproved,    ///< a registration that waited
    UserDeclined,    ///< their account is gone
    TermsAdded,      ///< the detail of these two is the version
    TermsAccepted,
    MailRetried,  ///< one that was given up, or all of them: the detail says which
};

enum class AuditResult {
    Ok,
    Refused,    ///< wrong password, used link, ...: see the detail
    Throttled,  ///< nothing was looked at
};

/// `sign_in`, `ok` and so on: as the database, the commands and the API spell it.
std::string_view to_text(AuditEvent event) noexcept;
std::span<const AuditEvent> all_audit_events() noexcept;
std::span<const AuditResult> all_audit_results() noexcept;
std::optional<AuditEvent> parse_audit_event(std::string_view text) noexcept;
std::string_view to_text(AuditResult result) noexcept;
std::optional<AuditResult> parse_audit_result(std::string_view text) noexcept;

struct AuditEntry {
    TimePoint at;
    AuditEvent event;
    AuditResult result = AuditResult::Ok;
    std::optional<PublicId> user{};  ///< whom it is about; nothing: nobody that is known
    std::string actor{};       ///< `user`, `visitor`, `system`, or `admin:UID` for the command line
    std::string address{};     ///< network address; empty for commands
    std::string user_agent{};  ///< at most 255 bytes of clean UTF-8
    std::string request_id{};
    /// One word of ours, like `wrong_password`, or what was changed: see AuditEvent.
    std::string detail{};
};

struct StoredAuditEntry {
    std::uint64_t id;
    AuditEntry entry;
};

}  // namespace postern
