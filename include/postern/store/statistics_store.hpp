/// StatisticsStore: what happened day by day, counted by the couriers of all hosts, and how things
/// stand. Throws StoreError.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/model/audit.hpp"

namespace postern::store {

/// Entries of the audit log of one day in UTC, one event and one result.
struct DayCount {
    TimePoint day;
    AuditEvent event;
    AuditResult result;
    std::string detail{};  ///< of refusals: the reason; else empty
    std::uint64_t count = 0;
};

/// The first four are as of `counted_at`; the rest is as of now.
struct Standing {
    std::uint64_t users = 0;
    std::uint64_t users_with_factor = 0;
    std::uint64_t live_sessions = 0;
    std::optional<TimePoint> counted_at{};  ///< nothing: the couriers have not counted yet
    std::uint64_t administrators = 0;       ///< who hold the role admin now, up to 100
    std::uint64_t administrators_without_factor = 0;
    std::uint64_t mails_failed = 0;
    std::uint64_t users_waiting = 0;  ///< up to 1000
};

class StatisticsStore {
public:
    virtual ~StatisticsStore() = default;

    /// Days from `since` on, in any order.
    virtual std::vector<DayCount> days(TimePoint since) = 0;
    virtual Standing standing(TimePoint now) = 0;
    /// What administrators did, newest first.
    virtual std::vector<StoredAuditEntry> last_acts(std::size_t limit) = 0;

    /// Counts the next entries of the audit log, at most kMostAtOnce, each once, whichever courier
    /// does it: one transaction over the row that says how far the count has come. Leaves out those
    /// of the last kTooYoung: an entry with a lower id may still become visible. Counts users and
    /// sessions anew when that was kStandingInterval ago, in the same way. True: there are more.
    virtual bool count_some(TimePoint now) = 0;
    static constexpr std::size_t kMostAtOnce = 5000;
    static constexpr std::chrono::seconds kTooYoung{30};
    static constexpr std::chrono::hours kStandingInterval{1};
};

}  // namespace postern::store
