#include "support/memory/sealed_store.hpp"

#include <cstdlib>

namespace postern::test {

namespace {

std::uint64_t row_of(UserId user) { return static_cast<std::uint64_t>(user); }

}  // namespace

std::vector<store::SealedSecret> MemorySealedStore::all_of(store::SealedKind kind) const {
    std::vector<store::SealedSecret> all;
    switch (kind) {
        case store::SealedKind::Totp:
            for (const auto& [user, totp] : state_.totp)
                all.push_back(
                    {.kind = kind,
                     .row = row_of(user),
                     .ids = {state_.users.at(user).user.public_id.text(), totp.public_id.text()},
                     .blob = totp.sealed_secret});
            return all;
        case store::SealedKind::SigningKey:
            for (const auto& [id, key] : state_.signing_keys)
                all.push_back({.kind = kind, .row = id, .ids = {key.kid}, .blob = key.sealed});
            return all;
        case store::SealedKind::TokenFamily:
            for (const auto& [id, stored] : state_.families)
                all.push_back({.kind = kind,
                               .row = static_cast<std::uint64_t>(id),
                               .ids = {stored.family.public_id.text()},
                               .blob = stored.family.sealed_seed});
            return all;
    }
    std::abort();  // a value outside the enum is a bug
}

std::string* MemorySealedStore::blob_of(store::SealedKind kind, std::uint64_t row) {
    switch (kind) {
        case store::SealedKind::Totp: {
            const auto found = state_.totp.find(UserId{row});
            return found == state_.totp.end() ? nullptr : &found->second.sealed_secret;
        }
        case store::SealedKind::SigningKey: {
            const auto found = state_.signing_keys.find(row);
            return found == state_.signing_keys.end() ? nullptr : &found->second.sealed;
        }
        case store::SealedKind::TokenFamily: {
            const auto found = state_.families.find(FamilyId{row});
            return found == state_.families.end() ? nullptr : &found->second.family.sealed_seed;
        }
    }
    std::abort();  // a value outside the enum is a bug
}

std::map<crypto::KeyId, std::size_t> MemorySealedStore::count_by_key() {
    state_.begin_call();
    std::map<crypto::KeyId, std::size_t> counts;
    for (const auto& [user, totp] : state_.totp) ++counts[totp.key_id];
    for (const auto& [id, key] : state_.signing_keys) ++counts[*crypto::sealed_by(key.sealed)];
    for (const auto& [id, stored] : state_.families)
        ++counts[*crypto::sealed_by(stored.family.sealed_seed)];
    return counts;
}

std::vector<store::SealedSecret> MemorySealedStore::find_sealed_with_other_than(
    store::SealedKind kind, crypto::KeyId key, std::uint64_t after, std::size_t limit) {
    state_.begin_call();
    std::vector<store::SealedSecret> found;
    for (const auto& secret : all_of(kind))
        if (secret.row > after && crypto::sealed_by(secret.blob) != key && found.size() < limit)
            found.push_back(secret);
    return found;
}

bool MemorySealedStore::replace(const store::SealedSecret& old, std::string_view fresh) {
    state_.begin_call();
    std::string* const blob = blob_of(old.kind, old.row);
    if (blob == nullptr || *blob != old.blob) return false;
    *blob = fresh;
    if (old.kind == store::SealedKind::Totp)
        state_.totp.at(UserId{old.row}).key_id = crypto::sealed_by(fresh).value_or(0);
    return true;
}

}  // namespace postern::test
