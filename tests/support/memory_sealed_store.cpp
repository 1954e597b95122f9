#include "support/memory_sealed_store.hpp"

namespace postern::test {

namespace {

std::uint64_t row_of(UserId user) { return static_cast<std::uint64_t>(user); }

}  // namespace

std::map<crypto::KeyId, std::size_t> MemorySealedStore::count_by_key() {
    state_.begin_call();
    std::map<crypto::KeyId, std::size_t> counts;
    for (const auto& [user, totp] : state_.totp) ++counts[totp.key_id];
    return counts;
}

std::vector<store::SealedSecret> MemorySealedStore::find_sealed_with_other_than(
    store::SealedKind kind, crypto::KeyId key, std::uint64_t after, std::size_t limit) {
    state_.begin_call();
    std::vector<store::SealedSecret> found;
    for (const auto& [user, totp] : state_.totp)
        if (row_of(user) > after && totp.key_id != key && found.size() < limit)
            found.push_back(
                {.kind = kind,
                 .row = row_of(user),
                 .ids = {state_.users.at(user).user.public_id.text(), totp.public_id.text()},
                 .blob = totp.sealed_secret});
    return found;
}

bool MemorySealedStore::replace(const store::SealedSecret& old, std::string_view fresh) {
    state_.begin_call();
    const auto found = state_.totp.find(UserId{old.row});
    if (found == state_.totp.end() || found->second.sealed_secret != old.blob) return false;
    found->second.sealed_secret = fresh;
    found->second.key_id = crypto::sealed_by(fresh).value_or(0);
    return true;
}

}  // namespace postern::test
