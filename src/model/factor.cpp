#include "postern/model/factor.hpp"

namespace postern {

bool is_good(const SignInStep& step, TimePoint now) noexcept {
    return step.expires_at > now && !step.user.disabled && !step.user.delete_at;
}

}  // namespace postern
