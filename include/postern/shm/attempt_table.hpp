/// AttemptTable: counters of attempts by key, shared by all processes of this host.
///
/// A fixed table of lock-free slots in shared memory: a process killed at any instruction leaves
/// nothing locked, at worst one count too many. Keys are hashes under a secret of this daemon, so
/// that nobody can choose addresses that collide. When the table is full the counter that has been
/// quiet for longest gives way; it is large enough that this needs more addresses than an attacker
/// has, and the database's floor does not depend on it. Knows no rule: what the counts mean is
/// service/throttle_policy.hpp's word.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "postern/base/clock.hpp"

namespace postern::shm {

/// What a slot holds: a small number and the time it was last changed.
struct Attempts {
    std::uint32_t count = 0;
    TimePoint last_at{};
};

class AttemptTable {
public:
    static constexpr bool kReadyWhenZeroed = true;
    static constexpr std::size_t kSlots = std::size_t{1} << 17;

    /// Sets the secret of the keys; by the master, once, before the fork.
    void set_secret(std::uint64_t high, std::uint64_t low) noexcept;

    /// The key of a counter. `kind` keeps counters of different meaning apart.
    std::uint64_t key(std::uint8_t kind, std::string_view what) const noexcept;

    /// The counter; zero when there is none.
    Attempts find(std::uint64_t key) const noexcept;

    /// Replaces the counter by what `change(Attempts) -> std::optional<Attempts>` makes of it, in
    /// one step against all others; nothing is written when it returns nothing. Returns what
    /// `change` was given last. `change` may be called more than once and must be pure.
    template <class Change>
    Attempts update(std::uint64_t key, const Change& change) noexcept;

    void remove(std::uint64_t key) noexcept;

private:
    struct Slot {
        std::atomic<std::uint64_t> key;
        std::atomic<std::uint64_t> value;
    };
    std::uint64_t secret_high_;
    std::uint64_t secret_low_;
    std::array<Slot, kSlots> slots_;
};

}  // namespace postern::shm
