#include "postern/service/key/key_service.hpp"

#include <algorithm>
#include <string_view>

namespace postern::service {

namespace {

constexpr std::size_t kBatch = 100;

}  // namespace

KeyService::KeyService(store::SealedStore& sealed, Entropy& entropy)
    : sealed_{sealed}, entropy_{entropy} {}

std::vector<KeyUse> KeyService::list(const std::vector<crypto::KeyId>& in_file) const {
    auto counts = sealed_.count_by_key();
    std::vector<KeyUse> uses;
    for (const auto id : in_file) {
        const auto found = counts.find(id);
        const std::size_t secrets = found == counts.end() ? 0 : found->second;
        uses.push_back({.id = id, .in_file = true, .secrets = secrets});
        counts.erase(id);
    }
    for (const auto& [id, secrets] : counts)
        uses.push_back({.id = id, .in_file = false, .secrets = secrets});
    return uses;
}

std::size_t KeyService::count(crypto::KeyId id) const {
    const auto counts = sealed_.count_by_key();
    const auto found = counts.find(id);
    return found == counts.end() ? 0 : found->second;
}

void KeyService::seal_anew(const crypto::KeyRing& keys, const store::SealedSecret& secret,
                           Resealed& result) const {
    const std::vector<std::string_view> ids{secret.ids.begin(), secret.ids.end()};
    const auto purpose = store::purpose_of(secret.kind);
    const auto opened = keys.open(purpose, ids, secret.blob);
    if (!opened) {
        ++(opened.error() == crypto::OpenError::UnknownKey ? result.unknown_key : result.damaged);
        return;
    }
    const bool replaced = sealed_.replace(secret, keys.seal(purpose, ids, *opened, entropy_));
    ++(replaced ? result.done : result.changed);
}

Resealed KeyService::seal_anew(const crypto::KeyRing& keys,
                               const std::function<void(std::size_t)>& progress) const {
    Resealed result;
    for (const auto kind : store::kSealedKinds) {
        for (std::uint64_t after = 0;;) {
            const auto batch =
                sealed_.find_sealed_with_other_than(kind, keys.first(), after, kBatch);
            for (const auto& secret : batch) seal_anew(keys, secret, result);
            if (!batch.empty()) progress(result.done);
            if (batch.size() < kBatch) break;
            after = batch.back().row;
        }
    }
    return result;
}

}  // namespace postern::service
