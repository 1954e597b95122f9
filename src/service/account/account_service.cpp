#include "postern/service/account/account_service.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/factor/fresh_proof.hpp"
#include "postern/service/throttle/counted_attempt.hpp"
#include "postern/store/store_error.hpp"
#include "service/account/account_changes.hpp"
#include "service/mail/notice.hpp"

namespace postern::service {

namespace {

/// Of a change of the profile.
AccountError to_account_error(store::ChangeError error) {
    if (error == store::ChangeError::UsernameTaken) return AccountError::UsernameTaken;
    if (error == store::ChangeError::TooManyUsernames) return AccountError::TooManyUsernames;
    return AccountError::ChangedMeanwhile;
}

}  // namespace

AccountService::AccountService(store::UserStore& users, store::AccountStore& accounts,
                               const PasswordService& passwords, const SignInThrottle& throttle,
                               const FactorCheck& factors, Revoker& revoker,
                               AccountSettings settings)
    : users_{users},
      accounts_{accounts},
      passwords_{passwords},
      throttle_{throttle},
      factors_{factors},
      revoker_{revoker},
      settings_{std::move(settings)} {}

Result<User, std::vector<AccountError>> AccountService::change_profile(
    const SessionWithUser& visitor, const ProfileChange& typed, const Client& client,
    TimePoint now) const {
    store::ProfileEdit edit;
    std::vector<AccountError> errors;
    if (typed.display_name) {
        edit.display_name = DisplayName::parse(*typed.display_name);
        if (!edit.display_name) errors.push_back(AccountError::BadDisplayName);
    }
    if (typed.language) {
        edit.language = *typed.language;
        const bool has_pages =
            edit.language->empty() || std::ranges::count(settings_.languages, *edit.language) > 0;
        if (!has_pages) errors.push_back(AccountError::BadLanguage);
    }
    if (typed.time_zone) {
        edit.time_zone = *typed.time_zone;
        if (!edit.time_zone->empty() && !settings_.is_time_zone(*edit.time_zone))
            errors.push_back(AccountError::BadTimeZone);
    }
    if (typed.given_name) {
        edit.given_name = parse_part_of_name(*typed.given_name);
        if (!edit.given_name) errors.push_back(AccountError::BadGivenName);
    }
    if (typed.family_name) {
        edit.family_name = parse_part_of_name(*typed.family_name);
        if (!edit.family_name) errors.push_back(AccountError::BadFamilyName);
    }
    if (typed.username)
        if (const auto error = read_username(*typed.username, visitor.user, edit))
            errors.push_back(*error);
    if (!errors.empty()) return fail(std::move(errors));

    auto change =
        profile_changed(visitor.user, edit, by_user(client, now), settings_.username_grace);
    if (edit.username && settings_.username_grace.count() > 0)
        change.expected.fewer_held_usernames = kMostHeldUsernames;
    auto applied = accounts_.apply(change);
    if (!applied) return fail(std::vector{to_account_error(applied.error())});
    // The sessions stay, but what is cached of them tells sites the old name.
    revoker_.sessions_of_user_ended(visitor.user.id);
    auto changed = usable_user(applied->user.value());
    if (!changed) throw store::CorruptRow{"user", static_cast<std::uint64_t>(visitor.user.id)};
    return std::move(*changed);
}

/// What is typed unchanged is no edit: a name that was reserved later stays.
std::optional<AccountError> AccountService::read_username(std::string_view typed, const User& user,
                                                          store::ProfileEdit& edit) const {
    const auto name = Username::parse(typed);
    const bool is_empty = trim(typed).empty();
    if (name == user.username && (name || is_empty)) return std::nullopt;
    if (!settings_.choose_username) return AccountError::UsernameFixed;
    if (!name && !is_empty) return AccountError::BadUsername;
    if (name && is_reserved(*name)) return AccountError::UsernameReserved;
    edit.username = name;
    return std::nullopt;
}

void AccountService::note_refusal(AuditEvent event, AuditResult result, std::string_view detail,
                                  const User& user, const Client& client, TimePoint now,
                                  std::vector<NewMail> mails) const {
    accounts_.note(
        {audit_entry({.event = event, .result = result, .user = user.public_id, .detail = detail},
                     client, now),
         std::move(mails)});
}

Result<std::string, AccountRefusal> AccountService::confirm(AuditEvent event,
                                                            const SessionWithUser& visitor,
                                                            std::string_view password,
                                                            const Client& client,
                                                            TimePoint now) const {
    const User& user = visitor.user;
    const auto stored = users_.find_by_email(user.email);
    if (!stored || stored->user.id != user.id)
        return fail(AccountRefusal{AccountError::ChangedMeanwhile});
    const auto factors = factors_.find(user.id);
    if ((factors.any() || password.empty()) && !has_fresh_proof(visitor.session, factors, now))
        return fail(AccountRefusal{.error = AccountError::StepUpRequired, .factors = factors});
    if (password.empty()) return stored->password_hash;
    const auto admitted = throttle_.admit(user.email, user.id, client, now);
    if (!admitted) {
        // A throttled client can retry immediately, so only the first refusal per minute is logged.
        if (admitted.error().should_audit)
            note_refusal(event, AuditResult::Throttled, {}, user, client, now);
        return fail(AccountRefusal{.error = AccountError::TooManyAttempts,
                                   .retry_after = admitted.error().retry_after,
                                   .blocked = admitted.error().blocked});
    }
    CountedAttempt counted{throttle_, *admitted};
    switch (passwords_.verify(password, stored->password_hash)) {
        case Verdict::Right:
            throttle_.forgive(counted.settle());
            return stored->password_hash;
        case Verdict::Wrong:
            return fail(wrong_password(event, counted.settle(), user, client, now));
        case Verdict::Busy:
            return fail(AccountRefusal{AccountError::Busy});
    }
    std::abort();  // a value outside the enum is a bug
}

AccountRefusal AccountService::wrong_password(AuditEvent event,
                                              const SignInThrottle::Attempt& attempt,
                                              const User& user, const Client& client,
                                              TimePoint now) const {
    const bool blocks = throttle_.fail(attempt, now);
    std::vector<NewMail> mails;
    if (blocks) mails.push_back(notice(MailKind::SignInBlocked, user, client, now));
    note_refusal(event, AuditResult::Refused, "wrong_password", user, client, now,
                 std::move(mails));
    return {AccountError::WrongPassword};
}

Result<void, AccountRefusal> AccountService::confirm_password(AuditEvent event,
                                                              const SessionWithUser& visitor,
                                                              std::string_view password,
                                                              const Client& client,
                                                              TimePoint now) const {
    const auto stored = confirm(event, visitor, password, client, now);
    if (!stored) return fail(stored.error());
    return {};
}

std::optional<TimePoint> AccountService::password_changed_at(const User& user) const {
    return users_.find_password_changed_at(user.id);
}

Result<std::size_t, AccountRefusal> AccountService::change_password(
    const SessionWithUser& visitor, std::string_view current_password, std::string_view typed,
    const Client& client, TimePoint now) const {
    const User& user = visitor.user;
    auto problems = passwords_.check_new(typed, owner_of(user));
    if (!problems.empty())
        return fail(AccountRefusal{AccountError::BadPassword, {}, std::move(problems)});
    const auto stored = confirm(AuditEvent::PasswordChange, visitor, current_password, client, now);
    if (!stored) return fail(stored.error());
    switch (passwords_.verify(typed, *stored)) {
        case Verdict::Right:
            return fail(AccountRefusal{AccountError::SamePassword});
        case Verdict::Busy:
            return fail(AccountRefusal{AccountError::Busy});
        case Verdict::Wrong:
            break;
    }
    const auto phc = passwords_.hash_new(typed);
    if (!phc) return fail(AccountRefusal{AccountError::Busy});
    const auto applied =
        accounts_.apply(password_changed(visitor, *phc, *stored, by_user(client, now)));
    if (!applied) return fail(AccountRefusal{AccountError::ChangedMeanwhile});
    revoker_.sessions_of_user_ended(user.id);
    return applied->ended_sessions;
}

Result<void, AccountRefusal> AccountService::ask_for_email_change(const SessionWithUser& visitor,
                                                                  std::string_view current_password,
                                                                  std::string_view email,
                                                                  const Client& client,
                                                                  TimePoint now) const {
    const User& user = visitor.user;
    const auto address = EmailAddress::parse(email);
    if (!address) return fail(AccountRefusal{AccountError::BadEmail});
    if (*address == user.email) return fail(AccountRefusal{AccountError::SameEmail});
    const auto stored = confirm(AuditEvent::EmailChange, visitor, current_password, client, now);
    if (!stored) return fail(stored.error());
    accounts_.note(email_change_requested(user, *address, by_user(client, now)));
    return {};
}

Result<TimePoint, AccountRefusal> AccountService::delete_account(const SessionWithUser& visitor,
                                                                 std::string_view current_password,
                                                                 const Client& client,
                                                                 TimePoint now) const {
    const User& user = visitor.user;
    const auto stored = confirm(AuditEvent::Deletion, visitor, current_password, client, now);
    if (!stored) return fail(stored.error());
    const TimePoint delete_at = now + settings_.deletion_grace;
    const auto applied = accounts_.apply(deletion_scheduled(user, delete_at, by_user(client, now)));
    if (!applied)
        return fail(AccountRefusal{applied.error() == store::ChangeError::LastAdministrator
                                       ? AccountError::LastAdministrator
                                       : AccountError::ChangedMeanwhile});
    revoker_.sessions_of_user_ended(user.id);
    return delete_at;
}

}  // namespace postern::service
