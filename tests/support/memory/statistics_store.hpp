/// statistics_store: the audit log counted by the day, without a database.
#pragma once

#include "postern/store/statistics_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemoryStatisticsStore final : public store::StatisticsStore {
public:
    explicit MemoryStatisticsStore(MemoryState& state) : state_{state} {}
    std::vector<store::DayCount> days(TimePoint since) override;
    store::Standing standing(TimePoint now) override;
    std::vector<StoredAuditEntry> last_acts(std::size_t limit) override;
    bool count_some(TimePoint now) override;

private:
    void add(const AuditEntry& entry);

    MemoryState& state_;
};

}  // namespace postern::test
