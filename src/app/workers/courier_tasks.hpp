/// CourierTasks: the recurring work of the courier, over one database connection.
///
/// A table of tasks; when each runs is the courier's matter. A task that cannot reach the database
/// logs its event, at most once per outage interval, and is tried again when it is next due.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/wiring/courier_services.hpp"
#include "app/wiring/shared_state.hpp"
#include "postern/base/clock.hpp"
#include "postern/base/log_limit.hpp"
#include "postern/config/config.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/crypto/system_entropy.hpp"
#include "postern/service/session/shm_revoker.hpp"
#include "postern/store/mysql/mysql_database.hpp"

namespace postern::app {

enum class CourierTask : std::size_t {
    PollRevocations,  ///< read what ended on other hosts
    WriteLastSeen,    ///< write when sessions were last seen
    WriteAccess,      ///< write the gate's counts of decisions
    RemoveRecords,    ///< remove expired sessions and what else nobody needs any more
    ApplyRetention,   ///< remove accounts that are due, and what has a retention of its own
    KeepKeys,         ///< make the keys that sign, ahead of time
    PublishKeys,      ///< give the gate those that count now
    KeepLists,        ///< count the audit log, and write what users are found by
};

enum class TaskOutcome { Done, MoreToDo, Failed };

class CourierTasks {
public:
    /// `config`, `keys` (null: there is no key file) and `shared` must outlive *this.
    CourierTasks(const config::Config& config, const std::string& database_password,
                 const crypto::KeyRing* keys, const SharedState& shared,
                 shm::Metrics::Writer metrics);

    /// How often each task is due, by its number.
    std::vector<std::chrono::milliseconds> intervals() const;

    /// Runs one batch of the task.
    TaskOutcome run(CourierTask task);

    /// Reads what has ended, and gives the gate the keys of now if they may have changed. True when
    /// this host then answers from the new state.
    bool catch_up();

private:
    struct Row {
        CourierTask task;
        std::chrono::milliseconds interval;
        const char* event;            ///< the event to log when the database cannot answer
        bool (CourierTasks::*run)();  ///< true: there is more to do at once
        LogLimit failures{kOutageLogInterval};
    };
    static constexpr std::size_t kTasks = 8;

    bool poll_revocations();
    bool write_last_seen();
    void write_last_seen(std::span<const shm::LastSeen::Entry> noted);
    bool write_access();
    bool remove_records();
    bool apply_retention();
    bool keep_keys();
    bool publish_keys();
    bool keep_lists();
    bool are_keys_behind() const;
    TaskOutcome failed(Row& row, const char* reason);
    void after_failure(CourierTask task);

    const config::Config& config_;
    const SharedState& shared_;
    const SystemClock clock_{};
    crypto::SystemEntropy entropy_{};
    shm::Metrics::Writer metrics_;
    store::mysql::MysqlDatabase database_;
    service::ShmRevoker revoker_;
    CourierServices services_;
    LogLimit drops_{kOutageLogInterval};
    std::uint64_t dropped_ = 0;  ///< decisions that were not counted, since the last line about it
    /// The state of the catalogue of which the gate has the keys; nothing: it has none yet.
    std::optional<std::uint64_t> published_{};
    std::array<Row, kTasks> table_;
};

}  // namespace postern::app
