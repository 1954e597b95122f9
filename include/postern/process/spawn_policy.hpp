/// spawn_policy: when to fork, when to wait, whom to signal. Pure functions; Master does the doing.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace postern::process {

using MonotonicTime = std::chrono::steady_clock::time_point;

/// What the master is doing; a later state may replace an earlier one, never back (Reloading ends by
/// the old generation's end and leads to Running of the new one).
enum class MasterState { Running, Stopping, Killing };

struct PoolState {
    std::size_t wanted;
    std::size_t alive;  ///< of the current generation, not draining
    MonotonicTime not_before;  ///< no fork before this: a worker died young
};

/// How many workers to fork now.
std::size_t workers_to_spawn(const PoolState& pool, MasterState state, MonotonicTime now) noexcept;

inline constexpr std::chrono::milliseconds kFirstPause{100};
inline constexpr std::chrono::seconds kLongestPause{30};
inline constexpr std::chrono::seconds kDiedYoungAge{5};

/// The pause after the `deaths`-th consecutive young death: 100 ms doubling up to 30 s; nothing for 0.
std::chrono::milliseconds pause_after(std::uint32_t deaths) noexcept;

/// True when this end counts as a young death: not asked for, no clean exit, and either it served
/// nothing or lived less than kDiedYoungAge.
bool died_young(bool clean_exit, bool asked, std::uint64_t served,
                std::chrono::steady_clock::duration age) noexcept;

inline constexpr std::chrono::seconds kDrainGrace{10};
inline constexpr std::chrono::seconds kStuckAfter{10};

enum class Reprimand { None, Kill };

/// Whether a worker must be killed: it was told to drain more than kDrainGrace ago, or gave no sign of life
/// for kStuckAfter.
Reprimand reprimand(std::optional<MonotonicTime> draining_since, MonotonicTime last_beat,
                    MonotonicTime now) noexcept;

/// A worker's own limit: max_requests less up to 20 %, by `random` in [0, 2^32), so that a pool does not end at once.
std::uint64_t jittered_limit(std::uint64_t max_requests, std::uint32_t random) noexcept;

}  // namespace postern::process
