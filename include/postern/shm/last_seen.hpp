/// LastSeen: when each session, and each personal token, was last seen, until the courier has
/// written it to the database.
///
/// Fixed size, 8-way set-associative, in shared memory, 128 KB. An entry is one atomic word (which
/// session, when, whether the database lacks it), changed by compare-and-swap only: a process
/// killed at any instruction leaves nothing behind, and no entry ever mixes two sessions. An entry
/// that the database lacks is never given to another session. Times are seconds since 1970 UTC.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace postern::shm {

class LastSeen {
public:
    static constexpr std::size_t kWays = 8;
    static constexpr std::size_t kSets = 2048;
    static constexpr std::size_t kEntries = kWays * kSets;
    /// Session ids and times from here on are not kept.
    static constexpr std::uint64_t kSessionIdEnd = std::uint64_t{1} << 42;
    /// Ids from here on are of personal tokens, those below of sessions.
    static constexpr std::uint64_t kPersonalBit = std::uint64_t{1} << 41;
    static constexpr std::int64_t kTimeEnd = std::int64_t{1} << 32;  ///< the year 2106
    static constexpr bool kReadyWhenZeroed = true;

    struct Entry {
        std::uint64_t session_id;  ///< or of_personal()
        std::int64_t seen_at;
        bool operator==(const Entry&) const = default;
    };

    /// What a personal token's last use is noted under; one whose id is too great is not kept.
    static constexpr std::uint64_t of_personal(std::uint64_t token_id) noexcept {
        return token_id < kPersonalBit ? kPersonalBit | token_id : kSessionIdEnd;
    }
    static constexpr bool is_personal(const Entry& entry) noexcept {
        return (entry.session_id & kPersonalBit) != 0;
    }
    /// REQUIRES: is_personal(entry).
    static constexpr std::uint64_t personal_id(const Entry& entry) noexcept {
        return entry.session_id & ~kPersonalBit;
    }

    /// Notes that the session was seen; an earlier `now` than the noted one changes nothing. False,
    /// and counted, when there is no room: too many sessions of its set wait for the database.
    bool note(std::uint64_t session_id, std::int64_t now) noexcept;

    /// When the session was last noted, or 0 when that is not known here (any more): the database
    /// has it.
    std::int64_t find(std::uint64_t session_id) const noexcept;

    /// Fills `out` with entries that the database lacks; returns how many. The next call goes on
    /// where this one ended, so that a small `out` gets round to all. Entries stay until confirmed.
    /// For one process at a time; a second one does no harm but work twice.
    std::size_t collect(std::span<Entry> out) noexcept;

    /// Says that the database has the entry. One that was noted again since stays to be collected.
    void confirm(const Entry& entry) noexcept;

    /// How often there was no room.
    std::uint64_t dropped() const noexcept;

private:
    using Word = std::uint64_t;
    /// One page: what nobody has written to, collect() need not make the kernel provide.
    static constexpr std::size_t kChunk = 4096 / sizeof(Word);

    std::optional<bool> try_note(std::uint64_t session_id, std::int64_t now) noexcept;

    std::atomic<std::uint64_t> dropped_;
    std::atomic<std::uint32_t> next_place_;
    std::array<std::atomic<bool>, kEntries / kChunk> written_to_;
    alignas(4096) std::array<std::atomic<Word>, kEntries> words_;
};

}  // namespace postern::shm
