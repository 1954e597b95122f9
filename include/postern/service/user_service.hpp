/// UserService: what an administrator does with users.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/user.hpp"
#include "postern/service/password_service.hpp"
#include "postern/service/revoker.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

enum class SetPasswordError { NoSuchUser, BadPassword, Busy };
struct SetPasswordRefusal {
    SetPasswordError error;
    std::vector<PasswordProblem> problems{};  ///< of a BadPassword
};

class UserService {
public:
    UserService(store::UserStore& users, const PasswordService& passwords, Revoker& revoker);

    /// By e-mail address or by public id.
    std::optional<User> find(std::string_view email_or_id) const;
    std::vector<User> list(UserId after, std::size_t limit) const;

    /// False when there is no such user. Switching off ends all his sessions.
    bool set_disabled(std::string_view email_or_id, bool disabled) const;

    /// Gives a user a new password and ends all his sessions.
    Result<void, SetPasswordRefusal> set_password(std::string_view email_or_id,
                                                  std::string_view typed, TimePoint now) const;

private:
    store::UserStore& users_;
    const PasswordService& passwords_;
    Revoker& revoker_;
};

}  // namespace postern::service
