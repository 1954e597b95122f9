#include "postern/service/token/published_keys.hpp"

#include <algorithm>
#include <limits>

namespace postern::service {

namespace {

std::int64_t seconds_of(const std::optional<TimePoint>& until) noexcept {
    return until ? until->time_since_epoch().count() : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

shm::PublishedKeys published_keys(KeyChest& chest, TimePoint now) {
    shm::PublishedKeys keys;
    for (const auto& [trusted, until] : chest.verifiers(now))
        keys.tokens.push_back({.kid = trusted->key.kid(),
                               .algorithm = static_cast<std::uint8_t>(trusted->key.algorithm()),
                               .der = trusted->key.der(),
                               .id_key = Secret{trusted->id_key.reveal()},
                               .until = seconds_of(until)});
    std::ranges::stable_sort(keys.tokens, std::ranges::greater{}, &shm::PublishedKey::until);
    if (const auto signer = chest.signer(KeyUsage::Assertion, now))
        keys.assertion.emplace(shm::PublishedAssertionKey{
            .kid = signer->key.kid(),
            .algorithm = static_cast<std::uint8_t>(signer->key.algorithm()),
            .der = signer->key.der()});
    return keys;
}

}  // namespace postern::service
