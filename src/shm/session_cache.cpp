// Slots are sequence locks (Boehm, "Can seqlocks get along with programming language memory
// models?", 2012): the payload is read and written as relaxed atomic words between fences, so that
// a torn read is noticed by the sequence and is no data race.
#include "postern/shm/session_cache.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <type_traits>

namespace postern::shm {

static_assert(std::is_trivially_copyable_v<CachedSession>);
static_assert(std::is_standard_layout_v<CachedSession>);
static_assert(sizeof(CachedSession) % sizeof(std::uint64_t) == 0);

bool CachedSession::set_texts(const Texts& texts) noexcept {
    std::size_t at = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (texts[i].size() > kTextBytes - at) return false;
        std::ranges::copy(texts[i], text.begin() + static_cast<std::ptrdiff_t>(at));
        lengths[i] = static_cast<std::uint16_t>(texts[i].size());
        at += texts[i].size();
    }
    return true;
}

CachedSession::Texts CachedSession::texts() const noexcept {
    Texts parts;
    std::size_t at = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        parts[i] = std::string_view{text.data() + at, lengths[i]};
        at += lengths[i];
    }
    return parts;
}

namespace {

using Lengths = decltype(CachedSession::lengths);

constexpr std::size_t kHashWords = sizeof(Digest) / sizeof(std::uint64_t);
/// All but the text.
constexpr std::size_t kFixedWords = offsetof(CachedSession, text) / sizeof(std::uint64_t);
constexpr std::size_t kAllWords = sizeof(CachedSession) / sizeof(std::uint64_t);

static_assert(offsetof(CachedSession, token_hash) == 0);
static_assert(offsetof(CachedSession, text) % sizeof(std::uint64_t) == 0);
/// The lengths are the last two words before the text.
constexpr std::size_t kLengthsWord = offsetof(CachedSession, lengths) / sizeof(std::uint64_t);
static_assert(offsetof(CachedSession, lengths) % sizeof(std::uint64_t) == 0);
static_assert(kLengthsWord + 2 == kFixedWords);

std::size_t text_bytes(const Lengths& lengths) noexcept {
    return std::accumulate(lengths.begin(), lengths.end(), std::size_t{0});
}

/// How many words a session with such texts has.
std::size_t words_with(const Lengths& lengths) noexcept {
    return kFixedWords + (text_bytes(lengths) + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t);
}

/// Not the bytes that choose the generation's bucket.
std::uint64_t spread(const Digest& token_hash) noexcept {
    std::uint64_t word;
    std::memcpy(&word, token_hash.data() + 8, sizeof word);
    return word;
}

bool is_odd(std::uint64_t sequence) { return sequence % 2 != 0; }

/// The odd value of a slot that this process is writing.
std::uint64_t taken(std::uint64_t sequence, pid_t pid) {
    return static_cast<std::uint64_t>(pid) << 32 | ((sequence + 1) & 0xFFFF'FFFF);
}

/// The even value behind an odd one; never 0, which says "never written".
std::uint64_t given_back(std::uint64_t odd) {
    const std::uint64_t next = (odd + 1) & 0xFFFF'FFFF;
    return next == 0 ? 2 : next;
}

}  // namespace

static_assert(kFixedWords * sizeof(std::uint64_t) + SessionCache::kNarrowTextBytes <= 240,
              "what a narrow slot has room for");

std::size_t SessionCache::narrow_set_of(const Digest& token_hash) noexcept {
    return spread(token_hash) % kSets * kWays;
}

std::size_t SessionCache::wide_set_of(const Digest& token_hash) noexcept {
    return kNarrowSlots + spread(token_hash) % kWideSets * kWays;
}

SessionCache::View SessionCache::slot(std::size_t place) noexcept {
    if (place < kNarrowSlots) return {narrow_[place].head, narrow_[place].words};
    return {wide_[place - kNarrowSlots].head, wide_[place - kNarrowSlots].words};
}

/// A guess while others write: only read() makes it certain.
bool SessionCache::is_about(const View& slot, const Digest& token_hash) noexcept {
    std::array<std::uint64_t, kHashWords> wanted;
    std::memcpy(wanted.data(), token_hash.data(), token_hash.size());
    for (std::size_t i = 0; i < kHashWords; ++i)
        if (slot.words[i].load(std::memory_order_relaxed) != wanted[i]) return false;
    return true;
}

bool SessionCache::read(const View& slot, const Digest& wanted, CachedSession& into) noexcept {
    const std::uint64_t before = slot.head.sequence.load(std::memory_order_acquire);
    if (before == 0 || is_odd(before) || !is_about(slot, wanted)) return false;
    std::array<std::uint64_t, kAllWords> words;
    for (std::size_t i = 0; i < kFixedWords; ++i)
        words[i] = slot.words[i].load(std::memory_order_relaxed);
    Lengths lengths;
    std::memcpy(&lengths, &words[kLengthsWord], sizeof lengths);
    // They may be torn, and are then anything.
    const std::size_t count = std::min(words_with(lengths), slot.words.size());
    for (std::size_t i = kFixedWords; i < count; ++i)
        words[i] = slot.words[i].load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    if (slot.head.sequence.load(std::memory_order_relaxed) != before) return false;
    std::memcpy(static_cast<void*>(&into), words.data(), count * sizeof words[0]);
    return true;
}

/// REQUIRES: the slot's sequence is odd, by this process, and the session fits.
void SessionCache::write(const View& slot, const CachedSession& session) noexcept {
    const std::size_t count = words_with(session.lengths);
    std::array<std::uint64_t, kAllWords> words;
    std::memcpy(words.data(), &session, count * sizeof words[0]);
    // A process that reads one of the words also sees that the slot is odd.
    std::atomic_thread_fence(std::memory_order_release);
    for (std::size_t i = 0; i < count; ++i)
        slot.words[i].store(words[i], std::memory_order_relaxed);
}

bool SessionCache::find_in_set(std::size_t first, const Digest& token_hash,
                               const Generations& generations, CachedSession& found) noexcept {
    for (std::size_t place = first; place < first + kWays; ++place) {
        const View here = slot(place);
        if (!read(here, token_hash, found)) continue;
        // Two writers at once may have left it twice: the next one may hold.
        if (!generations.holds(found.session_stamp, found.user_stamp, found.buckets, found.user_id))
            continue;
        // Mostly no write: a line that all workers read must not wander between their caches.
        const std::uint32_t now = tick_.load(std::memory_order_relaxed);
        if (here.head.used.load(std::memory_order_relaxed) != now)
            here.head.used.store(now, std::memory_order_relaxed);
        return true;
    }
    return false;
}

bool SessionCache::find(const Digest& token_hash, const Generations& generations,
                        CachedSession& found) noexcept {
    return find_in_set(narrow_set_of(token_hash), token_hash, generations, found) ||
           find_in_set(wide_set_of(token_hash), token_hash, generations, found);
}

/// The session's own slot, else one never used, else the one used longest ago.
std::size_t SessionCache::place_in_set(std::size_t first, const Digest& token_hash) noexcept {
    const std::uint32_t now = tick_.load(std::memory_order_relaxed);
    std::size_t place = first;
    std::uint32_t longest = 0;
    for (std::size_t i = first; i < first + kWays; ++i) {
        const View here = slot(i);
        if (here.head.sequence.load(std::memory_order_relaxed) == 0) return i;
        if (is_about(here, token_hash)) return i;
        const std::uint32_t age = now - here.head.used.load(std::memory_order_relaxed);
        if (age <= longest) continue;
        longest = age;
        place = i;
    }
    return place;
}

SessionCache::Intent* SessionCache::own_intent() noexcept {
    const pid_t self = getpid();
    // First the whole table: a place that became free before the own one must not be taken as well.
    for (Intent& intent : intents_)
        if (intent.pid.load(std::memory_order_relaxed) == self) return &intent;
    for (Intent& intent : intents_) {
        pid_t nobody = 0;
        if (intent.pid.load(std::memory_order_relaxed) == 0 &&
            intent.pid.compare_exchange_strong(nobody, self))
            return &intent;
    }
    return nullptr;
}

void SessionCache::put(const CachedSession& session) noexcept {
    const std::size_t text = text_bytes(session.lengths);
    if (text > CachedSession::kTextBytes) return;
    Intent* const intent = own_intent();
    if (intent == nullptr) return;
    const std::size_t first = text <= kNarrowTextBytes ? narrow_set_of(session.token_hash)
                                                       : wide_set_of(session.token_hash);
    const std::size_t place = place_in_set(first, session.token_hash);
    const View here = slot(place);
    std::uint64_t sequence = here.head.sequence.load(std::memory_order_relaxed);
    if (is_odd(sequence)) return;
    // Recorded before it is done: a process that finds this one dead knows which slot may be
    // odd.
    intent->slot_plus_one.store(static_cast<std::uint32_t>(place + 1));
    const std::uint64_t odd = taken(sequence, getpid());
    if (here.head.sequence.compare_exchange_strong(sequence, odd)) {
        write(here, session);
        here.head.used.store(tick_.fetch_add(1, std::memory_order_relaxed) + 1,
                             std::memory_order_relaxed);
        here.head.sequence.store(given_back(odd), std::memory_order_release);
    }
    intent->slot_plus_one.store(0);
}

/// Empties the slot if it is `pid` that left it odd; another process's write goes on undisturbed.
void SessionCache::release(const View& slot, pid_t pid) noexcept {
    const std::uint64_t odd = slot.head.sequence.load();
    if (!is_odd(odd) || odd >> 32 != static_cast<std::uint64_t>(pid)) return;
    std::atomic_thread_fence(std::memory_order_release);
    // What is there may be half of one session and half of another: nobody's hash is zero.
    for (Word& word : slot.words) word.store(0, std::memory_order_relaxed);
    slot.head.sequence.store(given_back(odd), std::memory_order_release);
}

void SessionCache::release_all_of(pid_t pid) noexcept {
    for (Intent& intent : intents_) {
        if (intent.pid.load() != pid) continue;
        if (const std::uint32_t place = intent.slot_plus_one.exchange(0); place != 0)
            release(slot(place - 1), pid);
        intent.pid.store(0);
    }
}

}  // namespace postern::shm
