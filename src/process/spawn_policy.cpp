#include "postern/process/spawn_policy.hpp"

#include <algorithm>

namespace postern::process {

std::size_t workers_to_spawn(const PoolState& pool, MasterState state, MonotonicTime now) noexcept {
    if (state != MasterState::Running || now < pool.not_before) return 0;
    return pool.wanted > pool.alive ? pool.wanted - pool.alive : 0;
}

std::chrono::milliseconds respawn_pause(std::uint32_t deaths) noexcept {
    if (deaths == 0) return std::chrono::milliseconds{0};
    constexpr std::chrono::milliseconds longest = kLongestPause;
    auto pause = kFirstPause;
    for (std::uint32_t i = 1; i < deaths && pause < longest; ++i) pause *= 2;
    return std::min(pause, longest);
}

bool died_young(bool clean_exit, bool asked, std::uint64_t served,
                std::chrono::steady_clock::duration age) noexcept {
    if (clean_exit || asked) return false;
    return served == 0 || age < kDiedYoungAge;
}

std::uint32_t count_young_death(std::uint32_t deaths_before,
                                std::optional<MonotonicTime> previous_death, std::uint64_t served,
                                MonotonicTime now) noexcept {
    const bool quiet =
        !previous_death || now - *previous_death > respawn_pause(deaths_before) + kDiedYoungAge;
    if (quiet || served > 0) return 1;
    return deaths_before == UINT32_MAX ? deaths_before : deaths_before + 1;
}

bool must_kill(std::optional<MonotonicTime> draining_since, MonotonicTime last_beat,
               MonotonicTime now, const Patience& patience) noexcept {
    if (draining_since && now - *draining_since > patience.drain_grace) return true;
    return now - last_beat > patience.stuck_after;
}

std::uint64_t jittered_limit(std::uint64_t max_requests, std::uint32_t random) noexcept {
    // Wider than the product needs, so that a limit near 2^64 does not overflow.
    const auto share = (static_cast<unsigned __int128>(max_requests / 5) * random) >> 32;
    return max_requests - static_cast<std::uint64_t>(share);
}

}  // namespace postern::process
