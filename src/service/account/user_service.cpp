#include "postern/service/account/user_service.hpp"

#include <algorithm>
#include <utility>

#include "postern/base/check.hpp"
#include "postern/crypto/factor/totp.hpp"
#include "postern/store/store_error.hpp"
#include "service/account/account_changes.hpp"

namespace postern::service {

namespace {

/// A UserEdit whose values are good.
struct ReadEdit {
    std::optional<EmailAddress> email{};
    store::ProfileEdit profile{};
};

Result<ReadEdit, std::vector<EditUserError>> read(const UserEdit& edit,
                                                  const AdministratorSettings& settings) {
    ReadEdit good;
    std::vector<EditUserError> errors;
    if (edit.email) {
        good.email = EmailAddress::parse(*edit.email);
        if (!good.email) errors.push_back(EditUserError::BadEmail);
    }
    if (edit.display_name) {
        good.profile.display_name = DisplayName::parse(*edit.display_name);
        if (!good.profile.display_name) errors.push_back(EditUserError::BadDisplayName);
    }
    if (edit.language) {
        good.profile.language = *edit.language;
        if (!edit.language->empty() && std::ranges::count(settings.languages, *edit.language) == 0)
            errors.push_back(EditUserError::BadLanguage);
    }
    if (edit.time_zone) {
        good.profile.time_zone = *edit.time_zone;
        if (!edit.time_zone->empty() && !settings.is_time_zone(*edit.time_zone))
            errors.push_back(EditUserError::BadTimeZone);
    }
    if (edit.username && !edit.username->empty()) {
        good.profile.username = Username::parse(*edit.username);
        if (!*good.profile.username)
            errors.push_back(EditUserError::BadUsername);
        else if (!edit.may_be_reserved && is_reserved(**good.profile.username))
            errors.push_back(EditUserError::UsernameReserved);
    } else if (edit.username) {
        good.profile.username = std::optional<Username>{};
    }
    if (edit.given_name) {
        good.profile.given_name = parse_part_of_name(*edit.given_name);
        if (!good.profile.given_name) errors.push_back(EditUserError::BadGivenName);
    }
    if (edit.family_name) {
        good.profile.family_name = parse_part_of_name(*edit.family_name);
        if (!good.profile.family_name) errors.push_back(EditUserError::BadFamilyName);
    }
    if (!errors.empty()) return fail(std::move(errors));
    return good;
}

EditUserError to_edit_error(store::ChangeError error) {
    using enum store::ChangeError;
    switch (error) {
        case NoSuchUser:
            return EditUserError::NoSuchUser;
        case EmailTaken:
            return EditUserError::EmailTaken;
        case UsernameTaken:
            return EditUserError::UsernameTaken;
        case EmailChanged:
        case EnrolmentGone:
        case FactorChanged:
        case PasskeyTaken:
            return EditUserError::ChangedMeanwhile;
        case LinkGone:
        case PasswordChanged:
        case NotScheduled:
        case LastAdministrator:
        case TooManyUsernames:
        case NotWaiting:
        case NoSuchTerms:
            break;  // expected of no change here
    }
    check_failed("a change that expects an address only", __FILE__, __LINE__);
}

/// Of a change that expects nothing of the account.
UserChangeError to_change_error(store::ChangeError error) {
    return error == store::ChangeError::LastAdministrator ? UserChangeError::LastAdministrator
                                                          : UserChangeError::NoSuchUser;
}

Failure<SetPasswordRefusal> fail_with(SetPasswordError error) {
    return fail(SetPasswordRefusal{error});
}

/// Nothing: it is all like that already.
std::optional<store::AccountChange> change_of(const UserRow& user, const ReadEdit& wanted,
                                              const Cause& cause,
                                              std::chrono::seconds username_grace) {
    const bool has_email = wanted.email && wanted.email != user.email;
    store::ProfileEdit profile = wanted.profile;
    if (profile.username && *profile.username == user.username &&
        !user.is_damaged(UserField::Username))
        profile.username.reset();  // a name is not given up for itself
    const bool has_profile = profile.display_name || profile.language || profile.time_zone ||
                             profile.username || profile.given_name || profile.family_name;
    if (has_email && has_profile)
        return user_edited(user, *wanted.email, profile, cause, username_grace);
    if (has_email) return email_set(user, *wanted.email, cause);
    if (has_profile) return profile_changed(user, profile, cause, username_grace);
    return std::nullopt;
}

}  // namespace

UserService::UserService(store::UserStore& users, store::AccountStore& accounts,
                         store::FactorStore& factors, const PasswordService& passwords,
                         const SignInThrottle& throttle, Revoker& revoker,
                         AdministratorSettings settings)
    : users_{users},
      accounts_{accounts},
      factors_{factors},
      passwords_{passwords},
      throttle_{throttle},
      revoker_{revoker},
      settings_{std::move(settings)} {}

std::optional<User> UserService::find(std::string_view email_or_id) const {
    if (const auto email = EmailAddress::parse(email_or_id)) {
        auto found = users_.find_by_email(*email);
        if (!found) return std::nullopt;
        return std::move(found->user);
    }
    if (const auto id = PublicId::parse(email_or_id))
        if (auto found = users_.find_by_public_id(*id)) return found;
    const auto name = Username::parse(email_or_id);
    auto found = name ? users_.find_by_username(*name) : std::nullopt;
    return found ? std::optional{std::move(found->user)} : std::nullopt;
}

std::optional<UserRow> UserService::find_row(std::string_view email_or_id) const {
    return users_.find_row(email_or_id);
}

store::ListedUsers UserService::list(const store::UserFilter& filter, UserId after,
                                     std::size_t limit) const {
    return users_.list(filter, after, limit);
}

Result<void, UserChangeError> UserService::set_disabled(std::string_view email_or_id, bool disabled,
                                                        const Actor& actor, TimePoint now) const {
    const auto user = find_row(email_or_id);
    if (!user) return fail(UserChangeError::NoSuchUser);
    const auto change = disabled ? user_disabled(*user, by_administrator(actor, now))
                                 : user_enabled(*user, by_administrator(actor, now));
    if (const auto applied = accounts_.apply(change); !applied)
        return fail(to_change_error(applied.error()));
    revoker_.sessions_of_user_ended(user->id);
    return {};
}

Result<UserRow, std::vector<EditUserError>> UserService::edit(std::string_view email_or_id,
                                                              const UserEdit& edit,
                                                              const Actor& actor,
                                                              TimePoint now) const {
    const auto fail_with_one = [](EditUserError error) { return fail(std::vector{error}); };
    auto user = find_row(email_or_id);
    if (!user) return fail_with_one(EditUserError::NoSuchUser);
    const auto wanted = read(edit, settings_);
    if (!wanted) return fail(wanted.error());
    const auto change =
        change_of(*user, *wanted, by_administrator(actor, now), settings_.username_grace);
    if (!change) return std::move(*user);
    auto applied = accounts_.apply(*change);
    if (!applied) return fail_with_one(to_edit_error(applied.error()));
    revoker_.sessions_of_user_ended(user->id);
    return std::move(*applied->user);
}

bool UserService::verify_email(std::string_view email_or_id, const Actor& actor,
                               TimePoint now) const {
    const auto user = find_row(email_or_id);
    return user && accounts_.apply(email_marked_verified(*user, by_administrator(actor, now)));
}

bool UserService::ask_for_reset(std::string_view email_or_id, const Actor& actor,
                                TimePoint now) const {
    const auto user = find(email_or_id);
    if (!user) return false;
    accounts_.note(reset_requested(*user, by_administrator(actor, now)));
    return true;
}

Result<TimePoint, UserChangeError> UserService::schedule_deletion(std::string_view email_or_id,
                                                                  const Actor& actor,
                                                                  TimePoint now) const {
    const auto user = find_row(email_or_id);
    if (!user) return fail(UserChangeError::NoSuchUser);
    const TimePoint delete_at = now + settings_.deletion_grace;
    const auto applied =
        accounts_.apply(deletion_scheduled(*user, delete_at, by_administrator(actor, now)));
    if (!applied) return fail(to_change_error(applied.error()));
    revoker_.sessions_of_user_ended(user->id);
    return delete_at;
}

DeleteOutcome UserService::delete_now(std::string_view email_or_id, const Actor& actor,
                                      TimePoint now) const {
    const auto user = find_row(email_or_id);
    if (!user) return DeleteOutcome::NoSuchUser;
    const auto due = accounts_.apply(deletion_made_due(*user, by_administrator(actor, now)));
    if (!due)
        return due.error() == store::ChangeError::LastAdministrator
                   ? DeleteOutcome::LastAdministrator
                   : DeleteOutcome::NoSuchUser;
    const auto removed =
        accounts_.apply(due_removed(*user, by_administrator(actor, now), settings_.username_grace));
    revoker_.sessions_of_user_ended(user->id);
    // The courier may have been first.
    const bool is_gone = removed || removed.error() == store::ChangeError::NoSuchUser;
    return is_gone ? DeleteOutcome::Deleted : DeleteOutcome::Kept;
}

KeepOutcome UserService::keep(std::string_view email_or_id, const Actor& actor,
                              TimePoint now) const {
    const auto user = find_row(email_or_id);
    if (!user) return KeepOutcome::NoSuchUser;
    const auto kept = accounts_.apply(deletion_cancelled(*user, by_administrator(actor, now)));
    if (kept) return KeepOutcome::Kept;
    return kept.error() == store::ChangeError::NoSuchUser ? KeepOutcome::NoSuchUser
                                                          : KeepOutcome::NotScheduled;
}

Result<void, SetPasswordRefusal> UserService::set_password(std::string_view email_or_id,
                                                           std::string_view typed,
                                                           const Actor& actor,
                                                           TimePoint now) const {
    const auto user = find_row(email_or_id);
    if (!user) return fail_with(SetPasswordError::NoSuchUser);
    auto problems = passwords_.check_new(typed, owner_of(*user));
    if (!problems.empty())
        return fail(SetPasswordRefusal{SetPasswordError::BadPassword, std::move(problems)});
    const auto phc = passwords_.hash_new(typed);
    if (!phc) return fail_with(SetPasswordError::Busy);
    if (!accounts_.apply(password_set(*user, *phc, by_administrator(actor, now))))
        return fail_with(SetPasswordError::NoSuchUser);
    revoker_.sessions_of_user_ended(user->id);
    return {};
}

bool UserService::has_factor(const UserRow& user) const {
    try {
        return factors_.count(user.id).any() || factors_.find_recovery_set(user.id);
    } catch (const store::CorruptRow&) {
        return true;  // it can't be read, but removed
    }
}

ResetFactorsOutcome UserService::reset_factors(std::string_view email_or_id, const Actor& actor,
                                               TimePoint now) const {
    const auto user = find_row(email_or_id);
    if (!user) return ResetFactorsOutcome::NoSuchUser;
    if (!has_factor(*user)) return ResetFactorsOutcome::NoFactor;
    if (!accounts_.apply(factors_reset(*user, by_administrator(actor, now))))
        return ResetFactorsOutcome::NoSuchUser;
    revoker_.sessions_of_user_ended(user->id);
    if (user->public_id) {
        for (const auto kind : {CodeKind::Totp, CodeKind::RecoveryCode})
            throttle_.forget_codes(kind, *user->public_id);
    }
    return ResetFactorsOutcome::Reset;
}

UnlockTotpOutcome UserService::unlock_totp(std::string_view email_or_id, const Actor& actor,
                                           TimePoint now) const {
    const auto user = find_row(email_or_id);
    if (!user) return UnlockTotpOutcome::NoSuchUser;
    const auto totp = factors_.find_totp(user->id);
    if (!totp) return UnlockTotpOutcome::NoApp;
    // The code of an app that is ahead within the window locks nobody out, and must not work twice.
    const crypto::TotpStep step = crypto::totp_step(now);
    if (totp->last_step <= step + crypto::kTotpWindow) return UnlockTotpOutcome::NotLocked;
    accounts_.note(totp_unlocked(*user, by_administrator(actor, now)));
    return factors_.set_totp_last_step(user->id, step) ? UnlockTotpOutcome::Unlocked
                                                       : UnlockTotpOutcome::NoApp;
}

}  // namespace postern::service
