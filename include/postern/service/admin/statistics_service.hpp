/// StatisticsService: what happened day by day, and how things stand. The courier counts the audit
/// log into the table daily_count; nothing here reads the log. Throws store::StoreError.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/model/actor.hpp"
#include "postern/model/audit.hpp"
#include "postern/store/statistics_store.hpp"

namespace postern::service {

/// One day in UTC.
struct DayOfSignIns {
    TimePoint day;
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
};
struct RefusalCount {
    std::string reason;  ///< a word of the audit log
    std::uint64_t count = 0;
};

/// What an administrator should look at. Each leads to a page.
struct Warning {
    enum class Kind {
        NoSecondAdministrator,       ///< only one user administers Postern
        AdministratorWithoutFactor,  ///< `count` of them
        MailGivenUp,                 ///< `count` e-mails
        UsersWaiting,                ///< `count` registrations to approve
        NoMailServer,                ///< e-mail is off
        CountsBehind,                ///< the courier has not counted for an hour
    };
    Kind kind;
    std::uint64_t count = 0;
};

struct Overview {
    std::vector<DayOfSignIns> days{};      ///< the last 30, oldest first, days without any too
    std::vector<RefusalCount> refusals{};  ///< of these days, most first, at most 8
    std::uint64_t users = 0;               ///< as of the last count
    std::uint64_t users_with_factor = 0;
    std::uint64_t live_sessions = 0;
    std::optional<TimePoint> counted_at{};  ///< nothing: nothing was counted yet
    std::vector<Warning> warnings{};
    std::vector<StoredAuditEntry> last_acts{};  ///< of administrators, newest first, at most 10
};

class StatisticsService {
public:
    /// `statistics` must outlive *this. `mail_enabled`: e-mail can be sent.
    StatisticsService(store::StatisticsStore& statistics, bool mail_enabled);

    Overview overview(TimePoint now) const;

    /// For the courier: counts what has come since. Bounded; call it again while it returns true.
    bool count_some(TimePoint now) const;

private:
    store::StatisticsStore& statistics_;
    bool mail_enabled_;
};

}  // namespace postern::service
