/// RetentionService: removes what its time has come for: accounts that were to be deleted, accounts
/// that nobody confirmed, links that are no longer good, old lines of the audit trail.
///
/// Runs in the courier, in small batches that hold no lock for long. Throws store::StoreError.
#pragma once

#include <chrono>
#include <optional>

#include "postern/service/session/revoker.hpp"
#include "postern/store/account_store.hpp"
#include "postern/store/audit_store.hpp"

namespace postern::service {

struct RetentionSettings {
    /// Accounts that are older than this and not confirmed go; nothing: they stay, since nobody
    /// asks for a confirmation.
    std::optional<std::chrono::seconds> unverified_ttl{};
    std::chrono::seconds audit_retention{365 * 86400};
};

/// How much of each went.
struct Removed {
    std::size_t accounts = 0;
    std::size_t unverified = 0;
    std::size_t links = 0;
    std::size_t audit = 0;
    bool is_more = false;  ///< a batch was full: there may be more at once
};

class RetentionService {
public:
    /// Every reference must outlive *this.
    RetentionService(store::AccountStore& accounts, store::AuditStore& audit, Revoker& revoker,
                     RetentionSettings settings);

    /// One batch of each, at most `limit` rows; of accounts a tenth of that, since each takes much
    /// with it.
    Removed remove_batch(TimePoint now, std::size_t limit) const;

private:
    std::size_t remove_due(TimePoint now, std::size_t limit) const;
    std::size_t remove_unverified(TimePoint before, TimePoint now, std::size_t limit) const;

    store::AccountStore& accounts_;
    store::AuditStore& audit_;
    Revoker& revoker_;
    RetentionSettings settings_;
};

}  // namespace postern::service
