#include "postern/service/account/user_service.hpp"

#include <utility>

#include "postern/service/audit/audit_trail.hpp"
#include "service/mail/notice.hpp"

namespace postern::service {

namespace {

Failure<SetPasswordRefusal> fail_with(SetPasswordError error) {
    return fail(SetPasswordRefusal{error});
}

store::Besides besides(AuditEvent event, const User& user, std::string_view detail,
                       const Actor& actor, TimePoint now) {
    return {change_entry(event, user.public_id, detail, actor, now)};
}

}  // namespace

UserService::UserService(store::UserStore& users, store::AccountStore& accounts,
                         const PasswordService& passwords, Revoker& revoker,
                         AdministratorSettings settings)
    : users_{users},
      accounts_{accounts},
      passwords_{passwords},
      revoker_{revoker},
      settings_{std::move(settings)} {}

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

bool UserService::set_disabled(std::string_view email_or_id, bool disabled, const Actor& actor,
                               TimePoint now) const {
    const auto event = disabled ? AuditEvent::UserDisabled : AuditEvent::UserEnabled;
    const auto user = find(email_or_id);
    if (!user || !accounts_.set_disabled(user->id, disabled, besides(event, *user, {}, actor, now)))
        return false;
    revoker_.sessions_of_user_ended(user->id);
    return true;
}

bool UserService::verify_email(std::string_view email_or_id, const Actor& actor,
                               TimePoint now) const {
    const auto user = find(email_or_id);
    return user && accounts_.set_email_verified(
                       user->id, now,
                       besides(AuditEvent::EmailVerification, *user, "confirmed", actor, now));
}

bool UserService::ask_for_reset(std::string_view email_or_id, const Actor& actor,
                                TimePoint now) const {
    const auto user = find(email_or_id);
    if (!user) return false;
    auto his = besides(AuditEvent::PasswordReset, *user, "asked", actor, now);
    his.mails.push_back(notice(MailKind::ResetPassword, *user, {}, now));
    accounts_.note(his);
    return true;
}

std::optional<TimePoint> UserService::schedule_deletion(std::string_view email_or_id,
                                                        const Actor& actor, TimePoint now) const {
    const auto user = find(email_or_id);
    if (!user) return std::nullopt;
    const TimePoint delete_at = now + settings_.deletion_grace;
    auto his = besides(AuditEvent::Deletion, *user, "scheduled", actor, now);
    his.mails.push_back(notice(MailKind::DeletionScheduled, *user, {}, now));
    if (!accounts_.schedule_deletion(user->id, delete_at, his)) return std::nullopt;
    revoker_.sessions_of_user_ended(user->id);
    return delete_at;
}

bool UserService::delete_now(std::string_view email_or_id, const Actor& actor,
                             TimePoint now) const {
    const auto user = find(email_or_id);
    if (!user || !accounts_.schedule_deletion(
                     user->id, now, besides(AuditEvent::Deletion, *user, "scheduled", actor, now)))
        return false;
    auto his = besides(AuditEvent::Deletion, *user, "done", actor, now);
    his.mails.push_back(farewell(*user, now));
    accounts_.remove_due(user->id, now, his);
    revoker_.sessions_of_user_ended(user->id);
    return true;
}

KeepOutcome UserService::keep(std::string_view email_or_id, const Actor& actor,
                              TimePoint now) const {
    const auto user = find(email_or_id);
    if (!user) return KeepOutcome::NoSuchUser;
    const bool kept = accounts_.cancel_deletion(
        user->id, besides(AuditEvent::Deletion, *user, "kept", actor, now));
    return kept ? KeepOutcome::Kept : KeepOutcome::NotScheduled;
}

Result<void, SetPasswordRefusal> UserService::set_password(std::string_view email_or_id,
                                                           std::string_view typed,
                                                           const Actor& actor,
                                                           TimePoint now) const {
    const auto user = find(email_or_id);
    if (!user) return fail_with(SetPasswordError::NoSuchUser);
    auto problems = passwords_.check_new(typed, {user->email.text(), user->display_name.text()});
    if (!problems.empty())
        return fail(SetPasswordRefusal{SetPasswordError::BadPassword, std::move(problems)});
    const auto phc = passwords_.hash_new(typed);
    if (!phc) return fail_with(SetPasswordError::Busy);
    if (!accounts_.set_password(user->id, *phc, now,
                                besides(AuditEvent::PasswordSet, *user, {}, actor, now)))
        return fail_with(SetPasswordError::NoSuchUser);
    revoker_.sessions_of_user_ended(user->id);
    return {};
}

}  // namespace postern::service
