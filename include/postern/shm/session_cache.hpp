/// SessionCache: live sessions, tokens and passwords that some worker has just seen in the
/// database, shared by all.
///
/// Fixed size, 8-way set-associative, in shared memory. Lock-free: each slot has a sequence counter
/// (odd while it is written); a reader that meets a writer has a miss, a writer that meets a writer
/// skips. A process killed at any instruction leaves at most one slot odd, which the master frees.
/// Holds positive answers only; a hit also needs Generations to hold. Knows nothing of time: the
/// caller compares the ends with the clock on every hit, and asks the database before it calls a
/// cached session ended by idleness, because its last-seen time may be older than the database's.
///
/// Room for 100 000 sessions in 30 MB, most of them in slots of 256 bytes; the few with long texts
/// or very many groups have a small table of wide slots. Pages that were never used are never
/// touched.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include <sys/types.h>

#include "postern/base/bytes.hpp"
#include "postern/shm/generations.hpp"

namespace postern::shm {

/// What a hit yields. Plain bytes; times are seconds since 1970 UTC.
struct CachedSession {
    enum class Kind : std::uint8_t {
        Cookie,    ///< the session of a browser
        Access,    ///< an access token
        Personal,  ///< a personal token
        Password,  ///< a site, a name and a password of HTTP Basic
    };
    /// In `flags`: a token for the one site that its sites name.
    static constexpr std::uint8_t kForOneSite = 1;

    /// A public id, the longest e-mail address and the longest names fit, with 90 groups and roles.
    static constexpr std::size_t kTextBytes = 1624;
    static constexpr std::uint32_t kNeverProven = 0;
    static constexpr std::uint32_t kForever = std::numeric_limits<std::uint32_t>::max();
    /// The numbers of the user's groups and roles, as bytes; then their public id, e-mail address
    /// and display name; then the names of the sites that it is good for, or `*`; then their
    /// username and, as the gate keeps them, their given and family names.
    using Texts = std::array<std::string_view, 8>;

    Digest token_hash;         ///< or another digest: no two kinds share one
    std::uint64_t session_id;  ///< as LastSeen knows it; 0: its last use is not noted
    std::uint64_t user_id;
    std::uint64_t session_stamp;  ///< of Generations, over `buckets`
    std::uint64_t user_stamp;
    std::uint32_t proven_at;  ///< kNeverProven: not in this session
    /// From then on the groups and roles are others: the first of them has expired. kForever: none
    /// does.
    std::uint32_t facts_until;
    std::uint32_t last_seen_at;  ///< of a session
    std::uint32_t expires_at;
    std::uint8_t level;
    Kind kind;
    std::uint8_t flags;
    Generations::Buckets buckets;
    std::uint32_t idle_seconds;                                   ///< of a session
    alignas(std::uint64_t) std::array<std::uint16_t, 8> lengths;  ///< of the parts of `text`
    alignas(std::uint64_t) std::array<char, kTextBytes> text;

    /// Puts the texts in; false when they do not fit, and the session must then not be cached.
    bool set_texts(const Texts& texts) noexcept;
    Texts texts() const noexcept;
};

class SessionCache {
public:
    static constexpr std::size_t kWays = 8;
    static constexpr std::size_t kSets = 12'800;
    static constexpr std::size_t kWideSets = 256;
    static constexpr std::size_t kWriters = 512;  ///< processes that may write at the same time
    /// What fits in a narrow slot: the id, and 105 bytes of e-mail address, display name, username
    /// and numbers of groups and roles, four for each; two less when given and family name make up
    /// the display name, and less by the names of a token's sites.
    static constexpr std::size_t kNarrowTextBytes = 128;
    /// Zeroed memory is an empty cache: it needs no construction, which would touch every page.
    static constexpr bool kReadyWhenZeroed = true;

    /// Copies the session into `found` if it is here, whole, and still holds. Otherwise what is in
    /// `found` means nothing.
    bool find(const Digest& token_hash, const Generations& generations,
              CachedSession& found) noexcept;

    /// Keeps the session, in place of the one not asked for longest if its set is full. May do
    /// nothing when another process writes to the same slot. REQUIRES: set_texts() returned true,
    /// and its stamps were current when they were taken.
    void put(const CachedSession& session) noexcept;

    /// Frees what a dead process held: its place among the writers, and the slot in the middle of
    /// whose writing it died. Called by the master after waitpid for every child, however it ended.
    void release_all_of(pid_t pid) noexcept;

private:
    using Word = std::atomic<std::uint64_t>;
    struct Head {
        /// Even: how often it was written. Odd: being written, by the pid in the upper half.
        std::atomic<std::uint64_t> sequence;
        std::atomic<std::uint32_t> used;  ///< the cache's tick at the last hit or write
    };
    /// The first words of a CachedSession, up to the end of its texts.
    template <std::size_t kBytes>
    struct alignas(64) Slot {
        Head head;
        std::array<Word, (kBytes - sizeof(Head)) / sizeof(Word)> words;
    };
    /// A slot of either width.
    struct View {
        Head& head;
        std::span<Word> words;
    };
    /// Where a process is about to write: known before the slot turns odd.
    struct Intent {
        std::atomic<pid_t> pid;
        std::atomic<std::uint32_t> slot_plus_one;
    };
    static constexpr std::size_t kNarrowSlots = kSets * kWays;

    static std::size_t narrow_set_of(const Digest& token_hash) noexcept;
    static std::size_t wide_set_of(const Digest& token_hash) noexcept;
    static bool is_about(const View& slot, const Digest& token_hash) noexcept;
    static bool read(const View& slot, const Digest& wanted, CachedSession& into) noexcept;
    static void write(const View& slot, const CachedSession& session) noexcept;
    static void release(const View& slot, pid_t pid) noexcept;

    View slot(std::size_t place) noexcept;
    bool find_in_set(std::size_t first, const Digest& token_hash, const Generations& generations,
                     CachedSession& found) noexcept;
    std::size_t place_in_set(std::size_t first, const Digest& token_hash) noexcept;
    Intent* own_intent() noexcept;

    std::atomic<std::uint32_t> tick_;
    std::array<Intent, kWriters> intents_;
    std::array<Slot<256>, kNarrowSlots> narrow_;
    std::array<Slot<1792>, kWideSets * kWays> wide_;
};

}  // namespace postern::shm
