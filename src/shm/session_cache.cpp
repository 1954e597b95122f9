// Slots are sequence locks (Boehm, "Can seqlocks get along with programming language memory
// models?", 2012): the payload is read and written as relaxed atomic words between fences, so that
// a torn read is noticed by the sequence and is no data race.
#include "postern/shm/session_cache.hpp"

#include <unistd.h>

#include <cstring>
#include <type_traits>

namespace postern::shm {

static_assert(std::is_trivially_copyable_v<CachedSession>);
static_assert(sizeof(CachedSession) % sizeof(std::uint64_t) == 0);

bool CachedSession::set_texts(const std::array<std::string_view, 4>& texts) noexcept {
    std::size_t at = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (texts[i].size() > kTextBytes - at) return false;
        std::memcpy(text.data() + at, texts[i].data(), texts[i].size());
        lengths[i] = static_cast<std::uint16_t>(texts[i].size());
        at += texts[i].size();
    }
    return true;
}

std::array<std::string_view, 4> CachedSession::texts() const noexcept {
    std::array<std::string_view, 4> parts;
    std::size_t at = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        parts[i] = std::string_view{text.data() + at, lengths[i]};
        at += lengths[i];
    }
    return parts;
}

namespace {

std::size_t first_slot_of(const Digest& token_hash) noexcept {
    std::uint64_t word;
    // Not the bytes that choose the generation's bucket.
    std::memcpy(&word, token_hash.data() + 8, sizeof word);
    return word % SessionCache::kSets * SessionCache::kWays;
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

bool SessionCache::read(const Slot& slot, const Digest& wanted, CachedSession& into) noexcept {
    const std::uint64_t before = slot.sequence.load(std::memory_order_acquire);
    if (before == 0 || is_odd(before)) return false;
    constexpr std::size_t kHashWords = sizeof(Digest) / sizeof(std::uint64_t);
    std::array<std::uint64_t, kWords> words;
    for (std::size_t i = 0; i < kHashWords; ++i)
        words[i] = slot.words[i].load(std::memory_order_relaxed);
    if (std::memcmp(words.data(), wanted.data(), wanted.size()) != 0) return false;
    for (std::size_t i = kHashWords; i < kWords; ++i)
        words[i] = slot.words[i].load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    if (slot.sequence.load(std::memory_order_relaxed) != before) return false;
    std::memcpy(&into, words.data(), sizeof into);
    return true;
}

/// REQUIRES: the slot's sequence is odd, by this process.
void SessionCache::write(Slot& slot, const CachedSession& session) noexcept {
    std::array<std::uint64_t, kWords> words;
    std::memcpy(words.data(), &session, sizeof session);
    std::atomic_thread_fence(std::memory_order_release);
    for (std::size_t i = 0; i < kWords; ++i)
        slot.words[i].store(words[i], std::memory_order_relaxed);
}

bool SessionCache::find(const Digest& token_hash, const Generations& generations,
                        CachedSession& found) noexcept {
    const std::size_t first = first_slot_of(token_hash);
    for (std::size_t i = first; i < first + kWays; ++i) {
        if (!read(slots_[i], token_hash, found)) continue;
        if (!generations.holds(found.session_stamp, found.user_stamp, token_hash, found.user_id))
            return false;
        slots_[i].used.store(tick_.load(std::memory_order_relaxed), std::memory_order_relaxed);
        return true;
    }
    return false;
}

std::size_t SessionCache::place_for(const Digest& token_hash) const noexcept {
    const std::uint32_t now = tick_.load(std::memory_order_relaxed);
    const std::size_t first = first_slot_of(token_hash);
    std::size_t place = first;
    std::uint32_t longest = 0;
    for (std::size_t i = first; i < first + kWays; ++i) {
        CachedSession same;
        if (slots_[i].sequence.load(std::memory_order_relaxed) == 0) return i;
        if (read(slots_[i], token_hash, same)) return i;
        const std::uint32_t age = now - slots_[i].used.load(std::memory_order_relaxed);
        if (age < longest) continue;
        longest = age;
        place = i;
    }
    return place;
}

SessionCache::Intent* SessionCache::own_intent() noexcept {
    const pid_t self = getpid();
    for (Intent& intent : intents_) {
        pid_t owner = intent.pid.load(std::memory_order_relaxed);
        if (owner == self) return &intent;
        if (owner == 0 && intent.pid.compare_exchange_strong(owner, self)) return &intent;
    }
    return nullptr;
}

void SessionCache::put(const CachedSession& session) noexcept {
    Intent* const intent = own_intent();
    if (intent == nullptr) return;
    const std::size_t place = place_for(session.token_hash);
    Slot& slot = slots_[place];
    std::uint64_t sequence = slot.sequence.load(std::memory_order_relaxed);
    if (is_odd(sequence)) return;
    // Said before it is done: whoever finds this process dead knows which slot it may have left
    // odd.
    intent->slot_plus_one.store(static_cast<std::uint32_t>(place + 1));
    const std::uint64_t odd = taken(sequence, getpid());
    if (slot.sequence.compare_exchange_strong(sequence, odd)) {
        write(slot, session);
        slot.used.store(tick_.fetch_add(1, std::memory_order_relaxed), std::memory_order_relaxed);
        slot.sequence.store(given_back(odd), std::memory_order_release);
    }
    intent->slot_plus_one.store(0);
}

/// Empties the slot if it is `pid` that left it odd; another process's write goes on undisturbed.
void SessionCache::release(Slot& slot, pid_t pid) noexcept {
    const std::uint64_t odd = slot.sequence.load();
    if (!is_odd(odd) || odd >> 32 != static_cast<std::uint64_t>(pid)) return;
    // What is there may be half of one session and half of another: nobody's hash is zero.
    for (auto& word : slot.words) word.store(0, std::memory_order_relaxed);
    slot.sequence.store(given_back(odd), std::memory_order_release);
}

void SessionCache::release_all_of(pid_t pid) noexcept {
    for (Intent& intent : intents_) {
        if (intent.pid.load() != pid) continue;
        if (const std::uint32_t place = intent.slot_plus_one.exchange(0); place != 0)
            release(slots_[place - 1], pid);
        intent.pid.store(0);
        return;
    }
}

}  // namespace postern::shm
