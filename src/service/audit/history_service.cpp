#include "postern/service/audit/history_service.hpp"

#include "postern/service/audit/audit_trail.hpp"

namespace postern::service {

HistoryService::HistoryService(store::AuditStore& trail) : trail_{trail} {}

std::vector<StoredAuditEntry> HistoryService::list(const User& user, std::uint64_t before,
                                                   std::size_t limit) const {
    auto entries = trail_.find_latest({.user = user.public_id}, before, limit);
    for (auto& stored : entries) {
        auto& entry = stored.entry;
        if (!entry.actor.starts_with("admin:")) continue;
        entry.actor.erase(entry.actor.find(':'));
        entry.detail = without_reason(entry.detail);
    }
    return entries;
}

}  // namespace postern::service
