/// AuditTail: follows the audit log as it grows.
///
/// Ids are assigned before their rows are committed, so an entry can appear behind one that was
/// already read: each call reads the last half minute again, and returns each entry once.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "postern/store/audit_store.hpp"

namespace postern::app {

class AuditTail {
public:
    /// Longer than the database lets a transaction be idle.
    static constexpr std::chrono::seconds kOverlap{30};

    /// Follows what is newer than `after`. `audit` must outlive *this.
    AuditTail(store::AuditStore& audit, store::AuditFilter filter, std::uint64_t after)
        : audit_{audit}, filter_{std::move(filter)}, settled_{after} {}

    /// What has come since the last call, by id.
    std::vector<StoredAuditEntry> take_new(TimePoint now);
    /// Rows among them that cannot be read, by name; each is given out once.
    std::vector<std::string> take_damaged();

private:
    void settle(TimePoint now);

    store::AuditStore& audit_;
    store::AuditFilter filter_;
    std::uint64_t settled_;                    ///< up to here nothing new can appear
    std::map<std::uint64_t, TimePoint> seen_;  ///< later ones that were given out, and when
    std::vector<std::string> damaged_{};
};

}  // namespace postern::app
