#include "postern/service/registration_service.hpp"

#include <cstdlib>

namespace postern::service {

namespace {

RegistrationError to_registration_error(NewPasswordError error) {
    switch (error) {
        case NewPasswordError::TooShort:
            return RegistrationError::PasswordTooShort;
        case NewPasswordError::TooLong:
            return RegistrationError::PasswordTooLong;
        case NewPasswordError::NotUtf8:
            return RegistrationError::PasswordNotUtf8;
        case NewPasswordError::Busy:
            return RegistrationError::Busy;
    }
    std::abort();  // a value outside the enum is a bug
}

using Errors = std::vector<RegistrationError>;

}  // namespace

RegistrationService::RegistrationService(store::UserStore& users, const PasswordService& passwords,
                                         Entropy& entropy, bool open)
    : users_{users}, passwords_{passwords}, entropy_{entropy}, open_{open} {}

Result<User, Errors> RegistrationService::register_user(const Registration& typed,
                                                        TimePoint now) const {
    if (!open_) return fail(Errors{RegistrationError::Closed});
    return add_user(typed, now);
}

Result<User, Errors> RegistrationService::add_user(const Registration& typed, TimePoint now) const {
    const auto email = EmailAddress::parse(typed.email);
    const auto display_name = DisplayName::parse(typed.display_name);
    const auto password_error = passwords_.check_new(typed.password);
    Errors errors;
    if (!email) errors.push_back(RegistrationError::BadEmail);
    if (!display_name) errors.push_back(RegistrationError::BadDisplayName);
    if (password_error) errors.push_back(to_registration_error(*password_error));
    if (!errors.empty()) return fail(errors);

    auto phc = passwords_.hash_new(typed.password);
    if (!phc) return fail(Errors{to_registration_error(phc.error())});
    auto added = users_.add({.public_id = PublicId::from_random(entropy_.bytes(PublicId::kBytes)),
                             .email = *email,
                             .display_name = *display_name,
                             .password_hash = std::move(*phc),
                             .created_at = now});
    if (!added) return fail(Errors{RegistrationError::EmailTaken});
    return std::move(*added);
}

}  // namespace postern::service
