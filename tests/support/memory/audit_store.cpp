#include "support/memory/audit_store.hpp"

#include <algorithm>

namespace postern::test {

namespace {

bool fits(const store::AuditFilter& filter, const AuditEntry& entry) {
    return (!filter.user || entry.user == filter.user) &&
           (!filter.event || entry.event == *filter.event) &&
           (!filter.result || entry.result == *filter.result) &&
           (!filter.address || entry.address == *filter.address) &&
           (!filter.request_id || entry.request_id == *filter.request_id) &&
           (!filter.since || entry.at >= *filter.since) &&
           (!filter.until || entry.at < *filter.until);
}

}  // namespace

void MemoryState::add_audit(const AuditEntry& entry) { audit.push_back({next_key(), entry}); }

void MemoryAuditStore::add(const AuditEntry& entry) {
    state_.begin_call();
    state_.add_audit(entry);
}

std::vector<StoredAuditEntry> MemoryAuditStore::find_latest(const store::AuditFilter& filter,
                                                            std::uint64_t before,
                                                            std::size_t limit) {
    state_.begin_call();
    std::vector<StoredAuditEntry> found;
    for (auto it = state_.audit.rbegin(); it != state_.audit.rend() && found.size() < limit; ++it)
        if ((before == 0 || it->id < before) && fits(filter, it->entry)) found.push_back(*it);
    return found;
}

std::vector<StoredAuditEntry> MemoryAuditStore::find_after(const store::AuditFilter& filter,
                                                           std::uint64_t after, std::size_t limit) {
    state_.begin_call();
    std::vector<StoredAuditEntry> found;
    for (const StoredAuditEntry& stored : state_.audit)
        if (stored.id > after && fits(filter, stored.entry) && found.size() < limit)
            found.push_back(stored);
    return found;
}

namespace {

store::ListedAudit as_list(std::vector<StoredAuditEntry> found, std::size_t limit) {
    const bool complete = found.size() < limit;
    const std::uint64_t last = found.empty() ? 0 : found.back().id;
    return {.found = std::move(found), .last = last, .complete = complete};
}

}  // namespace

store::ListedAudit MemoryAuditStore::list_latest(const store::AuditFilter& filter,
                                                 std::uint64_t before, std::size_t limit) {
    return as_list(find_latest(filter, before, limit), limit);
}

store::ListedAudit MemoryAuditStore::list_after(const store::AuditFilter& filter,
                                                std::uint64_t after, std::size_t limit) {
    return as_list(find_after(filter, after, limit), limit);
}

std::size_t MemoryAuditStore::remove_old(TimePoint before, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.audit, [&](const StoredAuditEntry& stored) {
        return stored.entry.at < before && removed < limit && ++removed > 0;
    });
    return removed;
}

}  // namespace postern::test
