/// AccountService: what signed-in users change about their own account.
///
/// What could take the account away from its owner asks for the password again (ASVS 7.5.1),
/// through the same throttle as signing in; of a user who has a second factor also for a fresh
/// proof of that, however right the password is. Throws store::StoreError.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/session.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/service/factor/factor_check.hpp"
#include "postern/service/password/password_problem.hpp"
#include "postern/service/password/password_service.hpp"
#include "postern/service/session/revoker.hpp"
#include "postern/service/throttle/sign_in_throttle.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

enum class AccountError {
    WrongPassword,    ///< the present one
    TooManyAttempts,  ///< nothing was looked at; see retry_after
    Busy,             ///< no hashing slot: nothing was checked, nothing counts as an attempt
    BadPassword,      ///< the new one; see problems
    SamePassword,     ///< the new one is the old one
    BadEmail,
    SameEmail,  ///< the account has this address already
    BadDisplayName,
    BadLanguage,
    BadTimeZone,
    ChangedMeanwhile,   ///< somebody else changed the same; look again
    StepUpRequired,     ///< the user has a second factor, and has not proven it a moment ago
    LastAdministrator,  ///< nobody would be left who administers Postern
    BadUsername,
    UsernameReserved,
    UsernameTaken,     ///< by somebody, or it looks like one that is, or it was until a while ago
    UsernameFixed,     ///< only administrators give usernames here
    TooManyUsernames,  ///< the user has given up too many of late
    BadGivenName,
    BadFamilyName,
};
struct AccountRefusal {
    AccountError error;
    std::chrono::seconds retry_after{0};
    std::vector<PasswordProblem> problems{};
    bool blocked = false;  ///< of TooManyAttempts: waiting does not help, only a new password does
    Factors factors{};     ///< of StepUpRequired: what the user can prove
};

/// What somebody typed for their profile. What is not set stays as it is.
struct ProfileChange {
    std::optional<std::string_view> display_name{};
    std::optional<std::string_view> language{};   ///< empty: the browser's
    std::optional<std::string_view> time_zone{};  ///< empty: UTC
    std::optional<std::string_view> username{};   ///< empty: takes it away
    std::optional<std::string_view> given_name{};
    std::optional<std::string_view> family_name{};
};

/// So many usernames that a user gave up are kept for them at a time, so that nobody hoards names.
inline constexpr std::size_t kMostHeldUsernames = 5;

struct AccountSettings {
    std::chrono::seconds deletion_grace{7 * 86400};
    /// In which nobody else gets a username that a user has given up; 0: at once.
    std::chrono::seconds username_grace{90 * 86400};
    bool choose_username = true;                     ///< false: only administrators give usernames
    std::vector<std::string> languages{"en", "de"};  ///< that there are pages in
    std::function<bool(std::string_view)> is_time_zone = [](std::string_view) {
        return false;
    };  ///< of the IANA list
};

class AccountService {
public:
    /// Every reference must outlive *this.
    AccountService(store::UserStore& users, store::AccountStore& accounts,
                   const PasswordService& passwords, const SignInThrottle& throttle,
                   const FactorCheck& factors, Revoker& revoker, AccountSettings settings);

    /// The errors of all fields at once. Changes nothing when there is one. Returns the user as the
    /// change left them.
    Result<User, std::vector<AccountError>> change_profile(const SessionWithUser& visitor,
                                                           const ProfileChange& typed,
                                                           const Client& client,
                                                           TimePoint now) const;

    /// When the user last chose a password; nothing if they have none.
    std::optional<TimePoint> password_changed_at(const User& user) const;

    // What could take the account away from its owner needs a proof that is a few minutes old at
    // most: of a second factor, where the user has one. Programs of users who have none may send
    // the current password instead: `current_password` is empty, or the right one.

    /// Ends all other sessions; returns how many. Two or three hashes of CPU.
    Result<std::size_t, AccountRefusal> change_password(const SessionWithUser& visitor,
                                                        std::string_view current_password,
                                                        std::string_view typed,
                                                        const Client& client, TimePoint now) const;

    /// Sends a link to the new address; the current one stays until it is used. The answer does not
    /// tell whether another account has the address: then no e-mail is sent, and nothing else
    /// happens.
    Result<void, AccountRefusal> ask_for_email_change(const SessionWithUser& visitor,
                                                      std::string_view current_password,
                                                      std::string_view email, const Client& client,
                                                      TimePoint now) const;

    /// Puts the account to sleep; returns when it will be gone. Ends all sessions.
    Result<TimePoint, AccountRefusal> delete_account(const SessionWithUser& visitor,
                                                     std::string_view current_password,
                                                     const Client& client, TimePoint now) const;

    /// The same proof, for changes made by other classes. A wrong password writes an audit event
    /// `event`.
    Result<void, AccountRefusal> confirm_password(AuditEvent event, const SessionWithUser& visitor,
                                                  std::string_view password, const Client& client,
                                                  TimePoint now) const;

private:
    /// The stored hash, when the proof is fresh or `password` is right; a wrong password writes an
    /// audit event `event`.
    Result<std::string, AccountRefusal> confirm(AuditEvent event, const SessionWithUser& visitor,
                                                std::string_view password, const Client& client,
                                                TimePoint now) const;
    /// Puts the name into the edit, unless it is the one that the user has; or why it can't be.
    std::optional<AccountError> read_username(std::string_view typed, const User& user,
                                              store::ProfileEdit& edit) const;
    AccountRefusal wrong_password(AuditEvent event, const SignInThrottle::Attempt& attempt,
                                  const User& user, const Client& client, TimePoint now) const;
    void note_refusal(AuditEvent event, AuditResult result, std::string_view detail,
                      const User& user, const Client& client, TimePoint now,
                      std::vector<NewMail> mails = {}) const;

    store::UserStore& users_;
    store::AccountStore& accounts_;
    const PasswordService& passwords_;
    const SignInThrottle& throttle_;
    const FactorCheck& factors_;
    Revoker& revoker_;
    AccountSettings settings_;
};

}  // namespace postern::service
