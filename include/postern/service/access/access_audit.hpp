/// AccessAudit: takes the gate's counts of decisions to the database, where those of all hosts come
/// together.
///
/// Runs in the courier. The gate itself writes nothing.
#pragma once

#include "postern/base/clock.hpp"
#include "postern/shm/access_counts.hpp"
#include "postern/store/access_event_store.hpp"

namespace postern::service {

class AccessAudit {
public:
    /// Both must outlive *this.
    AccessAudit(store::AccessEventStore& events, shm::AccessCounts& counts);

    /// Writes what has been counted; returns how many rows that was. Throws store::StoreError: then
    /// what was not written has been put back, for the next time. A courier that is killed takes at
    /// most one batch with it; and where the database fell silent at the end of a transaction, a
    /// batch may count twice.
    std::size_t flush(TimePoint now) const;

private:
    store::AccessEventStore& events_;
    shm::AccessCounts& counts_;
};

}  // namespace postern::service
