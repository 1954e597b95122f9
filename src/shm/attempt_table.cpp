// A word is, from the top: the part of the key that its set does not tell (20 bits), the count
// (12), and the time in seconds (32). A word of 0 is an empty place; no counter is 0, because no
// time is. A counter is cleared, never taken out: so times in a set only grow, and two processes
// that look for a place for the same new key agree on it.
#include "postern/shm/attempt_table.hpp"

#include <algorithm>

namespace postern::shm {

namespace {

using Word = std::uint64_t;

constexpr int kTimeBits = 32;
constexpr int kCountBits = 12;
constexpr int kTagShift = kTimeBits + kCountBits;

static_assert(AttemptTable::kMaxCount == (1u << kCountBits) - 1);

Word tag_of(std::uint64_t key) noexcept { return key >> kTagShift; }
Word tag_in(Word word) noexcept { return word >> kTagShift; }
Word time_in(Word word) noexcept { return word & 0xFFFF'FFFF; }

bool is_about(Word word, std::uint64_t key) noexcept {
    return word != 0 && tag_in(word) == tag_of(key);
}

std::size_t first_place_of(std::uint64_t key) noexcept {
    return key % AttemptTable::kSets * AttemptTable::kWays;
}

Attempts attempts_in(Word word) noexcept {
    return {static_cast<std::uint32_t>(word >> kTimeBits & AttemptTable::kMaxCount),
            TimePoint{std::chrono::seconds{time_in(word)}}};
}

Word word_of(std::uint64_t key, const Attempts& attempts) noexcept {
    const auto seconds = attempts.last_at.time_since_epoch().count();
    const auto time = static_cast<Word>(std::clamp<decltype(seconds)>(seconds, 1, 0xFFFF'FFFF));
    const Word count = std::min(attempts.count, AttemptTable::kMaxCount);
    return tag_of(key) << kTagShift | count << kTimeBits | time;
}

}  // namespace

AttemptTable::Place AttemptTable::place_for(std::uint64_t key) const noexcept {
    const std::size_t first = first_place_of(key);
    Place quietest{first, words_[first].load(), {}};
    for (std::size_t i = first; i < first + kWays; ++i) {
        const Word word = i == first ? quietest.seen : words_[i].load();
        if (is_about(word, key)) return {i, word, attempts_in(word)};
        // An empty place is quieter than any counter.
        if (time_in(word) < time_in(quietest.seen)) quietest = {i, word, {}};
    }
    return quietest;
}

Attempts AttemptTable::find(std::uint64_t key) const noexcept { return place_for(key).attempts; }

bool AttemptTable::replace(const Place& place, std::uint64_t key, const Attempts& next) noexcept {
    Word expected = place.seen;
    return words_[place.index].compare_exchange_strong(expected, word_of(key, next));
}

void AttemptTable::clear(std::uint64_t key) noexcept {
    update(key, [](const Attempts& attempts) -> std::optional<Attempts> {
        if (attempts.count == 0) return std::nullopt;
        return Attempts{0, attempts.last_at};
    });
}

}  // namespace postern::shm
