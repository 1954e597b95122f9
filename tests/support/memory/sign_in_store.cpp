#include "support/memory/sign_in_store.hpp"

#include <algorithm>

namespace postern::test {

store::Failures MemorySignInStore::find_failures(const Digest& key) {
    state_.begin_call();
    const auto found = state_.sign_in_failures.find(key);
    return found == state_.sign_in_failures.end() ? store::Failures{} : found->second;
}

std::uint32_t MemorySignInStore::add_failure(const Digest& key, TimePoint now) {
    state_.begin_call();
    store::Failures& failures = state_.sign_in_failures[key];
    failures.last_at = std::max(failures.last_at, now);
    return ++failures.consecutive;
}

void MemorySignInStore::clear_failures(const Digest& key) {
    state_.begin_call();
    state_.sign_in_failures.erase(key);
}

std::size_t MemorySignInStore::remove_old_failures(TimePoint before, std::uint32_t fewer_than,
                                                   std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.sign_in_failures, [&](const auto& entry) {
        const store::Failures& failures = entry.second;
        const bool goes = failures.last_at < before && failures.consecutive < fewer_than;
        return goes && removed < limit && ++removed > 0;
    });
    return removed;
}

bool MemorySignInStore::is_known_device(UserId user, const Digest& device_hash) {
    state_.begin_call();
    return state_.known_devices.contains({user, device_hash});
}

bool MemorySignInStore::is_device_known_since(UserId user, const Digest& device_hash,
                                              TimePoint before) {
    state_.begin_call();
    if (!state_.known_devices.contains({user, device_hash})) return false;
    const auto since = state_.devices_known_since.find({user, device_hash});
    return since != state_.devices_known_since.end() && since->second <= before;
}

bool MemorySignInStore::has_known_device(UserId user) {
    state_.begin_call();
    const auto first = state_.known_devices.lower_bound({user, Digest{}});
    return first != state_.known_devices.end() && first->first.first == user;
}

void MemorySignInStore::add_known_device(UserId user, const Digest& device_hash, TimePoint now) {
    state_.begin_call();
    if (!state_.users.contains(user)) return;
    if (!state_.known_devices.contains({user, device_hash}))
        state_.devices_known_since.insert_or_assign({user, device_hash}, now);
    TimePoint& last_used_at = state_.known_devices[{user, device_hash}];
    last_used_at = std::max(last_used_at, now);
}

void MemorySignInStore::trust_device(UserId user, const Digest& device_hash, TimePoint until) {
    state_.begin_call();
    if (state_.known_devices.contains({user, device_hash}))
        state_.trusted_devices.insert_or_assign({user, device_hash}, until);
}

bool MemorySignInStore::is_trusted_device(UserId user, const Digest& device_hash, TimePoint now) {
    state_.begin_call();
    const auto found = state_.trusted_devices.find({user, device_hash});
    return found != state_.trusted_devices.end() && found->second > now;
}

std::size_t MemorySignInStore::count_trusted_devices(UserId user, TimePoint now) {
    state_.begin_call();
    return static_cast<std::size_t>(std::ranges::count_if(
        state_.trusted_devices,
        [&](const auto& entry) { return entry.first.first == user && entry.second > now; }));
}

std::size_t MemorySignInStore::end_device_trust(UserId user) {
    state_.begin_call();
    return state_.end_device_trust(user);
}

std::size_t MemorySignInStore::remove_oldest_devices(UserId user, std::size_t kept) {
    state_.begin_call();
    std::vector<std::pair<TimePoint, Digest>> devices;
    for (const auto& [key, last_used_at] : state_.known_devices)
        if (key.first == user) devices.emplace_back(last_used_at, key.second);
    if (devices.size() <= kept) return 0;
    std::ranges::sort(devices);
    devices.resize(std::min(devices.size() - kept, kMostAtOnce));
    for (const auto& [last_used_at, hash] : devices) state_.known_devices.erase({user, hash});
    return devices.size();
}

std::size_t MemorySignInStore::remove_old_devices(TimePoint before, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.known_devices, [&](const auto& entry) {
        return entry.second < before && removed < limit && ++removed > 0;
    });
    return removed;
}

}  // namespace postern::test
