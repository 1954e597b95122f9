/// RegistrationService: makes accounts, from the form, the API and the command line alike.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/base/result.hpp"
#include "postern/model/actor.hpp"
#include "postern/model/user.hpp"
#include "postern/service/account/duty_service.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/service/password/password_service.hpp"
#include "postern/service/throttle/request_throttle.hpp"
#include "postern/store/account_store.hpp"

namespace postern::service {

enum class RegistrationError {
    Closed,   ///< registration is switched off
    TooMany,  ///< from this network; see retry_after
    BadEmail,
    BadDisplayName,
    BadPassword,  ///< see password_problems
    EmailTaken,   ///< reported only where no e-mail is sent
    Busy,         ///< too many are hashing passwords at this moment
    // Of an account that an administrator makes:
    BadUsername,
    UsernameReserved,
    UsernameTaken,  ///< or it looks like one that is, or it is kept for its former user
    BadGivenName,
    BadFamilyName,
    // Of an account that somebody makes for themselves:
    DomainNotAllowed,  ///< see RegistrationSettings::domains, which everybody may know
    TermsNotAccepted,  ///< the newest version
    BadProfile,        ///< see profile
};

/// All that is wrong at once: one error per field, in the order of the fields.
struct RegistrationRefusal {
    std::vector<RegistrationError> errors;
    std::vector<PasswordProblem> password_problems{};
    std::chrono::seconds retry_after{0};
    ReadProfile profile{};  ///< of BadProfile
};

/// What somebody typed.
struct Registration {
    std::string_view email;
    std::string_view display_name;
    std::string_view password;
    std::string_view return_link{};  ///< for the link in the mail; allowed, or empty
    std::string_view time_zone{};    ///< of the IANA list, or empty
    std::string_view username{};     ///< empty: none
    std::string_view given_name{};
    std::string_view family_name{};
    bool may_be_reserved = false;  ///< for the operator of the host: the username, too
    /// The version whose text was shown with the tick; of register_user() alone, as the next one.
    std::string_view accepted_terms{};
    ProfileValues profile{};
};

/// The answer to a registration.
struct Registered {
    bool needs_confirmation;      ///< by the link in an e-mail, before the first sign-in
    bool needs_approval = false;  ///< by an administrator, too
    std::optional<User> user{};   ///< nothing where mail is sent: the address may have been taken
};

struct RegistrationSettings {
    bool open = true;
    bool mail_enabled = false;
    bool verify_email = true;            ///< without effect when no e-mail is sent
    bool approval = false;               ///< who registers waits until an administrator approves
    bool invitations = false;            ///< where it is not open: people can be invited
    std::vector<std::string> domains{};  ///< as is_allowed_domain() takes them
};

class RegistrationService {
public:
    /// Every reference must outlive *this.
    /// `duties`: what is asked of who registers; null: nothing. It must outlive *this, too.
    RegistrationService(store::AccountStore& accounts, const PasswordService& passwords,
                        const RequestThrottle& requests, Entropy& entropy,
                        RegistrationSettings settings, const DutyService* duties = nullptr);

    /// Makes the account. Where mail is sent, an address that is taken gets the same answer for the
    /// same work, and its owner an e-mail. Where no e-mail is sent the address counts as confirmed.
    /// Fails with everything that is wrong with the fields, or with Closed, TooMany, EmailTaken or
    /// Busy alone. One hash of CPU.
    Result<Registered, RegistrationRefusal> register_user(const Registration& typed,
                                                          const Client& client,
                                                          TimePoint now) const;

    /// Makes it for an administrator: also while registration is switched off. They vouch for
    /// the address: it counts as confirmed, and they are told when it is taken.
    Result<User, RegistrationRefusal> add_user(const Registration& typed, const Actor& actor,
                                               TimePoint now) const;

    /// The same without a password: they get a link by e-mail with which they choose it. `password`
    /// of what was typed does not matter. `language`: of the e-mail and the profile; empty: the
    /// configured one. REQUIRES: e-mail is sent.
    Result<User, RegistrationRefusal> add_user_by_mail(const Registration& typed,
                                                       std::string_view language,
                                                       const Actor& actor, TimePoint now) const;

    /// The same at the command line: they get the role `admin` while nobody has it. Somebody must
    /// be the first administrator, and a stranger who registers must never be.
    Result<store::AddedUser, RegistrationRefusal> add_first_user(const Registration& typed,
                                                                 const Actor& actor,
                                                                 TimePoint now) const;

    bool is_open() const noexcept { return settings_.open; }
    bool is_by_invitation() const noexcept { return !settings_.open && settings_.invitations; }
    bool needs_approval() const noexcept { return settings_.approval; }
    /// Whose addresses may register; empty: all.
    const std::vector<std::string>& domains() const noexcept { return settings_.domains; }
    bool needs_confirmation() const noexcept {
        return settings_.mail_enabled && settings_.verify_email;
    }

private:
    /// What will be stored, except for the password's hash.
    Result<NewUser, RegistrationRefusal> check(const Registration& typed, TimePoint now) const;
    Result<User, RegistrationRefusal> add(NewUser user, std::string_view typed_password,
                                          const store::SideEffects& effects) const;
    /// What else must be right of somebody who registers themselves.
    std::optional<RegistrationRefusal> check_joining(const Registration& typed,
                                                     NewUser& user) const;
    void tell_owner(const EmailAddress& email, const Client& client, TimePoint now) const;

    store::AccountStore& accounts_;
    const PasswordService& passwords_;
    const RequestThrottle& requests_;
    Entropy& entropy_;
    RegistrationSettings settings_;
    const DutyService* duties_;
};

/// What is asked of a new user beyond name and password: reads it into `user`. Nothing: it is all
/// there. One round trip.
std::optional<RegistrationRefusal> read_duties(const DutyService& duties,
                                               std::string_view accepted_terms,
                                               const ProfileValues& typed, NewUser& user);

}  // namespace postern::service
