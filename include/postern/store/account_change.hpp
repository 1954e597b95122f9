/// AccountChange: one change in the life of an account, as a value.
///
/// It says what must still be true of the account, what becomes of it, and what is written in the
/// same transaction. The rules that decide what belongs to a change (a new password ends other
/// sessions, and so on) are pure functions in service/account; a store only carries the value out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "postern/model/audit.hpp"
#include "postern/model/factor.hpp"
#include "postern/model/mail_token.hpp"
#include "postern/model/passkey.hpp"
#include "postern/model/user_row.hpp"

namespace postern::store {

/// What is written beside a change.
struct SideEffects {
    AuditEntry audit;
    std::vector<NewMail> mails{};
    std::optional<AuditEntry> second_audit{};  ///< of a change of two kinds
};

/// The link that a change uses up.
struct LinkUse {
    MailTokenKind kind;
    Digest token_hash;
};

/// An address, and since when it counts as the user's.
struct VerifiedEmail {
    EmailAddress address;
    std::optional<TimePoint> verified_at;  ///< nothing: not confirmed
};

/// The authenticator app that the user has.
struct PresentTotp {
    std::optional<PublicId> id;  ///< nothing: they have none
};

enum class DeletionState {
    Any,
    Scheduled,  ///< whether or not the time has come
    Due,        ///< the time has come
};

/// What must be true of the account when the change is made; otherwise nothing is written.
struct Expected {
    std::optional<LinkUse> link{};               ///< is this user's, and is_good()
    std::optional<std::string> password_hash{};  ///< the stored hash is still this one
    std::optional<VerifiedEmail> email{};        ///< the address is still this one, in this state
    bool unverified = false;                     ///< no address was ever confirmed
    bool waiting = false;                        ///< they wait for approval
    DeletionState deletion = DeletionState::Any;
    /// The holder's enrolment is there, is this user's, has not expired and is of the app that the
    /// change adds. It is used up.
    std::optional<Digest> enrolment{};
    std::optional<PresentTotp> totp{};  ///< still this app, or still none
    bool factor = false;                ///< there is still a second factor
    bool factor_reset = false;          ///< a reset of factors is scheduled
    bool factor_reset_due = false;      ///< its time has come, too, and the user is not disabled
    /// Fewer usernames than this are kept for the user besides the one that they have.
    std::optional<std::size_t> fewer_held_usernames{};
};

/// What becomes of the user's sessions.
enum class SessionsAfter {
    Unchanged,
    Refreshed,    ///< they stay; what hosts remember of the user is dropped
    OthersEnded,  ///< all but `kept_session`
    AllEnded,
};

/// A reset of lost second factors.
struct FactorResetDate {
    std::optional<TimePoint> at{};            ///< nothing: none is scheduled any more
    std::optional<TimePoint> next_step_at{};  ///< when the user is told again; nothing: never
};

struct DeletionDate {
    std::optional<TimePoint> at;  ///< nothing: the account is not scheduled for deletion any more
};

/// Links of one kind, those of e-mails that were caused at `caused_from` or later.
struct RevokedLinks {
    MailTokenKind kind;
    TimePoint caused_from{};
};

/// What becomes of a profile. What is not set stays as it is in the row, which a parallel change
/// may have written since the caller read it.
struct ProfileEdit {
    std::optional<DisplayName> display_name{};
    std::optional<std::string> language{};              ///< as in Profile
    std::optional<std::string> time_zone{};             ///< as in Profile
    std::optional<std::optional<Username>> username{};  ///< nothing in it: takes it away
    std::optional<std::string> given_name{};            ///< as in User
    std::optional<std::string> family_name{};           ///< as in User
};

/// An authenticator app.
struct NewTotp {
    PublicId public_id;
    std::string sealed_secret;  ///< as in TotpFactor
    std::uint32_t key_id;       ///< as in TotpFactor
    std::uint64_t last_step;    ///< of the code that confirmed it, which can't be used again
};

struct AccountChange {
    UserId user;
    TimePoint now;
    Expected expected{};

