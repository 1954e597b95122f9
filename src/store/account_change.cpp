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

bool is_usable(const std::optional<FactorEnrolment>& enrolment, const AccountChange& change) {
    return enrolment && enrolment->user_id == change.user && enrolment->expires_at > change.now &&
           change.totp && change.totp->public_id == enrolment->factor_id;
}

bool is_met(DeletionState expected, const UserRow& user, TimePoint now) {
    const auto& delete_at = user.delete_at;
    switch (expected) {
        case DeletionState::Any:
            return true;
        case DeletionState::Scheduled:
            return delete_at.has_value() || user.is_damaged(UserField::DeleteAt);
        case DeletionState::Due:
            return delete_at && *delete_at <= now;
    }
    std::abort();  // a value outside the enum is a bug
}

bool has_verified_email(const UserRow& user) {
    return user.email_verified_at || user.is_damaged(UserField::EmailVerifiedAt);
}

bool is_waiting(const UserRow& user) {
    return user.waiting_since || user.is_damaged(UserField::WaitingSince);
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
    if (expected.unverified && has_verified_email(state.user)) return ChangeError::EmailChanged;
    if (expected.waiting && !is_waiting(state.user)) return ChangeError::NotWaiting;
    if (!is_met(expected.deletion, state.user, change.now)) return ChangeError::NotScheduled;
    const bool has_reset = state.reset_at.has_value();
    if (expected.factor_reset && !has_reset) return ChangeError::NotScheduled;
    const bool is_due = has_reset && *state.reset_at <= change.now && !state.user.disabled;
    if (expected.factor_reset_due && !is_due) return ChangeError::NotScheduled;
    if (expected.enrolment && !is_usable(state.enrolment, change))
        return ChangeError::EnrolmentGone;
    if (expected.totp && expected.totp->id != state.totp) return ChangeError::FactorChanged;
    if (expected.factor && !state.has_factor) return ChangeError::FactorChanged;
    if (change.removed_passkey && !state.has_passkey) return ChangeError::FactorChanged;
    if (expected.fewer_held_usernames && state.held_usernames >= *expected.fewer_held_usernames)
        return ChangeError::TooManyUsernames;
    return std::nullopt;
}

bool ends_administrator(const AccountChange& change) noexcept {
    return change.remove || change.disabled == true || (change.deletion && change.deletion->at);
}

UserRow user_after(UserRow user, const AccountChange& change) {
    POSTERN_CHECK(!change.remove);
    const auto set = [&user](UserField field, auto& member, const auto& value) {
        member = value;
        std::erase(user.damaged, field);
    };
    if (const auto& email = change.email) {
        set(UserField::Email, user.email, email->address);
        set(UserField::EmailVerifiedAt, user.email_verified_at, email->verified_at);
    }
    if (change.verified_at && !user.email_verified_at)
        set(UserField::EmailVerifiedAt, user.email_verified_at, change.verified_at);
    if (const auto& profile = change.profile) {
        if (const auto& name = profile->display_name)
            set(UserField::DisplayName, user.display_name, *name);
        if (const auto& language = profile->language)
            set(UserField::Language, user.language, *language);
        if (const auto& zone = profile->time_zone) set(UserField::TimeZone, user.time_zone, *zone);
        if (const auto& name = profile->username) set(UserField::Username, user.username, *name);
        if (const auto& name = profile->given_name)
            set(UserField::GivenName, user.given_name, *name);
        if (const auto& name = profile->family_name)
            set(UserField::FamilyName, user.family_name, *name);
    }
    if (change.disabled) user.disabled = *change.disabled;
    if (change.approved) set(UserField::WaitingSince, user.waiting_since, std::nullopt);
    if (const auto& deletion = change.deletion)
        set(UserField::DeleteAt, user.delete_at, deletion->at);
    return user;
}

User user_after(const User& user, const AccountChange& change) {
    return usable_user(user_after(UserRow{user}, change)).value();
}

}  // namespace postern::store
