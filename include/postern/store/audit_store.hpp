/// AuditStore: the audit log. Entries are added, read, and removed when old; none is ever
/// changed. Throws StoreError.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "postern/model/audit.hpp"
#include "postern/store/listed.hpp"

namespace postern::store {

/// Which entries; what is not set does not matter.
struct AuditFilter {
    std::optional<PublicId> user{};
    std::optional<AuditEvent> event{};
    std::optional<AuditResult> result{};
    std::optional<std::string> address{};  ///< exactly this one, as it is written in entries
    std::optional<TimePoint> since{};
    std::optional<TimePoint> until{};         ///< entries before then
    std::optional<std::string> request_id{};  ///< of exactly this request
};

using ListedAudit = Listed<StoredAuditEntry, std::uint64_t>;

class AuditStore {
public:
    virtual ~AuditStore() = default;

    virtual void add(const AuditEntry& entry) = 0;
    /// Newest first, those with ids below `before` (0: from the newest), at most `limit`.
    /// Unreadable rows are logged, and older entries take their place.
    virtual std::vector<StoredAuditEntry> find_latest(const AuditFilter& filter,
                                                      std::uint64_t before, std::size_t limit) = 0;
    /// Oldest first, those with ids above `after`: to follow the trail.
    virtual std::vector<StoredAuditEntry> find_after(const AuditFilter& filter, std::uint64_t after,
                                                     std::size_t limit) = 0;
    // For the administrator: the same, with unreadable rows by name. One without a time is in
    // whatever span. list_after() may return less than there is: see Listed::complete.
    virtual ListedAudit list_latest(const AuditFilter& filter, std::uint64_t before,
                                    std::size_t limit) = 0;
    virtual ListedAudit list_after(const AuditFilter& filter, std::uint64_t after,
                                   std::size_t limit) = 0;
    /// list_latest() for a page, which is fast whatever the filter: looks at no more than the next
    /// kMostRead entries, along the index that fits best. So a part may be short, or even empty,
    /// before the list is complete. With `since` or `until`, an entry whose time is more than an
    /// hour off that of its neighbours may be left out.
    virtual ListedAudit list_part(const AuditFilter& filter, std::uint64_t before,
                                  std::size_t limit) = 0;
    static constexpr std::size_t kMostRead = 5000;
    virtual std::size_t remove_old(TimePoint before, std::size_t limit) = 0;
};

}  // namespace postern::store
