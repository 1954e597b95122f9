/// HashingSlots: bounds how many processes hash a password at the same time, and how many wait for
/// it.
///
/// In shared memory, lock-free: a slot holds the pid of its owner, so the master can free the slots
/// of a worker that was killed. One process holds at most one slot and never waits in two places.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

#include <sys/types.h>

namespace postern::shm {

class HashingSlots {
public:
    static constexpr std::size_t kMaxSlots = 256;

    /// Sets the limits; called by the master before the fork and at a reload. REQUIRES: slots in
    /// 1..kMaxSlots.
    void set_limits(std::uint32_t slots, std::uint32_t waiters) noexcept;

    /// A slot that is given back at the end of the scope. `false` when none was free.
    class Lease {
    public:
        Lease() noexcept = default;
        Lease(Lease&& other) noexcept : slots_{other.slots_}, index_{other.index_} {
            other.slots_ = nullptr;
        }
        Lease& operator=(Lease&&) = delete;
        ~Lease();
        explicit operator bool() const noexcept { return slots_ != nullptr; }

    private:
        friend class HashingSlots;
        Lease(HashingSlots& slots, std::size_t index) noexcept : slots_{&slots}, index_{index} {}
        HashingSlots* slots_ = nullptr;
        std::size_t index_ = 0;
    };

    /// Takes a slot; waits up to `patience` for one unless as many as allowed wait already, in
    /// which case it returns at once. First come, first served. Blocks the calling process for at
    /// most `patience`.
    Lease acquire(std::chrono::milliseconds patience) noexcept;

    /// Frees what a dead process held. Called by the master after waitpid.
    void release_all_of(pid_t pid) noexcept;

    std::size_t in_use() const noexcept;
    std::size_t waiting() const noexcept;

private:
    std::atomic<std::uint32_t> limit_{0};
    std::atomic<std::uint32_t> waiter_limit_{0};

    /// A place to wait in. `number` and `until_ms` are 0 while its owner is still writing them.
    struct Waiter {
        std::atomic<pid_t> pid;
        std::atomic<std::uint64_t> number;   ///< the order of arrival
        std::atomic<std::int64_t> until_ms;  ///< CLOCK_MONOTONIC: a waiter is dead after this
    };

    std::size_t claim_slot() noexcept;
    std::size_t claim_place() noexcept;
    std::size_t wait_in(std::size_t place, std::chrono::milliseconds patience) noexcept;
    /// The place that has waited longest; kMaxSlots when nobody waits.
    std::size_t longest_waiting() const noexcept;
    void give_back(std::size_t index) noexcept;
    void announce_release() noexcept;

    std::atomic<std::uint32_t> releases_{0};  ///< the futex: counts slots given back
    std::atomic<std::uint64_t> arrivals_{0};
    std::array<std::atomic<pid_t>, kMaxSlots> owners_{};
    std::array<Waiter, kMaxSlots> waiters_{};
};

}  // namespace postern::shm
