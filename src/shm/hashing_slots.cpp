// Slots and waiting places are arrays of owner pids, each taken by one compare-and-swap from 0. A
// process killed between any two instructions leaves at most its own pid behind, which the master
// clears after waitpid.
#include "postern/shm/hashing_slots.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <span>

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

std::size_t claim_one(std::span<std::atomic<pid_t>> places, pid_t pid) noexcept {
    for (std::size_t i = 0; i < places.size(); ++i) {
        pid_t free = 0;
        if (places[i].load(std::memory_order_relaxed) == 0 &&
            places[i].compare_exchange_strong(free, pid, std::memory_order_acq_rel))
            return i;
    }
    return kNone;
}

/// Frees the place if it is still `pid`'s. Returns whether it was.
bool release(std::atomic<pid_t>& place, pid_t pid) noexcept {
    return place.compare_exchange_strong(pid, 0, std::memory_order_acq_rel);
}

/// Not FUTEX_PRIVATE: the waiters are other processes. Every way in which it can end leads to
/// another look, so its result says nothing.
void sleep_on(std::atomic<std::uint32_t>& word, std::uint32_t seen,
              SteadyClock::duration patience) noexcept {
    const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(patience).count();
    const timespec timeout{.tv_sec = ns / 1'000'000'000, .tv_nsec = ns % 1'000'000'000};
    syscall(SYS_futex, &word, FUTEX_WAIT, seen, &timeout, nullptr, 0);
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
    return claim_one(std::span{owners_}.first(limit_.load(std::memory_order_relaxed)), getpid());
}

void HashingSlots::announce_release() noexcept {
    releases_.fetch_add(1, std::memory_order_acq_rel);
    syscall(SYS_futex, &releases_, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

void HashingSlots::give_back(std::size_t index) noexcept {
    if (release(owners_[index], getpid())) announce_release();
}

HashingSlots::Lease HashingSlots::acquire(std::chrono::milliseconds patience) noexcept {
    if (const auto slot = claim_slot(); slot != kNone) return {*this, slot};

    const pid_t self = getpid();
    const auto waiter_limit = waiter_limit_.load(std::memory_order_relaxed);
    const auto place = claim_one(std::span{waiters_}.first(waiter_limit), self);
    if (place == kNone) return {};

    const auto deadline = SteadyClock::now() + patience;
    std::size_t slot = kNone;
    for (;;) {
        // Read before the look: a slot given back after the look changes it, and the sleep ends at
        // once.
        const auto seen = releases_.load(std::memory_order_acquire);
        slot = claim_slot();
        const auto left = deadline - SteadyClock::now();
        if (slot != kNone || left <= SteadyClock::duration::zero()) break;
        sleep_on(releases_, seen, std::min<SteadyClock::duration>(left, kLongestSleep));
    }
    release(waiters_[place], self);
    return slot == kNone ? Lease{} : Lease{*this, slot};
}

void HashingSlots::release_all_of(pid_t pid) noexcept {
    for (auto& place : waiters_) release(place, pid);
    for (auto& owner : owners_)
        if (release(owner, pid)) announce_release();
}

std::size_t HashingSlots::in_use() const noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(
        owners_, [](const auto& owner) { return owner.load(std::memory_order_relaxed) != 0; }));
}

}  // namespace postern::shm
