#include "postern/store/account_change.hpp"

#include <cstdlib>
#include <utility>

#include "postern/base/check.hpp"

namespace postern::store {

namespace {

bool is_usable(const LinkUse& use, const AccountState& state, TimePoint now) {
    const auto& link = state.link;
    return link && link->kind == use.kind && link->user.id == state.user.id && is_good(*link, now);
}

bool is_met(DeletionState expected, const std::optional<TimePoint>& delete_at, TimePoint now) {
    switch (expected) {
        case DeletionState::Any:
            return true;
        case DeletionState::Scheduled:
            return delete_at.has_value();
        case DeletionState::Due:
            return delete_at && *delete_at <= now;
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

std::optional<ChangeError> unmet_expectation(const AccountChange& change,
                                             const AccountState& state) {
    const Expected& expected = change.expected;
    if (expected.link && !is_usable(*expected.link, state, change.now))
        return ChangeError::LinkGone;
    if (expected.password_hash && *expected.password_hash != state.password_hash)
        return ChangeError::PasswordChanged;
    if (const auto& email = expected.email;
        email &&
        (email->address != state.user.email || email->verified_at != state.user.email_verified_at))
        return ChangeError::EmailChanged;
    if (!is_met(expected.deletion, state.user.delete_at, change.now))
        return ChangeError::NotScheduled;
    return std::nullopt;
}

User user_after(User user, const AccountChange& change) {
    POSTERN_CHECK(!change.remove);
    if (change.email) {
        user.email = change.email->address;
        user.email_verified_at = change.email->verified_at;
    }
    if (change.verified_at && !user.email_verified_at) user.email_verified_at = change.verified_at;
    if (const auto& profile = change.profile) {
        if (profile->display_name) user.display_name = *profile->display_name;
        if (profile->language) user.language = *profile->language;
        if (profile->time_zone) user.time_zone = *profile->time_zone;
    }
    if (change.disabled) user.disabled = *change.disabled;
    if (change.deletion) user.delete_at = change.deletion->at;
    return user;
}

}  // namespace postern::store
