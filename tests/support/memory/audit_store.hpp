/// audit_store: the audit log without a database.
#pragma once

#include "postern/store/audit_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemoryAuditStore final : public store::AuditStore {
public:
    explicit MemoryAuditStore(MemoryState& state) : state_{state} {}
    void add(const AuditEntry& entry) override;
    std::vector<StoredAuditEntry> find_latest(const store::AuditFilter& filter,
                                              std::uint64_t before, std::size_t limit) override;
    std::vector<StoredAuditEntry> find_after(const store::AuditFilter& filter, std::uint64_t after,
                                             std::size_t limit) override;
    store::ListedAudit list_latest(const store::AuditFilter& filter, std::uint64_t before,
                                   std::size_t limit) override;
    store::ListedAudit list_after(const store::AuditFilter& filter, std::uint64_t after,
                                  std::size_t limit) override;
    store::ListedAudit list_part(const store::AuditFilter& filter, std::uint64_t before,
                                 std::size_t limit) override {
        return list_latest(filter, before, limit);
    }
    std::size_t remove_old(TimePoint before, std::size_t limit) override;

private:
    MemoryState& state_;
};

}  // namespace postern::test
