// Slots and waiting places are arrays of owner pids, each taken by one compare-and-swap from 0. A
// process killed between any two instructions leaves at most its own pid behind, which the master
// clears after waitpid.
#include "postern/shm/hashing_slots.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <limits>

#include "postern/base/check.hpp"

namespace postern::shm {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kNone = HashingSlots::kMaxSlots;

/// A waiter looks again at least this often: the wake-up it should have had may have gone to a
/// process that was killed before it could use it.
constexpr std::chrono::milliseconds kLongestSleep{20};

static_assert(std::atomic<std::uint32_t>::is_always_lock_free);
static_assert(std::atomic<pid_t>::is_always_lock_free);

bool claim(std::atomic<pid_t>& place) noexcept {
    pid_t free = 0;
    return place.load(std::memory_order_relaxed) == 0 &&
           place.compare_exchange_strong(free, getpid(), std::memory_order_acq_rel);
}

/// Frees the place if it is still `pid`'s. Returns whether it was.
bool release(std::atomic<pid_t>& place, pid_t pid) noexcept {
    return place.compare_exchange_strong(pid, 0, std::memory_order_acq_rel);
}

std::int64_t now_ms() noexcept {
    const auto since = SteadyClock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

/// A wake-up is meant for one place; places that share a bit only look once more than they need.
std::uint32_t bit_of(std::size_t place) noexcept { return std::uint32_t{1} << place % 32; }

/// Not FUTEX_PRIVATE: the waiters are other processes. Every way in which it can end leads to
/// another look, so its result says nothing.
void sleep_on(std::atomic<std::uint32_t>& word, std::uint32_t seen, std::size_t place,
              SteadyClock::time_point until) noexcept {
    const auto ns =
        std::chrono::duration_cast<std::chrono::nanoseconds>(until.time_since_epoch()).count();
    const timespec at{.tv_sec = ns / 1'000'000'000, .tv_nsec = ns % 1'000'000'000};
    syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, seen, &at, nullptr, bit_of(place));
}

}  // namespace

void HashingSlots::set_limits(std::uint32_t slots, std::uint32_t waiters) noexcept {
    POSTERN_CHECK(slots >= 1 && slots <= kMaxSlots);
    limit_.store(slots, std::memory_order_relaxed);
    waiter_limit_.store(std::min<std::uint32_t>(waiters, kMaxSlots), std::memory_order_relaxed);
}

HashingSlots::Lease::~Lease() {
    if (slots_ != nullptr) slots_->give_back(index_);
}

std::size_t HashingSlots::claim_slot() noexcept {
    const auto limit = limit_.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < limit; ++i)
        if (claim(owners_[i])) return i;
    return kNone;
}

std::size_t HashingSlots::claim_place() noexcept {
    const auto limit = waiter_limit_.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < limit; ++i)
        if (claim(waiters_[i].pid)) return i;
    return kNone;
}

std::size_t HashingSlots::longest_waiting() const noexcept {
    const std::int64_t now = now_ms();
    std::size_t longest = kNone;
    std::uint64_t lowest = 0;
    for (std::size_t i = 0; i < waiters_.size(); ++i) {
        const auto& waiter = waiters_[i];
        const std::uint64_t number = waiter.number.load(std::memory_order_acquire);
        if (number == 0 || waiter.pid.load(std::memory_order_relaxed) == 0) continue;
        // One that was stopped or killed holds up the others for no longer than its own patience.
        if (waiter.until_ms.load(std::memory_order_relaxed) < now) continue;
        if (longest == kNone || number < lowest) {
            longest = i;
            lowest = number;
        }
    }
    return longest;
}

void HashingSlots::announce_release() noexcept {
    releases_.fetch_add(1, std::memory_order_acq_rel);
    const std::size_t next = longest_waiting();
    if (next == kNone) return;
    constexpr int kEverybodyWithThisBit = std::numeric_limits<int>::max();
    syscall(SYS_futex, &releases_, FUTEX_WAKE_BITSET, kEverybodyWithThisBit, nullptr, nullptr,
            bit_of(next));
}

void HashingSlots::give_back(std::size_t index) noexcept {
    if (release(owners_[index], getpid())) announce_release();
}

HashingSlots::Lease HashingSlots::acquire(std::chrono::milliseconds patience) noexcept {
    if (longest_waiting() == kNone)
        if (const auto slot = claim_slot(); slot != kNone) return {*this, slot};

    const auto place = claim_place();
    if (place == kNone) return {};
    const auto slot = wait_in(place, patience);
    waiters_[place].number.store(0, std::memory_order_release);
    release(waiters_[place].pid, getpid());
    // There may be a second free slot, whose wake-up came to this process while it was first.
    if (slot != kNone && longest_waiting() != kNone) announce_release();
    return slot == kNone ? Lease{} : Lease{*this, slot};
}

std::size_t HashingSlots::wait_in(std::size_t place, std::chrono::milliseconds patience) noexcept {
    auto& waiter = waiters_[place];
    const auto deadline = SteadyClock::now() + patience;
    waiter.until_ms.store(now_ms() + patience.count(), std::memory_order_relaxed);
    waiter.number.store(1 + arrivals_.fetch_add(1, std::memory_order_relaxed),
                        std::memory_order_release);
    for (;;) {
        // Read before the look: a slot given back after the look changes it, and the sleep ends at
        // once.
        const auto seen = releases_.load(std::memory_order_acquire);
        const auto first = longest_waiting();
        if (first == place || first == kNone)
            if (const auto slot = claim_slot(); slot != kNone) return slot;
        const auto now = SteadyClock::now();
        if (now >= deadline) return kNone;
        sleep_on(releases_, seen, place, std::min(deadline, now + kLongestSleep));
    }
}

void HashingSlots::release_all_of(pid_t pid) noexcept {
    for (auto& waiter : waiters_) {
        if (waiter.pid.load(std::memory_order_relaxed) != pid) continue;
        waiter.number.store(0, std::memory_order_release);
        release(waiter.pid, pid);
    }
    for (auto& owner : owners_)
        if (release(owner, pid)) announce_release();
}

std::size_t HashingSlots::in_use() const noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(
        owners_, [](const auto& owner) { return owner.load(std::memory_order_relaxed) != 0; }));
}

std::size_t HashingSlots::waiting() const noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(waiters_, [](const auto& waiter) {
        return waiter.number.load(std::memory_order_relaxed) != 0;
    }));
}

}  // namespace postern::shm
