/// HistoryService: what users may read of the audit log: the entries about themselves.
///
/// Reads only; an administrator reads the whole trail from the command line. Throws
/// store::StoreError.
#pragma once

#include <cstdint>
#include <vector>

#include "postern/model/audit.hpp"
#include "postern/model/user.hpp"
#include "postern/store/audit_store.hpp"

namespace postern::service {

class HistoryService {
public:
    /// `trail` must outlive *this.
    explicit HistoryService(store::AuditStore& trail);

    /// Newest first, at most `limit`, those with ids below `before` (0: from the newest). Which
    /// administrator did something is not for the user: the actor is `admin` then.
    std::vector<StoredAuditEntry> list(const User& user, std::uint64_t before,
                                       std::size_t limit) const;

private:
    store::AuditStore& trail_;
};

}  // namespace postern::service
