/// UserService: what an administrator does with users. Every change leaves a line in the audit
/// log that names the actor.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/actor.hpp"
#include "postern/model/user.hpp"
#include "postern/service/password/password_service.hpp"
#include "postern/service/session/revoker.hpp"
#include "postern/service/throttle/sign_in_throttle.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/factor_store.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

enum class SetPasswordError { NoSuchUser, BadPassword, Busy };
struct SetPasswordRefusal {
    SetPasswordError error;
    std::vector<PasswordProblem> problems{};  ///< of a BadPassword
};

enum class DeleteOutcome { Deleted, NoSuchUser, Kept, LastAdministrator };
enum class KeepOutcome { Kept, NotScheduled, NoSuchUser };
enum class ResetFactorsOutcome { Reset, NoFactor, NoSuchUser };
enum class UnlockTotpOutcome { Unlocked, NotLocked, NoApp, NoSuchUser };

/// Why a user was not changed.
enum class UserChangeError {
    NoSuchUser,
    LastAdministrator,  ///< nobody would be left who administers Postern
};

/// What an administrator changes of a user. What is not set stays as it is.
struct UserEdit {
    std::optional<std::string_view> email{};
    std::optional<std::string_view> display_name{};
    std::optional<std::string_view> language{};   ///< empty: the browser's
    std::optional<std::string_view> time_zone{};  ///< empty: UTC
    std::optional<std::string_view> username{};   ///< empty: takes it away
    std::optional<std::string_view> given_name{};
    std::optional<std::string_view> family_name{};
    bool may_be_reserved = false;  ///< for the operator of the host: the username, too
};

enum class EditUserError {
    NoSuchUser,
    BadEmail,
    BadDisplayName,
    BadLanguage,
    BadTimeZone,
    EmailTaken,
    ChangedMeanwhile,  ///< the address was changed by somebody else; look again
    BadUsername,
    UsernameReserved,
    UsernameTaken,  ///< or it looks like one that is, or it is kept for its former user
    BadGivenName,
    BadFamilyName,
};

struct AdministratorSettings {
    std::chrono::seconds deletion_grace{7 * 86400};
    std::chrono::seconds username_grace{90 * 86400};  ///< as in AccountSettings
    std::vector<std::string> languages{"en", "de"};   ///< that there are pages in
    /// Whether the IANA list has the name.
    std::function<bool(std::string_view)> is_time_zone = [](std::string_view) { return true; };
};

struct Cause;

class UserService {
public:
    /// Every reference must outlive *this.
    UserService(store::UserStore& users, store::AccountStore& accounts, store::FactorStore& factors,
                const PasswordService& passwords, const SignInThrottle& throttle, Revoker& revoker,
                AdministratorSettings settings);

    /// By e-mail address, public id or username.
    std::optional<User> find(std::string_view email_or_id) const;
    /// What can be read of a user; also by the name that lists give a damaged row (`user 17`).
    std::optional<UserRow> find_row(std::string_view email_or_id) const;
    /// Users after this key, at most `limit`; rows that cannot be read are named.
    store::ListedUsers list(const store::UserFilter& filter, UserId after, std::size_t limit) const;

    // Each of these fails, or is false, when there is no such user. All but ask_for_reset() also
    // work on a user whose row is damaged, and find them as find_row() does.

    /// Disabling ends all sessions of the user, and they get an e-mail.
    Result<void, UserChangeError> set_disabled(std::string_view email_or_id, bool disabled,
                                               const Actor& actor, TimePoint now) const;
    /// Changes the address, the names, the language or the time zone. A new address counts as
    /// confirmed; sessions stay, links that were sent to the old address are revoked, and both
    /// addresses get an e-mail. Another username is told by e-mail, too. The errors of all fields
    /// at once, and then nothing is changed. Returns the user as the change left them. One
    /// transaction.
    Result<UserRow, std::vector<EditUserError>> edit(std::string_view email_or_id,
                                                     const UserEdit& edit, const Actor& actor,
                                                     TimePoint now) const;
    /// Confirms the address without an e-mail.
    bool verify_email(std::string_view email_or_id, const Actor& actor, TimePoint now) const;
    /// Sends the user a link to a new password, which the administrator never sees (ASVS 6.4.6).
    bool ask_for_reset(std::string_view email_or_id, const Actor& actor, TimePoint now) const;
    /// Schedules the account for deletion and notifies the user; returns when it will be deleted.
    Result<TimePoint, UserChangeError> schedule_deletion(std::string_view email_or_id,
                                                         const Actor& actor, TimePoint now) const;
    /// Removes it at once and for good. Two transactions; the courier finishes what was cut off
    /// between them. Kept: somebody cancelled the deletion at the same moment.
    DeleteOutcome delete_now(std::string_view email_or_id, const Actor& actor, TimePoint now) const;

    KeepOutcome keep(std::string_view email_or_id, const Actor& actor, TimePoint now) const;

    /// Gives a user a new password and ends all their sessions.
    Result<void, SetPasswordRefusal> set_password(std::string_view email_or_id,
                                                  std::string_view typed, const Actor& actor,
                                                  TimePoint now) const;

    /// Removes all second factors and recovery codes, ends all sessions, forgets all devices and
    /// the wrong codes, and notifies the user: from now on the password is enough. NoFactor: there
    /// was nothing to remove, and nothing was changed.
    ResetFactorsOutcome reset_factors(std::string_view email_or_id, const Actor& actor,
                                      TimePoint now) const;

    /// Accepts codes of the next step again, where a code of a far later one was accepted: by a
    /// clock that was ahead. NotLocked: codes of now are accepted, and nothing was changed.
    UnlockTotpOutcome unlock_totp(std::string_view email_or_id, const Actor& actor,
                                  TimePoint now) const;

private:
    bool has_factor(const UserRow& user) const;

    store::UserStore& users_;
    store::AccountStore& accounts_;
    store::FactorStore& factors_;
    const PasswordService& passwords_;
    const SignInThrottle& throttle_;
    Revoker& revoker_;
    AdministratorSettings settings_;
};

}  // namespace postern::service
