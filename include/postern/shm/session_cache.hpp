/// SessionCache: live sessions that some worker has just seen in the database, shared by all.
///
/// Fixed size, 8-way set-associative, in shared memory. Lock-free: each slot has a sequence counter
/// (odd while it is written); a reader that meets a writer has a miss, a writer that meets a writer
/// skips. A process killed at any instruction leaves at most one slot odd, which the master frees.
/// Holds positive answers only; a hit also needs Generations to hold. Knows nothing of time: the
/// caller compares the ends with the clock on every hit.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include <sys/types.h>

#include "postern/base/bytes.hpp"
#include "postern/shm/generations.hpp"

namespace postern::shm {

/// What a hit yields. Plain bytes; times are seconds since 1970 UTC.
struct CachedSession {
    static constexpr std::size_t kTextBytes = 680;

    Digest token_hash;
    std::uint64_t session_id;
    std::uint64_t user_id;
    std::int64_t created_at;
    std::int64_t last_seen_at;
    std::int64_t expires_at;
    std::int64_t idle_seconds;
    std::uint64_t session_stamp;  ///< of Generations
    std::uint64_t user_stamp;
    std::array<std::uint16_t, 4> lengths;  ///< of the parts of `text`
    std::array<char, kTextBytes> text;  ///< session's and user's public ids, e-mail, display name

    /// Puts the four texts in; false when they do not fit, and the session is then not cached.
    bool set_texts(const std::array<std::string_view, 4>& texts) noexcept;
    std::array<std::string_view, 4> texts() const noexcept;
};

class SessionCache {
public:
    static constexpr std::size_t kWays = 8;
    static constexpr std::size_t kSets = 1024;
    static constexpr std::size_t kWriters = 512;  ///< processes that may write at the same time

    /// Copies the session into `found` if it is here, whole, and still holds.
    bool find(const Digest& token_hash, const Generations& generations,
              CachedSession& found) noexcept;

    /// Keeps the session, in place of the one not asked for longest if its set is full. May do
    /// nothing when another process writes to the same slot. REQUIRES: its stamps were current when
    /// they were taken.
    void put(const CachedSession& session) noexcept;

    /// Frees the slot in the middle of whose writing this process died. Called by the master.
    void release_all_of(pid_t pid) noexcept;

private:
    static constexpr std::size_t kWords = sizeof(CachedSession) / sizeof(std::uint64_t);

    struct alignas(64) Slot {
        /// Even: how often it was written. Odd: being written, by the pid in the upper half.
        std::atomic<std::uint64_t> sequence;
        std::atomic<std::uint32_t> used;  ///< the cache's tick at the last hit or write
        std::array<std::atomic<std::uint64_t>, kWords> words;
    };
    /// Where a process is about to write: known before the slot turns odd.
    struct Intent {
        std::atomic<pid_t> pid;
        std::atomic<std::uint32_t> slot_plus_one;
    };

    static bool read(const Slot& slot, const Digest& wanted, CachedSession& into) noexcept;
    static void write(Slot& slot, const CachedSession& session) noexcept;
    static void release(Slot& slot, pid_t pid) noexcept;
    std::size_t place_for(const Digest& token_hash) const noexcept;
    Intent* own_intent() noexcept;

    std::atomic<std::uint32_t> tick_;
    std::array<Intent, kWriters> intents_;
    std::array<Slot, kSets * kWays> slots_;
};

}  // namespace postern::shm
