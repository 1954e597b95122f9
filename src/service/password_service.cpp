#include "postern/service/password_service.hpp"

#include <cstdlib>

#include "postern/base/bytes.hpp"

namespace postern::service {

namespace {

NewPasswordError to_new_password_error(crypto::PasswordTextError error) {
    switch (error) {
        case crypto::PasswordTextError::NotUtf8:
            return NewPasswordError::NotUtf8;
        case crypto::PasswordTextError::TooLong:
            return NewPasswordError::TooLong;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

PasswordService::PasswordService(crypto::PasswordHasher& hasher, shm::HashingSlots& slots,
                                 PasswordSettings settings)
    : hasher_{hasher}, slots_{slots}, settings_{settings} {}

std::optional<NewPasswordError> PasswordService::check_new(std::string_view typed) const {
    const auto password = crypto::normalize_password(typed);
    if (!password) return to_new_password_error(password.error());
    if (count_code_points(password->reveal()) < settings_.min_length)
        return NewPasswordError::TooShort;
    return std::nullopt;
}

Result<std::string, NewPasswordError> PasswordService::hash_new(std::string_view typed) const {
    if (const auto wrong = check_new(typed)) return fail(*wrong);
    const auto password = crypto::normalize_password(typed);
    const auto slot = slots_.acquire(settings_.patience);
    if (!slot) return fail(NewPasswordError::Busy);
    return hasher_.hash(*password);
}

Verdict PasswordService::verify(std::string_view typed, std::optional<std::string_view> phc) const {
    // What cannot be anybody's password still costs a hash: the answer's time must not tell
    // whether the account exists.
    const auto password = crypto::normalize_password(typed);
    static const Secret nobody{std::string_view{}};
    const auto slot = slots_.acquire(settings_.patience);
    if (!slot) return Verdict::Busy;
    const bool fits = hasher_.verify(password ? *password : nobody, phc.value_or(hasher_.decoy()));
    return fits && phc && password ? Verdict::Right : Verdict::Wrong;
}

std::optional<std::string> PasswordService::rehash_if_needed(std::string_view typed,
                                                             std::string_view phc) const {
    if (!hasher_.needs_rehash(phc)) return std::nullopt;
    const auto password = crypto::normalize_password(typed);
    if (!password) return std::nullopt;
    const auto slot = slots_.acquire(std::chrono::milliseconds{0});
    if (!slot) return std::nullopt;
    return hasher_.hash(*password);
}

}  // namespace postern::service
