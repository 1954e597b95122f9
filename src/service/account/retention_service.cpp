#include "postern/service/account/retention_service.hpp"

#include <algorithm>

#include "postern/service/mail/mail_room.hpp"
#include "service/account/account_changes.hpp"

namespace postern::service {

RetentionService::RetentionService(store::AccountStore& accounts, store::AuditStore& audit,
                                   Revoker& revoker, RetentionSettings settings)
    : accounts_{accounts}, audit_{audit}, revoker_{revoker}, settings_{settings} {}

Removed RetentionService::remove_batch(TimePoint now, std::size_t limit) const {
    const std::size_t few = std::max<std::size_t>(1, limit / 10);
    Removed removed;
    removed.accounts = remove_due(now, few);
    if (settings_.unverified_ttl)
        removed.unverified = remove_unverified(now - *settings_.unverified_ttl, now, few);
    removed.links = accounts_.remove_expired_tokens(now - kMailLimitWindow, limit);
    removed.audit = audit_.remove_old(now - settings_.audit_retention, limit);
    removed.is_more = std::max(removed.accounts, removed.unverified) == few ||
                      std::max(removed.links, removed.audit) == limit;
    return removed;
}

std::size_t RetentionService::remove_due(TimePoint now, std::size_t limit) const {
    std::size_t removed = 0;
    for (const User& user : accounts_.find_due(now, limit)) {
        if (!accounts_.apply(due_removed(user, by_system(now)))) continue;
        revoker_.sessions_of_user_ended(user.id);
        ++removed;
    }
    return removed;
}

std::size_t RetentionService::remove_unverified(TimePoint before, TimePoint now,
                                                std::size_t limit) const {
    std::size_t removed = 0;
    for (const User& user : accounts_.find_unverified(before, limit)) {
        if (!accounts_.apply(unverified_removed(user, by_system(now)))) continue;
        revoker_.sessions_of_user_ended(user.id);
        ++removed;
    }
    return removed;
}

}  // namespace postern::service
