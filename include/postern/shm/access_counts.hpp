/// AccessCounts: decisions of the gate, counted until the courier has written them to the database.
///
/// Fixed size, in shared memory, 2 MiB of which only what is used costs memory; 8-way
/// set-associative and lock-free. One atomic word of a slot says of which decision it is (32 bits
/// of a hash) and how often it was made; the other words spell the decision out, and count only
/// while they have that hash. So a count is never taken for that of another decision, and a process
/// that is killed at any instruction loses its own count at most. What finds no room is counted as
/// dropped. Knows no rule: what the numbers of a decision mean is the gate's and the store's
/// matter. Times are seconds since 1970 UTC.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace postern::shm {

class AccessCounts {
public:
    static constexpr std::size_t kWays = 8;
    static constexpr std::size_t kSets = 2048;
    static constexpr std::size_t kSlots = kWays * kSets;
    static constexpr std::size_t kVisitWays = 8;
    static constexpr std::size_t kVisitSets = 16'384;
    static constexpr bool kReadyWhenZeroed = true;
    /// How long a slot may be unfinished, in seconds; the process that began it is dead then.
    static constexpr std::int64_t kUnfinished = 60;

    struct Decision {
        std::uint64_t user_id;  ///< 0: of nobody who is known
        std::uint64_t site_id;
        std::int32_t rule;  ///< an index, or below 0 where no rule has decided; 16 bits of it count
        std::uint8_t verdict;
        bool operator==(const Decision&) const = default;
    };

    /// How often a decision was made in an hour.
    struct Entry {
        Decision decision;
        std::int64_t hour;  ///< its first second
        std::uint32_t count;
        std::int64_t first_at;
        std::int64_t last_at;
        bool operator==(const Entry&) const = default;
    };

    /// Counts the decision once. False, and counted as dropped, when there is no room. No system
    /// call, no wait.
    bool note(const Decision& decision, std::int64_t now) noexcept;

    /// True when it is the first time today (UTC) that this host sees the user pass at this site:
    /// the caller then notes it. After that it costs a look at one cache line. Forgotten with the
    /// daemon; and when more than kVisitWays pairs of one set come on a day, those beyond are never
    /// told of, and counted as dropped each time.
    bool note_visit(std::uint64_t user_id, std::uint64_t site_id, std::int64_t now) noexcept;

    /// Takes counts out, as many as `out` holds; returns how many. The next call goes on where this
    /// one ended. What is noted meanwhile is for a later call. A decision can come more than once,
    /// and then both counts are true. Any number of processes may take: each count goes to one.
    std::size_t take(std::span<Entry> out, std::int64_t now) noexcept;

    /// Puts back what was taken and could not be written. REQUIRES: take() gave it out.
    void put_back(const Entry& entry) noexcept;

    /// How many decisions were not kept since the last call.
    std::uint64_t take_dropped() noexcept;

private:
    using Word = std::uint64_t;

    /// One cache line.
    struct alignas(64) Slot {
        std::atomic<Word> counter;  ///< 32 bits of the name's hash, and the count; 0: free
        // The name. Everyone who counts writes the same into it, so it mends by itself.
        std::atomic<Word> user_id;
        std::atomic<Word> site_id;
        std::atomic<Word> what;        ///< hour, verdict and rule
        std::atomic<Word> times;       ///< the hash again, first and last second within the hour
        std::atomic<Word> unfinished;  ///< the hash again, and since when take() sees it unfinished
    };
    /// One page: what nobody has written to, take() need not make the kernel provide.
    static constexpr std::size_t kChunk = 4096 / sizeof(Slot);

    struct Name {
        Word user_id;
        Word site_id;
        Word what;

        Word hash() const noexcept;
    };
    struct Span {
        std::uint64_t first;  ///< seconds within the hour
        std::uint64_t last;
    };

    static Name name_in(const Slot& slot) noexcept;
    static void complete(Slot& slot, const Name& name, const Span& span) noexcept;
    std::optional<bool> try_add(const Name& name, const Span& span, std::uint32_t count) noexcept;
    bool add(const Name& name, const Span& span, std::uint32_t count) noexcept;
    std::optional<Entry> take_from(Slot& slot, std::int64_t now) noexcept;
    void free_if_abandoned(Slot& slot, Word counter, std::int64_t now) noexcept;
    void drop(std::uint64_t count) noexcept;

    std::atomic<std::uint64_t> dropped_;
    std::atomic<std::uint32_t> next_slot_;
    std::array<std::atomic<bool>, kSlots / kChunk> written_to_;
    alignas(4096) std::array<Slot, kSlots> slots_;
    /// Day, and 48 bits of the pair's hash; 0: free. Places of days before are as good as free.
    alignas(4096) std::array<std::atomic<Word>, kVisitWays * kVisitSets> visits_;
};

}  // namespace postern::shm
