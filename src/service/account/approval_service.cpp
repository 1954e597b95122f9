#include "postern/service/account/approval_service.hpp"

#include <string>
#include <utility>
#include <vector>

#include "service/account/account_changes.hpp"

namespace postern::service {

namespace {

/// That many are counted, and no more.
constexpr std::size_t kMostCounted = 1000;
/// Administrators that are told.
constexpr std::size_t kMostTold = 100;

ApprovalError to_error(store::ChangeError error) {
    return error == store::ChangeError::NotWaiting ? ApprovalError::NotWaiting
                                                   : ApprovalError::NoSuchUser;
}

/// `3`, or `1000+`.
std::string number_text(std::uint64_t count) {
    return count > kMostCounted ? std::to_string(kMostCounted) + "+" : std::to_string(count);
}

}  // namespace

bool is_notice_due(const store::WaitingUsers& waiting, TimePoint now) noexcept {
    if (waiting.count == 0 || now - waiting.told_at < kApprovalNoticePause) return false;
    // With more than are counted, the newest is not known.
    const bool is_new = waiting.count > kMostCounted || waiting.newest > waiting.told_at;
    return is_new || now - waiting.told_at >= kApprovalReminder;
}

ApprovalService::ApprovalService(store::UserStore& users, store::AccountStore& accounts,
                                 store::ApprovalStore& approvals, Revoker& revoker,
                                 ApprovalSettings settings)
    : users_{users},
      accounts_{accounts},
      approvals_{approvals},
      revoker_{revoker},
      settings_{settings} {}

Result<void, ApprovalError> ApprovalService::approve(std::string_view who, const Actor& actor,
                                                     TimePoint now) const {
    const auto user = users_.find_row(who);
    if (!user) return fail(ApprovalError::NoSuchUser);
    const auto applied = accounts_.apply(user_approved(*user, by_administrator(actor, now)));
    if (!applied) return fail(to_error(applied.error()));
    return {};
}

Result<void, ApprovalError> ApprovalService::decline(std::string_view who, std::string_view message,
                                                     const Actor& actor, TimePoint now) const {
    const auto user = users_.find_row(who);
    if (!user) return fail(ApprovalError::NoSuchUser);
    const auto quoted = quotable(message);
    if (!quoted) return fail(ApprovalError::BadMessage);
    const auto applied =
        accounts_.apply(waiting_removed(*user, *quoted, {}, by_administrator(actor, now)));
    if (!applied) return fail(to_error(applied.error()));
    revoker_.sessions_of_user_ended(user->id);
    return {};
}

std::size_t ApprovalService::tell_approvers(TimePoint now) const {
    if (!settings_.mail_enabled) return 0;
    const auto waiting = approvals_.waiting(settings_.verify_email, kMostCounted + 1);
    if (!is_notice_due(waiting, now)) return 0;
    std::vector<NewMail> mails;
    for (const User& approver : approvals_.approvers(now, kMostTold))
        mails.push_back({.kind = MailKind::ApprovalWaiting,
                         .user_id = approver.id,
                         .to = approver.email,
                         .language = approver.language,
                         .details = {{"waiting", number_text(waiting.count)}},
                         .created_at = now});
    return approvals_.tell(waiting.told_at, now, mails) ? mails.size() : 0;
}

}  // namespace postern::service
