/// network_buckets: what one network may do, and what all networks of a /48 together may.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "postern/model/network.hpp"
#include "postern/service/throttle/network_keys.hpp"
#include "postern/service/throttle/throttle_policy.hpp"
#include "service/throttle/attempt_key.hpp"
#include "service/throttle/buckets.hpp"

namespace postern::service {

/// So many times as much as one of its networks.
inline constexpr std::uint32_t kWideNetworkFactor = 4;

inline NetworkKeys network_keys(const shm::AttemptTable& attempts, Counted counted,
                                std::string_view address) {
    const auto wide = wide_network_of(address);
    return {attempt_key(attempts, counted, network_of(address)),
            wide ? std::optional{attempt_key(attempts, counted, *wide)} : std::nullopt};
}

inline Rate wide_rate(Rate rate) noexcept {
    rate.amount *= kWideNetworkFactor;
    rate.burst *= kWideNetworkFactor;
    return rate;
}

/// Takes one from both; or how long to wait, and nothing is taken. One network that is refused
/// takes nothing from its neighbors.
inline std::chrono::seconds take_one_of(shm::AttemptTable& attempts, const NetworkKeys& keys,
                                        const Rate& rate, TimePoint now) {
    const auto wait = take_one_of(attempts, keys.network, rate, now);
    if (wait.count() > 0 || !keys.wide) return wait;
    const auto wide_wait = take_one_of(attempts, *keys.wide, wide_rate(rate), now);
    if (wide_wait.count() > 0) give_one_back_to(attempts, keys.network, rate);
    return wide_wait;
}

inline void give_one_back_to(shm::AttemptTable& attempts, const NetworkKeys& keys,
                             const Rate& rate) {
    give_one_back_to(attempts, keys.network, rate);
    if (keys.wide) give_one_back_to(attempts, *keys.wide, wide_rate(rate));
}

}  // namespace postern::service
