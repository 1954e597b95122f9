// The states of users, and which one a user is in.
#include "postern/store/directory_store.hpp"

#include <array>
#include <cstdlib>

#include "postern/base/find_by_text.hpp"

namespace postern::store {

namespace {

using enum UserState;

constexpr std::array kStates{Deleting, Disabled, Waiting, Unconfirmed, Active};

}  // namespace

std::string_view to_text(UserState state) noexcept {
    switch (state) {
        case Deleting:
            return "deleting";
        case Disabled:
            return "disabled";
        case Waiting:
            return "waiting";
        case Unconfirmed:
            return "unconfirmed";
        case Active:
            return "active";
    }
    std::abort();  // a value outside the enum is a bug
}

std::optional<UserState> parse_user_state(std::string_view text) noexcept {
    return find_by_text(kStates, text);
}

UserState state_of(const User& user) noexcept {
    if (user.delete_at) return Deleting;
    if (user.disabled) return Disabled;
    if (user.waiting_since) return Waiting;
    return user.email_verified_at ? Active : Unconfirmed;
}

}  // namespace postern::store
