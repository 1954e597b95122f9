/// RegistrationService: makes accounts, from the form, the API and the command line alike.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/base/result.hpp"
#include "postern/model/user.hpp"
#include "postern/service/password_service.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

enum class RegistrationError {
    Closed,  ///< registration is switched off
    BadEmail,
    BadDisplayName,
    BadPassword,  ///< see password_problems
    EmailTaken,
    Busy,  ///< too many are hashing passwords at this moment
};

/// All that is wrong at once: one error per field, in the order of the fields.
struct RegistrationRefusal {
    std::vector<RegistrationError> errors;
    std::vector<PasswordProblem> password_problems{};
};

/// What somebody typed.
struct Registration {
    std::string_view email;
    std::string_view display_name;
    std::string_view password;
};

class RegistrationService {
public:
    RegistrationService(store::UserStore& users, const PasswordService& passwords, Entropy& entropy,
                        bool open);

    /// Makes the account. Fails with everything that is wrong with the fields, or with Closed,
    /// EmailTaken or Busy alone. One hash of CPU.
    Result<User, RegistrationRefusal> register_user(const Registration& typed, TimePoint now) const;

    /// The same for an administrator: also while registration is switched off. He answers for the
    /// address: it counts as confirmed.
    Result<User, RegistrationRefusal> add_user(const Registration& typed, TimePoint now) const;

    bool is_open() const noexcept { return open_; }

private:
    Result<User, RegistrationRefusal> add(const Registration& typed,
                                          std::optional<TimePoint> email_verified_at,
                                          TimePoint now) const;

    store::UserStore& users_;
    const PasswordService& passwords_;
    Entropy& entropy_;
    bool open_;
};

}  // namespace postern::service
