/// MysqlAccessEventStore: counts of decisions, kept as the table access_event.
#pragma once

#include "postern/store/access_event_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlAccessEventStore final : public AccessEventStore {
public:
    explicit MysqlAccessEventStore(Connection& connection) : connection_{connection} {}
    void add(std::span<const AccessCount> counts) override;
    ListedAccess list(const AccessFilter& filter, std::uint64_t before, std::size_t limit) override;
    std::vector<RuleHits> hits(SiteId site, TimePoint since) override;
    std::size_t remove_old(TimePoint before, std::size_t limit) override;

private:
    void add_batch(std::span<const AccessCount> counts);
    /// `first`: the parameters before those of the filter.
    ListedAccess find(const Statement& statement, const AccessFilter& filter, std::size_t limit,
                      const auto&... first);

    Connection& connection_;
};

}  // namespace postern::store::mysql
