/// throttle_policy: how long a client must wait before the next attempt. Pure functions of the
/// counts and the current time; nothing is looked up or kept here.
///
/// Two rules. Failures in a row: some are free, then each makes the next wait longer, and after
/// very many nothing helps but a new password. Rates: a token bucket that refills evenly over a
/// period. A clock that was set back makes nobody wait longer than the rule's longest wait,
/// give or take kClockSkew.
#pragma once

#include <chrono>
#include <cstdint>

#include "postern/base/clock.hpp"
#include "postern/shm/attempt_table.hpp"

namespace postern::service {

struct ThrottleSettings {
    std::uint32_t free_attempts = 5;  ///< failures in a row before waits begin
    std::chrono::seconds longest_wait{60};
    std::uint32_t max_failures = 100;         ///< in a row; then only a new password helps
    std::uint32_t attempts_per_address = 20;  ///< failures a minute
    std::uint32_t max_devices = 200;          ///< known devices of an account
    /// So many may be under way from one address besides: what is under way counts as failed until
    /// it is known better.
    std::uint32_t parallel_attempts = 32;
};

/// The clocks of our hosts differ by less.
inline constexpr std::chrono::seconds kClockSkew{5};

/// How long after the last of `failures` in a row the next attempt may come: nothing, then 1,
/// 2, 4 s and so on up to the longest wait.
std::chrono::seconds wait_after(std::uint32_t failures, const ThrottleSettings& settings) noexcept;

/// What is left of that wait. A last failure that lies in the future is one before a clock was set
/// back: it makes nobody wait.
std::chrono::seconds wait_left(std::uint32_t failures, TimePoint last_at,
                               const ThrottleSettings& settings, TimePoint now) noexcept;

/// `amount` in a `period`, and `burst` at once.
struct Rate {
    std::uint32_t amount;
    std::chrono::seconds period;
    std::uint32_t burst;
};

// A bucket is kept as the moment at which all that was taken has come back (the generic cell rate
// algorithm, ITU-T I.371): seconds in last_at, milliseconds in count.

/// How long until one more may be taken; zero: now.
std::chrono::seconds wait_for_one(const shm::Attempts& bucket, const Rate& rate,
                                  TimePoint now) noexcept;
/// The bucket after one more was taken.
shm::Attempts take_one(const shm::Attempts& bucket, const Rate& rate, TimePoint now) noexcept;
/// The bucket as if one less had been taken.
shm::Attempts give_one_back(const shm::Attempts& bucket, const Rate& rate) noexcept;

}  // namespace postern::service
