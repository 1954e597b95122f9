// A counter is freed by the same compare-and-swap that takes its count, so no count is lost between
// the two: who counts at that moment fails, looks again and finds the slot free. Who was stopped
// for long enough can still write its name into a slot that is another's by now; then the name has
// not the counter's hash, and the next one who counts there mends it.
#include "postern/shm/access_counts.hpp"

#include <algorithm>
#include <limits>

namespace postern::shm {

namespace {

using Word = std::uint64_t;

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 86'400;
constexpr std::uint32_t kMaxCount = std::numeric_limits<std::uint32_t>::max();

/// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
Word mixed(Word word) noexcept {
    word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
    word = (word ^ word >> 27) * 0x94d049bb133111eb;
    return word ^ word >> 31;
}

Word tag_in(Word word) noexcept { return word >> 32; }
Word low_half(Word word) noexcept { return word & 0xFFFF'FFFF; }
Word tagged(Word tag, Word low) noexcept { return tag << 32 | low; }
std::uint32_t count_in(Word counter) noexcept { return static_cast<std::uint32_t>(counter); }

Word times_word(Word tag, std::uint64_t first, std::uint64_t last) noexcept {
    return tagged(tag, first << 16 | last);
}
std::uint64_t first_in(Word times) noexcept { return times >> 16 & 0xFFFF; }
std::uint64_t last_in(Word times) noexcept { return times & 0xFFFF; }

Word what_word(const AccessCounts::Decision& decision, std::int64_t hour) noexcept {
    return static_cast<Word>(hour / kHour) << 32 | Word{decision.verdict} << 16 |
           static_cast<std::uint16_t>(decision.rule);
}
std::int64_t hour_in(Word what) noexcept { return static_cast<std::int64_t>(what >> 32) * kHour; }
std::uint8_t verdict_in(Word what) noexcept { return static_cast<std::uint8_t>(what >> 16); }
std::int16_t rule_in(Word what) noexcept { return static_cast<std::int16_t>(what); }

bool fits(const AccessCounts::Decision& decision, std::int64_t now) noexcept {
    using Rule = std::numeric_limits<std::int16_t>;
    return now >= 0 && now / kHour <= std::int64_t{kMaxCount} && decision.rule >= Rule::min() &&
           decision.rule <= Rule::max();
}

/// Enough to outlast any real contention; then the count is dropped rather than the request held.
constexpr int kAttempts = 64;

}  // namespace

/// Not 0 for a name of zeros, as a free slot has.
Word AccessCounts::Name::hash() const noexcept {
    return mixed(user_id + mixed(site_id + mixed(what + 0x9e3779b97f4a7c15)));
}

AccessCounts::Name AccessCounts::name_in(const Slot& slot) noexcept {
    return {slot.user_id.load(), slot.site_id.load(), slot.what.load()};
}

/// Writes what the counter does not say: all of it, or what is missing or wrong.
void AccessCounts::complete(Slot& slot, const Name& name, const Span& span) noexcept {
    const Word tag = tag_in(name.hash());
    Word seen = slot.times.load(std::memory_order_relaxed);
    for (;;) {
        // What is left of the same decision in the same hour holds for it as well.
        const bool is_ours = tag_in(seen) == tag;
        const Word next =
            times_word(tag, is_ours ? std::min(first_in(seen), span.first) : span.first,
                       is_ours ? std::max(last_in(seen), span.last) : span.last);
        if (next == seen || slot.times.compare_exchange_weak(seen, next)) break;
    }
    // A line that nobody writes to stays in the caches of all.
    const auto put = [](std::atomic<Word>& word, Word value) {
        if (word.load(std::memory_order_relaxed) != value) word.store(value);
    };
    put(slot.user_id, name.user_id);
    put(slot.site_id, name.site_id);
    put(slot.what, name.what);
}

/// One look at the set and one attempt to change it. Nothing when another process was faster.
std::optional<bool> AccessCounts::try_add(const Name& name, const Span& span,
                                          std::uint32_t count) noexcept {
    const Word hash = name.hash();
    const Word tag = tag_in(hash);
    const std::size_t first = hash % kSets * kWays;
    std::size_t free = kSlots;
    for (std::size_t i = first; i < first + kWays; ++i) {
        Slot& slot = slots_[i];
        Word counter = slot.counter.load();
        if (counter == 0) {
            if (free == kSlots) free = i;
            continue;
        }
        if (tag_in(counter) != tag) continue;
        if (count_in(counter) > kMaxCount - count) return false;
        complete(slot, name, span);
        if (slot.counter.compare_exchange_strong(counter, counter + count)) return true;
        return std::nullopt;
    }
    if (free == kSlots) return false;
    // Before the counter, so that none is ever in a chunk that take() passes by.
    if (auto& chunk = written_to_[free / kChunk]; !chunk.load(std::memory_order_relaxed))
        chunk.store(true);
    Word expected = 0;
    if (!slots_[free].counter.compare_exchange_strong(expected, tagged(tag, count)))
        return std::nullopt;
    complete(slots_[free], name, span);
    return true;
}

bool AccessCounts::add(const Name& name, const Span& span, std::uint32_t count) noexcept {
    std::optional<bool> added;
    for (int attempt = 0; !added && attempt < kAttempts; ++attempt)
        added = try_add(name, span, count);
    if (added == true) return true;
    drop(count);
    return false;
}

bool AccessCounts::note(const Decision& decision, std::int64_t now) noexcept {
    if (!fits(decision, now)) {
        drop(1);
        return false;
    }
    const auto second = static_cast<std::uint64_t>(now % kHour);
    return add({decision.user_id, decision.site_id, what_word(decision, now)}, {second, second}, 1);
}

void AccessCounts::put_back(const Entry& entry) noexcept {
    const Name name{entry.decision.user_id, entry.decision.site_id,
                    what_word(entry.decision, entry.hour)};
    add(name,
        {static_cast<std::uint64_t>(entry.first_at - entry.hour),
         static_cast<std::uint64_t>(entry.last_at - entry.hour)},
        entry.count);
}

bool AccessCounts::note_visit(std::uint64_t user_id, std::uint64_t site_id,
                              std::int64_t now) noexcept {
    const Word hash = mixed(user_id + mixed(site_id));
    const Word day = static_cast<Word>(now / kDay) & 0xFFFF;
    const Word visit = day << 48 | hash >> 16;
    const std::size_t first = hash % kVisitSets * kVisitWays;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        std::size_t place = visits_.size();
        Word old = 0;
        for (std::size_t i = first; i < first + kVisitWays; ++i) {
            const Word here = visits_[i].load(std::memory_order_relaxed);
            if (here == visit) return false;
            if (place != visits_.size() || (here != 0 && here >> 48 == day)) continue;
            place = i;
            old = here;
        }
        if (place == visits_.size()) break;
        if (visits_[place].compare_exchange_strong(old, visit)) return true;
    }
    drop(1);
    return false;
}

// --- the courier's part

/// A slot whose name stays unfinished belongs to a process that was killed.
void AccessCounts::free_if_abandoned(Slot& slot, Word counter, std::int64_t now) noexcept {
    const Word seen = slot.unfinished.load();
    const auto since = static_cast<std::int64_t>(low_half(seen));
    const auto time = static_cast<std::int64_t>(low_half(static_cast<Word>(now)));
    if (seen == 0 || tag_in(seen) != tag_in(counter) || since > time) {
        slot.unfinished.store(tagged(tag_in(counter), static_cast<Word>(time)));
    } else if (time - since >= kUnfinished &&
               slot.counter.compare_exchange_strong(counter, Word{0})) {
        slot.unfinished.store(0);
        drop(count_in(counter));
    }
}

std::optional<AccessCounts::Entry> AccessCounts::take_from(Slot& slot, std::int64_t now) noexcept {
    Word counter = slot.counter.load();
    for (int attempt = 0; counter != 0 && attempt < kAttempts; ++attempt) {
        const Name name = name_in(slot);
        const Word times = slot.times.load();
        const Word tag = tag_in(counter);
        if (tag_in(name.hash()) != tag || tag_in(times) != tag) {
            free_if_abandoned(slot, counter, now);
            return std::nullopt;
        }
        if (slot.unfinished.load(std::memory_order_relaxed) != 0) slot.unfinished.store(0);
        if (!slot.counter.compare_exchange_strong(counter, Word{0})) continue;
        const std::int64_t hour = hour_in(name.what);
        return Entry{.decision = {.user_id = name.user_id,
                                  .site_id = name.site_id,
                                  .rule = rule_in(name.what),
                                  .verdict = verdict_in(name.what)},
                     .hour = hour,
                     .count = count_in(counter),
                     .first_at = hour + static_cast<std::int64_t>(first_in(times)),
                     .last_at = hour + static_cast<std::int64_t>(last_in(times))};
    }
    return std::nullopt;
}

std::size_t AccessCounts::take(std::span<Entry> out, std::int64_t now) noexcept {
    std::size_t count = 0;
    const std::size_t first = next_slot_.load(std::memory_order_relaxed);
    for (std::size_t n = 0; n < kSlots; ++n) {
        const std::size_t place = (first + n) % kSlots;
        if (!written_to_[place / kChunk].load()) {
            n += kChunk - 1 - place % kChunk;
            continue;
        }
        if (count == out.size()) {
            next_slot_.store(static_cast<std::uint32_t>(place), std::memory_order_relaxed);
            break;
        }
        if (const auto entry = take_from(slots_[place], now)) out[count++] = *entry;
    }
    return count;
}

void AccessCounts::drop(std::uint64_t count) noexcept {
    dropped_.fetch_add(count, std::memory_order_relaxed);
}

std::uint64_t AccessCounts::take_dropped() noexcept { return dropped_.exchange(0); }

}  // namespace postern::shm
