// The word is 0 while the database answers. Otherwise, from the top: when the next probe may go
// (61 bits, milliseconds), whether one is under way (1), and which interval it is (2, from 1).
#include "postern/shm/breaker.hpp"

#include <algorithm>

namespace postern::shm {

namespace {

struct Open {
    std::int64_t retry_at_ms;
    bool probing;
    std::uint64_t interval;  ///< 1, 2, 3: 250 ms, 500 ms, 1 s
};

constexpr std::uint64_t kIntervals = 3;
static_assert(DatabaseBreaker::kFirstInterval_ms << (kIntervals - 1) ==
              DatabaseBreaker::kLongestInterval_ms);

Open unpack(std::uint64_t state) noexcept {
    return {static_cast<std::int64_t>(state >> 3), (state >> 2 & 1) != 0, state & 3};
}

std::uint64_t pack(const Open& open) noexcept {
    return static_cast<std::uint64_t>(open.retry_at_ms) << 3 |
           static_cast<std::uint64_t>(open.probing) << 2 | open.interval;
}

Open after_failure(std::uint64_t interval, std::int64_t now_ms, std::uint32_t random) noexcept {
    const std::int64_t full = DatabaseBreaker::kFirstInterval_ms << (interval - 1);
    return {now_ms + full - random % (full / 4 + 1), false, interval};
}

}  // namespace

bool DatabaseBreaker::may_try(std::int64_t now_ms) noexcept {
    std::uint64_t state = state_.load();
    if (state == 0) return true;
    Open open = unpack(state);
    if (now_ms < open.retry_at_ms) return false;
    open.probing = true;
    open.retry_at_ms = now_ms + kProbePatience_ms;
    return state_.compare_exchange_strong(state, pack(open));
}

void DatabaseBreaker::failed(std::int64_t now_ms, std::uint32_t random) noexcept {
    std::uint64_t state = state_.load();
    const Open open = unpack(state);
    if (state != 0 && !open.probing) return;
    const std::uint64_t interval = state == 0 ? 1 : std::min(open.interval + 1, kIntervals);
    // A faster process knows as much: no second attempt.
    state_.compare_exchange_strong(state, pack(after_failure(interval, now_ms, random)));
}

void DatabaseBreaker::succeeded() noexcept {
    std::uint64_t state = state_.load();
    if (state != 0) state_.compare_exchange_strong(state, 0);
}

bool DatabaseBreaker::is_open() const noexcept { return state_.load() != 0; }

}  // namespace postern::shm
