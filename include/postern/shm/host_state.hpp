/// HostState: what the courier has learnt that other processes of this host need to know.
///
/// In shared memory, lock-free; written by the courier, read on every check.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace postern::shm {

struct HostState {
    static constexpr bool kReadyWhenZeroed = true;

    /// CLOCK_MONOTONIC in ms of the moment before the last poll that told all revocations; 0: none
    /// yet.
    std::atomic<std::int64_t> last_poll_ms;
    /// Raised when the catalogue of sites has changed.
    std::atomic<std::uint64_t> sites_generation;
    /// E-mails in the outbox that are not given up, of all hosts.
    std::atomic<std::uint64_t> outbox_waiting;
};

/// A poll may be late by this much on a busy machine without that meaning anything.
inline constexpr std::chrono::milliseconds kPollSlack{1000};

/// True while what the cache holds can lack no revocation that is older than the documented bound.
/// `last_poll_ms` and `now_ms` are of CLOCK_MONOTONIC; before the first poll nothing is trusted.
constexpr bool cache_is_trusted(std::int64_t last_poll_ms, std::int64_t now_ms,
                                std::chrono::milliseconds poll_interval,
                                std::chrono::milliseconds stale_grace) noexcept {
    if (last_poll_ms == 0) return false;
    return now_ms - last_poll_ms <= (poll_interval + kPollSlack + stale_grace).count();
}

}  // namespace postern::shm
