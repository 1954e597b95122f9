/// spawn_policy: when to fork, when to wait, whom to kill. Pure functions; Master does the doing.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace postern::process {

using MonotonicTime = std::chrono::steady_clock::time_point;

/// What the master is doing; a later state may replace an earlier one, never back. A reload is no
/// state of its own: the master runs, with two generations of workers for a while.
enum class MasterState { Running, Stopping, Killing };

struct PoolState {
    std::size_t wanted;
    std::size_t alive;         ///< of the current generation, not draining
    MonotonicTime not_before;  ///< no fork before this: a worker died young
};

/// How many workers to fork now.
std::size_t workers_to_spawn(const PoolState& pool, MasterState state, MonotonicTime now) noexcept;

inline constexpr std::chrono::milliseconds kFirstPause{100};
inline constexpr std::chrono::seconds kLongestPause{30};
inline constexpr std::chrono::seconds kDiedYoungAge{5};

/// The pause after the `deaths`-th consecutive young death: 100 ms doubling up to 30 s; nothing for
/// 0.
std::chrono::milliseconds respawn_pause(std::uint32_t deaths) noexcept;

/// True when this end counts as a young death: not asked for, no clean exit, and either it served
/// nothing or lived less than kDiedYoungAge.
bool died_young(bool clean_exit, bool asked, std::uint64_t served,
                std::chrono::steady_clock::duration age) noexcept;

/// The number of consecutive young deaths after one more. It starts again at one when the pool kept
/// quiet for longer than its last pause and kDiedYoungAge, and when this worker had `served`
/// something: then workers do start and do their work, and what kills them must not take their
/// replacements away too.
std::uint32_t count_young_death(std::uint32_t deaths_before,
                                std::optional<MonotonicTime> previous_death, std::uint64_t served,
                                MonotonicTime now) noexcept;

inline constexpr std::chrono::seconds kDrainGrace{10};
inline constexpr std::chrono::seconds kStuckAfter{10};
inline constexpr std::chrono::seconds kSwitchPatience{10};

/// How long the master waits before it kills. The defaults are the product's; tests
/// shorten them.
struct Patience {
    std::chrono::milliseconds drain_grace = kDrainGrace;  ///< from "drain" to SIGKILL
    std::chrono::milliseconds stuck_after = kStuckAfter;  ///< without a beat
    /// For a new generation to come to its work; then it is given up, and the old one goes on.
    std::chrono::milliseconds switch_patience = kSwitchPatience;
};

/// Whether a worker must be killed: it was told to drain longer ago than the grace period, or has
/// not updated its heartbeat for too long.
bool must_kill(std::optional<MonotonicTime> draining_since, MonotonicTime last_beat,
               MonotonicTime now, const Patience& patience = {}) noexcept;

/// A worker's own limit: max_requests less up to 20 %, by `random`, so that a pool does not end at
/// once. 0 (no limit) stays 0; at least 1 otherwise.
std::uint64_t jittered_limit(std::uint64_t max_requests, std::uint32_t random) noexcept;

}  // namespace postern::process
