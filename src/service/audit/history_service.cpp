#include "postern/service/audit/history_service.hpp"

namespace postern::service {

HistoryService::HistoryService(store::AuditStore& trail) : trail_{trail} {}

std::vector<StoredAuditEntry> HistoryService::list(const User& user, std::uint64_t before,
                                                   std::size_t limit) const {
    auto entries = trail_.find_latest({.user = user.public_id}, before, limit);
    for (auto& stored : entries)
        if (auto& actor = stored.entry.actor; actor.starts_with("admin:"))
            actor.erase(actor.find(':'));
    return entries;
}

}  // namespace postern::service
