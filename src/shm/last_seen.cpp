// A word is, from the top: the session's id without its set (31 bits), the time (32), and whether
// the database lacks it (1). A word of 0 is an empty place; no entry is 0, because no time is.
#include "postern/shm/last_seen.hpp"

#include <algorithm>

namespace postern::shm {

namespace {

using Word = std::uint64_t;

constexpr Word kDirty = 1;
constexpr int kTimeShift = 1;
constexpr int kTagShift = 33;

static_assert(LastSeen::kSessionIdEnd / LastSeen::kSets <= Word{1} << (64 - kTagShift));

/// Consecutive ids lie in consecutive sets, so that all sets fill alike.
std::size_t first_place_of(std::uint64_t session_id) noexcept {
    return session_id % LastSeen::kSets * LastSeen::kWays;
}

Word tag_of(std::uint64_t session_id) noexcept { return session_id / LastSeen::kSets; }
Word tag_in(Word word) noexcept { return word >> kTagShift; }
bool is_dirty(Word word) noexcept { return (word & kDirty) != 0; }

std::int64_t time_in(Word word) noexcept {
    return static_cast<std::int64_t>(word >> kTimeShift & 0xFFFF'FFFF);
}

Word dirty_word(std::uint64_t session_id, std::int64_t seen_at) noexcept {
    return tag_of(session_id) << kTagShift | static_cast<Word>(seen_at) << kTimeShift | kDirty;
}

bool is_about(Word word, std::uint64_t session_id) noexcept {
    return word != 0 && tag_in(word) == tag_of(session_id);
}

bool fits(std::uint64_t session_id, std::int64_t seen_at) noexcept {
    return session_id < LastSeen::kSessionIdEnd && seen_at > 0 && seen_at < LastSeen::kTimeEnd;
}

LastSeen::Entry entry_of(Word word, std::size_t place) noexcept {
    return {tag_in(word) * LastSeen::kSets + place / LastSeen::kWays, time_in(word)};
}

/// Enough to outlast any real contention; then the note is dropped rather than the request held.
constexpr int kAttempts = 16;

}  // namespace

/// One look at the set and one attempt to change it. Nothing when another process was faster.
std::optional<bool> LastSeen::try_note(std::uint64_t session_id, std::int64_t now) noexcept {
    const std::size_t first = first_place_of(session_id);
    std::size_t place = kEntries;
    Word old = 0;
    for (std::size_t i = first; i < first + kWays; ++i) {
        const Word here = words_[i].load(std::memory_order_relaxed);
        if (is_about(here, session_id)) {
            if (time_in(here) >= now) return true;
            place = i;
            old = here;
            break;
        }
        // An empty place is clean and older than any entry.
        const bool better = place == kEntries || time_in(here) < time_in(old);
        if (is_dirty(here) || !better) continue;
        place = i;
        old = here;
    }
    if (place == kEntries) return false;
    // Before the entry, so that no entry is ever in a chunk that collect() passes by.
    if (auto& chunk = written_to_[place / kChunk]; !chunk.load(std::memory_order_relaxed))
        chunk.store(true);
    if (words_[place].compare_exchange_strong(old, dirty_word(session_id, now))) return true;
    return std::nullopt;
}

bool LastSeen::note(std::uint64_t session_id, std::int64_t now) noexcept {
    std::optional<bool> noted;
    if (!fits(session_id, now)) noted = false;
    for (int attempt = 0; !noted && attempt < kAttempts; ++attempt)
        noted = try_note(session_id, now);
    if (noted == true) return true;
    dropped_.fetch_add(1, std::memory_order_relaxed);
    return false;
}

std::int64_t LastSeen::find(std::uint64_t session_id) const noexcept {
    if (session_id >= kSessionIdEnd) return 0;
    const std::size_t first = first_place_of(session_id);
    std::int64_t newest = 0;
    for (std::size_t i = first; i < first + kWays; ++i)
        if (const Word word = words_[i].load(std::memory_order_relaxed); is_about(word, session_id))
            newest = std::max(newest, time_in(word));
    return newest;
}

std::size_t LastSeen::collect(std::span<Entry> out) noexcept {
    std::size_t count = 0;
    const std::size_t first = next_place_.load(std::memory_order_relaxed);
    for (std::size_t n = 0; n < kEntries; ++n) {
        const std::size_t place = (first + n) % kEntries;
        if (!written_to_[place / kChunk].load()) {
            n += kChunk - 1 - place % kChunk;
            continue;
        }
        const Word word = words_[place].load();
        if (!is_dirty(word)) continue;
        if (count == out.size()) {
            next_place_.store(static_cast<std::uint32_t>(place), std::memory_order_relaxed);
            break;
        }
        out[count++] = entry_of(word, place);
    }
    return count;
}

void LastSeen::confirm(const Entry& entry) noexcept {
    if (!fits(entry.session_id, entry.seen_at)) return;
    const std::size_t first = first_place_of(entry.session_id);
    const Word dirty = dirty_word(entry.session_id, entry.seen_at);
    for (std::size_t i = first; i < first + kWays; ++i) {
        Word expected = dirty;
        words_[i].compare_exchange_strong(expected, dirty & ~kDirty);
    }
}

std::uint64_t LastSeen::dropped() const noexcept {
    return dropped_.load(std::memory_order_relaxed);
}

}  // namespace postern::shm
