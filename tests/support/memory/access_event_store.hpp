/// access_event_store: counts of access decisions without a database.
#pragma once

#include "postern/store/access_event_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemoryAccessEventStore final : public store::AccessEventStore {
public:
    explicit MemoryAccessEventStore(MemoryState& state) : state_{state} {}
    void add(std::span<const AccessCount> counts) override;
    store::ListedAccess list(const store::AccessFilter& filter, std::uint64_t before,
                             std::size_t limit) override;
    std::vector<store::RuleHits> hits(SiteId site, TimePoint since) override;
    std::size_t remove_old(TimePoint before, std::size_t limit) override;

private:
    store::AccessEvent event(std::uint64_t id, const AccessCount& counted) const;

    MemoryState& state_;
};

}  // namespace postern::test
