/// Scoreboard: what each worker is doing, in shared memory, one cache line per slot.
///
/// Written by the worker that owns the slot and by the master around fork and reap; read by anyone.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include <sys/types.h>

namespace postern::process {

enum class Stage : std::uint32_t { Free, Starting, Idle, Busy, Draining };

struct alignas(64) ScoreboardSlot {
    std::atomic<pid_t> pid{0};
    std::atomic<Stage> stage{Stage::Free};
    std::atomic<std::uint32_t> generation{0};
    std::atomic<std::uint32_t> pool{0};
    std::atomic<std::uint32_t> connections{0};  ///< of a gate worker, as of its last round
    std::atomic<std::uint64_t> served{0};
    std::atomic<std::int64_t> beat_ms{0};  ///< CLOCK_MONOTONIC of the last heartbeat
};

struct Scoreboard {
    /// Enough for three generations (one starts, one serves, one drains) of the most workers that
    /// can be configured: 128 gate, 128 portal, a courier.
    static constexpr std::size_t kSlots = 1024;
    std::array<ScoreboardSlot, kSlots> slots;
    std::atomic<std::uint64_t> restarts{
        0};  ///< workers replaced after a death that was not asked for
};

}  // namespace postern::process
