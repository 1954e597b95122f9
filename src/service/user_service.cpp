#include "postern/service/user_service.hpp"

#include <cstdlib>

namespace postern::service {

namespace {

SetPasswordError to_set_password_error(NewPasswordError error) {
    switch (error) {
        case NewPasswordError::TooShort:
            return SetPasswordError::TooShort;
        case NewPasswordError::TooLong:
            return SetPasswordError::TooLong;
        case NewPasswordError::NotUtf8:
            return SetPasswordError::NotUtf8;
        case NewPasswordError::Busy:
            return SetPasswordError::Busy;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

UserService::UserService(store::UserStore& users, const PasswordService& passwords,
                         Revoker& revoker)
    : users_{users}, passwords_{passwords}, revoker_{revoker} {}

std::optional<User> UserService::find(std::string_view email_or_id) const {
    if (const auto email = EmailAddress::parse(email_or_id)) {
        auto found = users_.find_by_email(*email);
        if (!found) return std::nullopt;
        return std::move(found->user);
    }
    const auto id = PublicId::parse(email_or_id);
    return id ? users_.find_by_public_id(*id) : std::nullopt;
}

std::vector<User> UserService::list(UserId after, std::size_t limit) const {
    return users_.find_page(after, limit);
}

bool UserService::set_disabled(std::string_view email_or_id, bool disabled) const {
    const auto user = find(email_or_id);
    if (!user || !users_.set_disabled(user->id, disabled)) return false;
    revoker_.sessions_of_user_ended(user->id);
    return true;
}

Result<void, SetPasswordError> UserService::set_password(std::string_view email_or_id,
                                                         std::string_view typed,
                                                         TimePoint now) const {
    const auto user = find(email_or_id);
    if (!user) return fail(SetPasswordError::NoSuchUser);
    const auto phc = passwords_.hash_new(typed);
    if (!phc) return fail(to_set_password_error(phc.error()));
    if (!users_.set_password_and_end_sessions(user->id, *phc, now))
        return fail(SetPasswordError::NoSuchUser);
    revoker_.sessions_of_user_ended(user->id);
    return {};
}

}  // namespace postern::service
