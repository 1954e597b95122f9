/// MysqlAuditStore: the audit log, kept as the table audit.
#pragma once

#include "postern/store/audit_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlAuditStore final : public AuditStore {
public:
    explicit MysqlAuditStore(Connection& connection) : connection_{connection} {}
    void add(const AuditEntry& entry) override;
    std::vector<StoredAuditEntry> find_latest(const AuditFilter& filter, std::uint64_t before,
                                              std::size_t limit) override;
    std::vector<StoredAuditEntry> find_after(const AuditFilter& filter, std::uint64_t after,
                                             std::size_t limit) override;
    ListedAudit list_latest(const AuditFilter& filter, std::uint64_t before,
                            std::size_t limit) override;
    ListedAudit list_after(const AuditFilter& filter, std::uint64_t after,
                           std::size_t limit) override;
    ListedAudit list_part(const AuditFilter& filter, std::uint64_t before,
                          std::size_t limit) override;
    std::size_t remove_old(TimePoint before, std::size_t limit) override;

private:
    /// `first`: the parameters before those of the filter.
    ListedAudit read(const Statement& statement, const AuditFilter& filter, std::size_t limit,
                     const auto&... first);
    ListedAudit read_part(const AuditFilter& filter, std::uint64_t before, std::size_t limit);
    /// The keys of the entries of the filter's span of time: below one, and from another on.
    struct Span {
        std::uint64_t below;
        std::uint64_t from;
    };
    Span span_of(const AuditFilter& filter, std::uint64_t below);

    Connection& connection_;
};

}  // namespace postern::store::mysql
