#include "process/worker_table.hpp"

#include <unistd.h>

#include <algorithm>

namespace postern::process {

namespace {

bool belongs_to(const Worker& worker, std::size_t pool_index, std::uint32_t generation) noexcept {
    return worker.pool_index == pool_index && worker.generation == generation &&
           !worker.draining_since;
}

}  // namespace

WorkerTable::~WorkerTable() {
    for (const auto& worker : workers_) close(worker.stop_fd);
}

ScoreboardSlot* WorkerTable::find_free_slot() const noexcept {
    const auto slot = std::ranges::find_if(
        scoreboard_.slots, [](const auto& one) { return one.stage.load() == Stage::Free; });
    return slot == scoreboard_.slots.end() ? nullptr : &*slot;
}

Worker* WorkerTable::find(pid_t pid) noexcept {
    const auto worker = std::ranges::find(workers_, pid, &Worker::pid);
    return worker == workers_.end() ? nullptr : &*worker;
}

void WorkerTable::remove(const Worker& worker) noexcept {
    clear_slot(*worker.slot);
    close(worker.stop_fd);
    workers_.erase(workers_.begin() + (&worker - workers_.data()));
}

std::size_t WorkerTable::count_alive(std::size_t pool_index,
                                     std::uint32_t generation) const noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(
        workers_, [&](const Worker& one) { return belongs_to(one, pool_index, generation); }));
}

std::size_t WorkerTable::count_started(std::size_t pool_index,
                                       std::uint32_t generation) const noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(workers_, [&](const Worker& one) {
        return belongs_to(one, pool_index, generation) && one.has_started();
    }));
}

void prepare_slot(ScoreboardSlot& slot, std::size_t pool_index, std::uint32_t generation,
                  MonotonicTime now) noexcept {
    const auto age = now.time_since_epoch();
    slot.generation = generation;
    slot.pool = static_cast<std::uint32_t>(pool_index);
    slot.connections = 0;
    slot.served = 0;
    slot.beat_ms = std::chrono::duration_cast<std::chrono::milliseconds>(age).count();
    slot.stage = Stage::Starting;
}

void clear_slot(ScoreboardSlot& slot) noexcept {
    slot.pid = 0;
    slot.stage = Stage::Free;
}

}  // namespace postern::process
