#include "postern/service/registration_service.hpp"

#include <utility>

namespace postern::service {

namespace {

Failure<RegistrationRefusal> fail_with(RegistrationError error) {
    return fail(RegistrationRefusal{{error}});
}

}  // namespace

RegistrationService::RegistrationService(store::UserStore& users, const PasswordService& passwords,
                                         Entropy& entropy, bool open)
    : users_{users}, passwords_{passwords}, entropy_{entropy}, open_{open} {}

Result<User, RegistrationRefusal> RegistrationService::register_user(const Registration& typed,
                                                                     TimePoint now) const {
    if (!open_) return fail_with(RegistrationError::Closed);
    return add(typed, std::nullopt, now);
}

Result<User, RegistrationRefusal> RegistrationService::add_user(const Registration& typed,
                                                                TimePoint now) const {
    return add(typed, now, now);
}

Result<User, RegistrationRefusal> RegistrationService::add(
    const Registration& typed, std::optional<TimePoint> email_verified_at, TimePoint now) const {
    const auto email = EmailAddress::parse(typed.email);
    const auto display_name = DisplayName::parse(typed.display_name);
    RegistrationRefusal wrong;
    wrong.password_problems =
        passwords_.check_new(typed.password, {typed.email, typed.display_name});
    if (!email) wrong.errors.push_back(RegistrationError::BadEmail);
    if (!display_name) wrong.errors.push_back(RegistrationError::BadDisplayName);
    if (!wrong.password_problems.empty()) wrong.errors.push_back(RegistrationError::BadPassword);
    if (!wrong.errors.empty()) return fail(std::move(wrong));

    auto phc = passwords_.hash_new(typed.password);
    if (!phc) return fail_with(RegistrationError::Busy);
    auto added = users_.add({.public_id = PublicId::from_random(entropy_.bytes(PublicId::kBytes)),
                             .email = *email,
                             .display_name = *display_name,
                             .password_hash = std::move(*phc),
                             .created_at = now,
                             .email_verified_at = email_verified_at});
    if (!added) return fail_with(RegistrationError::EmailTaken);
    return std::move(*added);
}

}  // namespace postern::service
