#include "postern/service/throttle/throttle_policy.hpp"

#include <algorithm>

namespace postern::service {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using PreciseTime = std::chrono::time_point<std::chrono::system_clock, milliseconds>;

PreciseTime full_at(const shm::Attempts& bucket) noexcept {
    return bucket.last_at + milliseconds{bucket.count};
}

shm::Attempts bucket_that_is_full_at(PreciseTime moment) noexcept {
    const auto second = std::chrono::floor<seconds>(moment);
    return {static_cast<std::uint32_t>((moment - second).count()), second};
}

milliseconds cost_of_one(const Rate& rate) noexcept {
    return std::max(milliseconds{rate.period} / rate.amount, milliseconds{1});
}

milliseconds capacity(const Rate& rate) noexcept { return cost_of_one(rate) * rate.burst; }

/// When the bucket will be full, seen from now. One that lies further ahead than that of an empty
/// bucket is from before a clock was set back: nothing counts any more.
PreciseTime full_at_from(const shm::Attempts& bucket, const Rate& rate, TimePoint now) noexcept {
    const PreciseTime latest = now + capacity(rate);
    const PreciseTime full = full_at(bucket);
    return full > latest + kClockSkew ? PreciseTime{now}
                                      : std::clamp<PreciseTime>(full, now, latest);
}

}  // namespace

seconds wait_after(std::uint32_t failures, const ThrottleSettings& settings) noexcept {
    if (failures < settings.free_attempts) return seconds{0};
    constexpr std::uint32_t kMostDoublings = 20;
    const auto doublings = std::min(failures - settings.free_attempts, kMostDoublings);
    return std::min(seconds{std::int64_t{1} << doublings}, settings.longest_wait);
}

seconds wait_left(std::uint32_t failures, TimePoint last_at, const ThrottleSettings& settings,
                  TimePoint now) noexcept {
    if (last_at > now + kClockSkew) return seconds{0};
    return std::max(last_at + wait_after(failures, settings) - now, seconds{0});
}

seconds wait_for_one(const shm::Attempts& bucket, const Rate& rate, TimePoint now) noexcept {
    const auto left = full_at_from(bucket, rate, now) + cost_of_one(rate) - (now + capacity(rate));
    return std::max(std::chrono::ceil<seconds>(left), seconds{0});
}

shm::Attempts take_one(const shm::Attempts& bucket, const Rate& rate, TimePoint now) noexcept {
    return bucket_that_is_full_at(full_at_from(bucket, rate, now) + cost_of_one(rate));
}

shm::Attempts give_one_back(const shm::Attempts& bucket, const Rate& rate) noexcept {
    return bucket_that_is_full_at(full_at(bucket) - cost_of_one(rate));
}

}  // namespace postern::service
