/// AttemptTable: counters of attempts by key, shared by all processes of this host.
///
/// Fixed size, 8-way set-associative, in shared memory, 1 MiB of which only what is used costs
/// memory. A counter is one atomic word (whose it is, how many, when), changed by compare-and-swap
/// only: a process killed at any instruction leaves nothing behind, and no reader ever sees the
/// count of one key with the name of another. When a set is full the counter that has been quiet
/// for longest gives way; so what must outlive that is kept elsewhere, too. Knows no rule: what the
/// counts mean is service/throttle_policy.hpp's word.
#pragma once

#include <array>
#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "postern/base/bytes.hpp"
#include "postern/base/clock.hpp"

namespace postern::shm {

/// What a counter holds. None is there: all zero.
struct Attempts {
    std::uint32_t count = 0;  ///< at most AttemptTable::kMaxCount
    TimePoint last_at{};      ///< from the second after 1970 began to the year 2106
    bool operator==(const Attempts&) const = default;
};

class AttemptTable {
public:
    static constexpr bool kReadyWhenZeroed = true;
    static constexpr std::size_t kWays = 8;
    static constexpr std::size_t kSets = std::size_t{1} << 14;
    static constexpr std::uint32_t kMaxCount = 4095;

    /// The secret from which keys are derived (as HMAC), so that nobody can choose names that
    /// collide: kept here for the workers. Set by the master, once, before the fork.
    void set_secret(const Digest& secret) noexcept { secret_ = secret; }
    const Digest& secret() const noexcept { return secret_; }

    /// The counter of this key. 34 bits of a key count: so seldom do two of them share a counter.
    Attempts find(std::uint64_t key) const noexcept;

    /// Replaces the counter by what `change(Attempts) -> std::optional<Attempts>` makes of it, in
    /// one step against all others; nothing is written when it returns nothing. Returns what
    /// `change` was given last. `change` may be called more than once and must be pure. A count
    /// above kMaxCount is kept as kMaxCount.
    template <std::invocable<Attempts> Change>
    Attempts update(std::uint64_t key, const Change& change) noexcept {
        for (;;) {
            const Place place = place_for(key);
            const std::optional<Attempts> next = change(place.attempts);
            if (!next || replace(place, key, *next)) return place.attempts;
        }
    }

    /// Sets the count to zero.
    void clear(std::uint64_t key) noexcept;

private:
    using Word = std::uint64_t;

    /// Where the key's counter is or would be, and what was seen there.
    struct Place {
        std::size_t index;
        Word seen;
        Attempts attempts;  ///< of this key
    };
    Place place_for(std::uint64_t key) const noexcept;
    /// False when another process was faster.
    bool replace(const Place& place, std::uint64_t key, const Attempts& next) noexcept;

    Digest secret_;
    alignas(64) std::array<std::atomic<Word>, kWays * kSets> words_;
};

}  // namespace postern::shm
