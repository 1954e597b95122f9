/// WorkerTable: the master's own record of its children. Plain bookkeeping: no fork, no signal, no
/// log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "postern/process/scoreboard.hpp"
#include "postern/process/spawn_policy.hpp"

namespace postern::process {

struct Worker {
    pid_t pid;
    std::string pool;
    std::size_t pool_index;
    std::uint32_t generation;
    bool watched;
    ScoreboardSlot* slot;
    int stop_fd;  ///< owned by the table: closed when the worker is removed
    MonotonicTime started;
    std::optional<MonotonicTime> draining_since{};
    bool killed = false;

    /// True once it has come to its work, whatever it does now.
    bool has_started() const noexcept { return slot->stage.load() > Stage::Starting; }
    MonotonicTime last_beat() const noexcept {
        return MonotonicTime{std::chrono::milliseconds{slot->beat_ms.load()}};
    }
};

class WorkerTable {
public:
    explicit WorkerTable(Scoreboard& scoreboard) noexcept : scoreboard_{scoreboard} {}
    ~WorkerTable();
    WorkerTable(const WorkerTable&) = delete;
    WorkerTable& operator=(const WorkerTable&) = delete;

    /// A slot that nobody has, or nullptr.
    ScoreboardSlot* find_free_slot() const noexcept;
    void add(Worker worker) { workers_.push_back(std::move(worker)); }
    Worker* find(pid_t pid) noexcept;
    /// Frees the slot and closes the stop descriptor. REQUIRES: `worker` is in the table.
    void remove(const Worker& worker) noexcept;

    /// Workers of this pool and generation that were not told to drain.
    std::size_t count_alive(std::size_t pool_index, std::uint32_t generation) const noexcept;
    /// Of these, the ones that have come to their work.
    std::size_t count_started(std::size_t pool_index, std::uint32_t generation) const noexcept;

    bool empty() const noexcept { return workers_.empty(); }
    std::size_t size() const noexcept { return workers_.size(); }
    auto begin() noexcept { return workers_.begin(); }
    auto end() noexcept { return workers_.end(); }
    auto begin() const noexcept { return workers_.begin(); }
    auto end() const noexcept { return workers_.end(); }

private:
    Scoreboard& scoreboard_;
    std::vector<Worker> workers_;
};

/// Makes the slot a starting worker's, before the fork.
void prepare_slot(ScoreboardSlot& slot, std::size_t pool_index, std::uint32_t generation,
                  MonotonicTime now) noexcept;
/// Gives the slot back to nobody.
void clear_slot(ScoreboardSlot& slot) noexcept;

}  // namespace postern::process
