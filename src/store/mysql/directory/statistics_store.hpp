/// MysqlStatisticsStore: the tables daily_count and daily_count_mark.
#pragma once

#include "postern/store/statistics_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlStatisticsStore final : public StatisticsStore {
public:
    explicit MysqlStatisticsStore(Connection& connection) : connection_{connection} {}
    std::vector<DayCount> days(TimePoint since) override;
    Standing standing(TimePoint now) override;
    std::vector<StoredAuditEntry> last_acts(std::size_t limit) override;
    bool count_some(TimePoint now) override;

private:
    /// As in the row of daily_count_mark.
    struct Mark;
    bool count_entries(const Mark& mark, TimePoint now);
    bool count_users_and_sessions(const Mark& mark, TimePoint now);

    Connection& connection_;
};

}  // namespace postern::store::mysql
