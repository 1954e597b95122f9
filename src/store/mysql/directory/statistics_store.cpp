#include "store/mysql/directory/statistics_store.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <optional>
#include <utility>

#include "postern/base/check.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/directory/statistics_statements.hpp"
#include "store/mysql/log/audit_rows.hpp"

namespace postern::store::mysql {

namespace {

/// What is further ahead than this is the fault of a clock.
constexpr std::chrono::hours kMostAhead{1};
constexpr std::chrono::days kCountsKept{400};
constexpr std::uint64_t kMostRemoved = 1000;
constexpr std::uint64_t kMostAdministrators = 100;
constexpr std::uint64_t kMostListed = 1000;

constexpr std::uint64_t kBatch = StatisticsStore::kMostAtOnce;

std::uint64_t number(const std::unique_ptr<sql::ResultSet>& rows) {
    POSTERN_CHECK(rows->next());
    return rows->getUInt64(1);
}

/// Nothing for what is none of ours, like an event of a later version.
std::optional<DayCount> read_day_count(Columns& columns) {
    const TimePoint day = columns.time();
    const auto event = parse_audit_event(columns.text());
    const auto result = parse_audit_result(columns.text());
    std::string detail = columns.text();
    const std::uint64_t count = columns.number();
    if (!event || !result || !is_time(day)) return std::nullopt;
    return DayCount{.day = day,
                    .event = *event,
                    .result = *result,
                    .detail = std::move(detail),
                    .count = count};
}

}  // namespace

struct MysqlStatisticsStore::Mark {
    std::uint64_t audit_id;
    bool walking;
    std::uint64_t last_user;
    std::uint64_t last_session;
    std::optional<TimePoint> stood_at;
};

std::vector<DayCount> MysqlStatisticsStore::days(TimePoint since) {
    return connection_.repeatable([&] {
        std::vector<DayCount> counts;
        const auto rows = connection_.query(kFindDailyCounts, since);
        while (rows->next()) {
            Columns columns{*rows};
            if (auto count = read_day_count(columns)) counts.push_back(std::move(*count));
        }
        return counts;
    });
}

Standing MysqlStatisticsStore::standing(TimePoint now) {
    return connection_.repeatable([&] {
        Standing standing;
        if (const auto row = connection_.query(kFindStanding); row->next()) {
            Columns columns{*row};
            standing.users = columns.number();
            standing.users_with_factor = columns.number();
            standing.live_sessions = columns.number();
            const auto counted_at = read_optional_time(columns);
            if (counted_at && is_time(*counted_at)) standing.counted_at = counted_at;
        }
        const auto holders = connection_.query(kCountAdminHolders, now, kMostAdministrators, now,
                                               now, kMostAdministrators, kMostAdministrators);
        standing.administrators = number(holders);
        standing.administrators_without_factor = holders->getUInt64(2);
        standing.mails_failed = number(connection_.query(kCountFailedMails, kMostListed));
        standing.users_waiting = number(connection_.query(kCountWaiting, kMostListed));
        return standing;
    });
}

std::vector<StoredAuditEntry> MysqlStatisticsStore::last_acts(std::size_t limit) {
    const auto most = std::uint64_t{limit};
    return connection_.repeatable([&] {
        std::vector<std::string> actors;
        const auto rows = connection_.query(kFindLastActors, most);
        while (rows->next()) actors.push_back(Columns{*rows}.text());
        // No other administrator can have done one of the last ones.
        std::vector<StoredAuditEntry> acts;
        for (const auto& actor : actors) {
            const auto entries = connection_.query(kFindAuditOfActor, actor, most);
            std::ranges::move(read_readable(*entries, read_audit_entry), std::back_inserter(acts));
        }
        std::ranges::sort(acts, std::ranges::greater{}, &StoredAuditEntry::id);
        if (acts.size() > limit)
            acts.erase(acts.begin() + static_cast<std::ptrdiff_t>(limit), acts.end());
        return acts;
    });
}

// --- for the courier

bool MysqlStatisticsStore::count_some(TimePoint now) {
    return connection_.transaction([&](Transaction& transaction) {
        const auto row = connection_.query(kLockCountMark);
        if (!row->next()) {  // removed by hand: nothing can be counted once
            transaction.rollback();
            return false;
        }
        Columns columns{*row};
        // Braces evaluate from left to right, so the columns come in their order.
        const Mark mark{.audit_id = columns.number(),
                        .walking = columns.flag(),
                        .last_user = columns.number(),
                        .last_session = columns.number(),
                        .stood_at = read_optional_time(columns)};
        const bool more_entries = count_entries(mark, now);
        const bool more_users = count_users_and_sessions(mark, now);
        transaction.commit();
        return more_entries || more_users;
    });
}

bool MysqlStatisticsStore::count_entries(const Mark& mark, TimePoint now) {
    const auto row =
        connection_.query(kFindUncounted, now - kTooYoung, now + kMostAhead, mark.audit_id, kBatch);
    POSTERN_CHECK(row->next());
    const std::uint64_t there = row->getUInt64(1);
    const std::uint64_t young = row->getUInt64(3);
    const std::uint64_t last = young > 0 ? young - 1 : row->getUInt64(2);
    if (there > 0 && last > mark.audit_id) {
        connection_.update(kAddDailyCounts, mark.audit_id, last);
        connection_.update(kSetCountedTo, last);
    }
    const bool is_more = there == kBatch && young == 0;
    if (!is_more) connection_.update(kSetCountedAt, now);
    return is_more;
}

/// A walk over both tables, a batch of each at a time.
bool MysqlStatisticsStore::count_users_and_sessions(const Mark& mark, TimePoint now) {
    const bool is_due = !mark.stood_at || now - *mark.stood_at >= kStandingInterval;
    if (!mark.walking && !is_due) return false;
    if (!mark.walking) connection_.update(kBeginWalk);
    const auto users = connection_.query(kWalkUsers, mark.walking ? mark.last_user : 0, kBatch);
    const auto sessions =
        connection_.query(kWalkSessions, now, mark.walking ? mark.last_session : 0, kBatch);
    POSTERN_CHECK(users->next() && sessions->next());
    connection_.update(kGoOnWalking, users->getUInt64(3), users->getUInt64(1), users->getUInt64(2),
                       sessions->getUInt64(3), sessions->getUInt64(2));
    if (users->getUInt64(1) == kBatch || sessions->getUInt64(1) == kBatch) return true;
    connection_.update(kFinishWalk, now);
    connection_.update(kRemoveOldCounts, now - kCountsKept, kMostRemoved);
    return false;
}

}  // namespace postern::store::mysql