    // What is not set stays as it is.
    std::optional<VerifiedEmail> email{};    ///< replaces the address
    std::optional<TimePoint> verified_at{};  ///< confirms the address, unless it already is
    std::optional<ProfileEdit> profile{};
    /// Until when nobody else gets the username that this change takes from the user. In the past:
    /// it is free at once.
    TimePoint old_username_held_until{};
    std::optional<bool> disabled{};
    bool approved = false;  ///< they wait for approval no longer
    /// Of these fields alone; an empty value takes what there is away.
    std::optional<ProfileValues> profile_values{};
    std::optional<std::string> accepted_terms{};  ///< the version
    std::optional<DeletionDate> deletion{};
    std::optional<std::string> password_hash{};  ///< crypto::kNoPassword: there is none from now on
    bool remove = false;                         ///< the account and everything that belongs to it

    // Second factors: what is removed goes first.
    bool remove_totp = false;
    std::optional<PublicId> removed_passkey{};  ///< expects that the user has it
    bool remove_passkeys = false;
    bool remove_recovery = false;                     ///< where no second factor is left
    std::optional<TimePoint> remove_factors_since{};  ///< those made at this moment or later
    std::optional<NewTotp> totp{};                    ///< replaces the app, if there is one
    std::optional<NewPasskey> passkey{};              ///< beside those that there are
    std::optional<FactorResetDate> factor_reset{};
    std::optional<NewRecoverySet> recovery{};  ///< replaces the set with all its codes

    bool forget_devices = false;
    bool end_device_trust = false;  ///< the devices stay known, but none is trusted
    bool forget_failures =
        false;  ///< sign-ins that failed for the address that the account has now
    std::optional<Digest> forgotten_failures{};  ///< and those that SignInStore has under this key
    SessionsAfter sessions = SessionsAfter::Unchanged;
    std::optional<PublicId> kept_session{};  ///< of OthersEnded
    std::vector<RevokedLinks> revoked_links{};

    SideEffects effects;
};

/// Why a change was not made; nothing was written.
enum class ChangeError {
    NoSuchUser,
    LinkGone,           ///< used, expired or revoked meanwhile
    PasswordChanged,    ///< the stored hash is not the expected one
    EmailChanged,       ///< the address, or its state, is not the expected one
    NotScheduled,       ///< not scheduled for deletion or reset, or not due yet
    EmailTaken,         ///< another account has the address meanwhile
    EnrolmentGone,      ///< used, expired or replaced meanwhile
    FactorChanged,      ///< the second factors are not the expected ones
    PasskeyTaken,       ///< the passkey is stored already, for this user or another
    LastAdministrator,  ///< nobody would be left who administers Postern
    UsernameTaken,      ///< another account has it, or one that looks like it, or had it of late
    TooManyUsernames,   ///< as many are kept for the user as may be
    NotWaiting,         ///< does not wait for approval any more
    NoSuchTerms,        ///< there is no such version
};

/// What a change found when it was made.
struct AppliedChange {
    std::size_t ended_sessions = 0;
    bool removed_totp = false;  ///< an app was removed or replaced
    std::size_t removed_passkeys = 0;
    bool removed_recovery = false;  ///< a set of recovery codes was removed or replaced
    std::optional<UserRow> user{};  ///< as the change left them; nothing when it removed them
};

/// What a store reads, behind its lock, to decide whether a change may be made.
struct AccountState {
    UserRow user;
    std::optional<MailToken> link{};             ///< what is stored under the hash of expected.link
    std::string password_hash{};                 ///< where expected.password_hash is set
    std::optional<FactorEnrolment> enrolment{};  ///< what the holder in expected.enrolment has
    std::optional<PublicId> totp{};  ///< where expected.totp is set: the app that the user has
    std::optional<TimePoint>
        reset_at{};                  ///< where expected.factor_reset or factor_reset_due is set
    bool has_factor = false;         ///< where expected.factor is set
    bool has_passkey = false;        ///< where removed_passkey is set: the user has it
    std::size_t held_usernames = 0;  ///< where expected.fewer_held_usernames is set
};

/// The first expectation that `state` does not meet; nothing when the change may be made. Whether
/// an address is taken only the write itself can tell.
std::optional<ChangeError> unmet_expectation(const AccountChange& change,
                                             const AccountState& state);

/// Whether somebody who administers Postern does so no longer after this change.
bool ends_administrator(const AccountChange& change) noexcept;

/// The user as the change leaves them. REQUIRES: the change does not remove the account.
UserRow user_after(UserRow user, const AccountChange& change);
User user_after(const User& user, const AccountChange& change);

}  // namespace postern::store
