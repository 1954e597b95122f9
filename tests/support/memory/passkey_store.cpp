#include "support/memory/passkey_store.hpp"

#include "postern/crypto/digest.hpp"

namespace postern::test {

std::vector<Passkey> MemoryPasskeyStore::list(UserId user) {
    state_.begin_call();
    std::vector<Passkey> found;
    for (const auto& [key, passkey] : state_.passkeys)
        if (passkey.user_id == user && found.size() < kMaxListed) found.push_back(passkey);
    return found;
}

std::optional<OwnedPasskey> MemoryPasskeyStore::find(const Digest& credential_hash) {
    state_.begin_call();
    for (const auto& [key, passkey] : state_.passkeys) {
        if (crypto::sha256(passkey.credential_id) != credential_hash) continue;
        const auto handle = state_.user_handles.find(passkey.user_id);
        if (handle == state_.user_handles.end()) return std::nullopt;
        return OwnedPasskey{.passkey = passkey,
                            .user = state_.users.at(passkey.user_id).user,
                            .user_handle = handle->second};
    }
    return std::nullopt;
}

std::optional<std::string> MemoryPasskeyStore::handle_of(UserId user, std::string_view fresh) {
    state_.begin_call();
    if (!state_.users.contains(user)) return std::nullopt;
    return state_.user_handles.emplace(user, fresh).first->second;
}

bool MemoryPasskeyStore::rename(UserId user, const PublicId& passkey, std::string_view name) {
    state_.begin_call();
    Passkey* const found = state_.find_passkey(user, passkey);
    if (found == nullptr) return false;
    found->name = name;
    return true;
}

bool MemoryPasskeyStore::use_challenge(const Digest& challenge_hash, TimePoint expires_at) {
    state_.begin_call();
    return state_.used_challenges.emplace(challenge_hash, expires_at).second;
}

std::size_t MemoryPasskeyStore::remove_expired_challenges(TimePoint now, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.used_challenges, [&](const auto& entry) {
        return entry.second <= now && removed < limit && ++removed > 0;
    });
    return removed;
}

}  // namespace postern::test
