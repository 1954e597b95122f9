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
};

/// All that is wrong at once: one error per field, in the order of the fields.
struct RegistrationRefusal {
    std::vector<RegistrationError> errors;
    std::vector<PasswordProblem> password_problems{};
    std::chrono::seconds retry_after{0};
};

/// What somebody typed.
struct Registration {
    std::string_view email;
    std::string_view display_name;
    std::string_view password;
    std::string_view return_link{};  ///< for the link in the mail; allowed, or empty
    std::string_view time_zone{};    ///< of the IANA list, or empty
};

/// The answer to a registration.
struct Registered {
    bool needs_confirmation;     ///< by the link in an e-mail, before the first sign-in
    std::optional<User> user{};  ///< nothing where mail is sent: the address may have been taken
};

struct RegistrationSettings {
    bool open = true;
    bool mail_enabled = false;
    bool verify_email = true;  ///< without effect when no e-mail is sent
};

class RegistrationService {
public:
    /// Every reference must outlive *this.
    RegistrationService(store::AccountStore& accounts, const PasswordService& passwords,
                        const RequestThrottle& requests, Entropy& entropy,
                        RegistrationSettings settings);

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

    /// The same at the command line: they get the role `admin` while nobody has it. Somebody must
    /// be the first administrator, and a stranger who registers must never be.
    Result<store::AddedUser, RegistrationRefusal> add_first_user(const Registration& typed,
                                                                 const Actor& actor,
                                                                 TimePoint now) const;

    bool is_open() const noexcept { return settings_.open; }
    bool needs_confirmation() const noexcept {
        return settings_.mail_enabled && settings_.verify_email;
    }

private:
    /// What will be stored, except for the password's hash.
    Result<NewUser, RegistrationRefusal> check(const Registration& typed, TimePoint now) const;
    Result<User, RegistrationRefusal> add(NewUser user, std::string_view typed_password,
                                          const store::SideEffects& effects) const;
    void tell_owner(const EmailAddress& email, const Client& client, TimePoint now) const;

    store::AccountStore& accounts_;
    const PasswordService& passwords_;
    const RequestThrottle& requests_;
    Entropy& entropy_;
    RegistrationSettings settings_;
};

}  // namespace postern::service
