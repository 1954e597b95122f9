#include "postern/service/user_service.hpp"

#include <utility>

namespace postern::service {

namespace {

Failure<SetPasswordRefusal> fail_with(SetPasswordError error) {
    return fail(SetPasswordRefusal{error});
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

Result<void, SetPasswordRefusal> UserService::set_password(std::string_view email_or_id,
                                                           std::string_view typed,
                                                           TimePoint now) const {
    const auto user = find(email_or_id);
    if (!user) return fail_with(SetPasswordError::NoSuchUser);
    auto problems = passwords_.check_new(typed, {user->email.text(), user->display_name.text()});
    if (!problems.empty())
        return fail(SetPasswordRefusal{SetPasswordError::BadPassword, std::move(problems)});
    const auto phc = passwords_.hash_new(typed);
    if (!phc) return fail_with(SetPasswordError::Busy);
    if (!users_.set_password_and_end_sessions(user->id, *phc, now))
        return fail_with(SetPasswordError::NoSuchUser);
    revoker_.sessions_of_user_ended(user->id);
    return {};
}

}  // namespace postern::service
