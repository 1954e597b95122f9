/// buckets: taking from a bucket in shared memory and giving back, by the rules of
/// throttle_policy.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "postern/service/throttle/throttle_policy.hpp"
#include "postern/shm/attempt_table.hpp"

namespace postern::service {

/// Takes one; or how long to wait, and nothing is taken.
inline std::chrono::seconds take_one_of(shm::AttemptTable& attempts, std::uint64_t key,
                                        const Rate& rate, TimePoint now) {
    const auto take = [&](const shm::Attempts& bucket) -> std::optional<shm::Attempts> {
        if (wait_for_one(bucket, rate, now).count() > 0) return std::nullopt;
        return take_one(bucket, rate, now);
    };
    return wait_for_one(attempts.update(key, take), rate, now);
}

/// As if one less had been taken.
inline void give_one_back_to(shm::AttemptTable& attempts, std::uint64_t key, const Rate& rate) {
    attempts.update(key, [&](const shm::Attempts& bucket) {
        return std::optional{give_one_back(bucket, rate)};
    });
}

}  // namespace postern::service
