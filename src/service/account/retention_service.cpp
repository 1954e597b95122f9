#include "postern/service/account/retention_service.hpp"

#include <algorithm>

#include "postern/service/audit/audit_trail.hpp"
#include "postern/service/mail/mail_room.hpp"
#include "service/mail/notice.hpp"

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
        const store::Besides besides{audit_entry({.event = AuditEvent::Deletion,
                                                  .user = user.public_id,
                                                  .actor = kBySystem,
                                                  .detail = "done"},
                                                 {}, now),
                                     {farewell(user, now)}};
        if (!accounts_.remove_due(user.id, now, besides)) continue;
        revoker_.sessions_of_user_ended(user.id);
        ++removed;
    }
    return removed;
}

std::size_t RetentionService::remove_unverified(TimePoint before, TimePoint now,
                                                std::size_t limit) const {
    std::size_t removed = 0;
    for (const User& user : accounts_.find_unverified(before, limit)) {
        const auto entry = audit_entry({.event = AuditEvent::Deletion,
                                        .user = user.public_id,
                                        .actor = kBySystem,
                                        .detail = "never_confirmed"},
                                       {}, now);
        if (!accounts_.remove_unverified(user.id, {entry, {}})) continue;
        revoker_.sessions_of_user_ended(user.id);
        ++removed;
    }
    return removed;
}

}  // namespace postern::service
