#include "postern/model/factor.hpp"

namespace postern {

bool is_good(const SignInStep& step, TimePoint now) noexcept {
    const User& user = step.user;
    return step.expires_at > now && !user.disabled && !user.delete_at && !user.waiting_since;
}

}  // namespace postern
