#include "support/memory/token_stores.hpp"

#include <algorithm>
#include <tuple>

#include "postern/base/check.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/crypto/token/credential.hpp"

namespace postern::test {

// --- keys that sign

std::vector<SigningKeyRow> MemorySigningKeyStore::find_all() {
    state_.begin_call();
    std::vector<SigningKeyRow> all;
    for (const auto& [id, key] : state_.signing_keys) all.push_back(key);
    std::ranges::sort(all, {}, [](const SigningKeyRow& key) {
        return std::tuple{key.usage, key.algorithm, key.number};
    });
    return all;
}

bool MemorySigningKeyStore::add(const SigningKeyRow& key, const std::optional<AuditEntry>& audit) {
    POSTERN_CHECK(crypto::sealed_by(key.sealed));
    state_.begin_call();
    const bool is_taken = std::ranges::any_of(state_.signing_keys, [&](const auto& entry) {
        const SigningKeyRow& other = entry.second;
        return other.kid == key.kid ||
               (other.usage == key.usage && other.algorithm == key.algorithm &&
                other.number == key.number);
    });
    if (is_taken) return false;
    state_.signing_keys.emplace(state_.next_key(), key);
    if (audit) state_.add_audit(*audit);
    ++state_.sites_revision;
    return true;
}

bool MemorySigningKeyStore::revoke(std::string_view kid, TimePoint now, const AuditEntry& audit) {
    state_.begin_call();
    for (auto& [id, key] : state_.signing_keys) {
        if (key.kid != kid || key.revoked_at) continue;
        key.revoked_at = now;
        state_.revoke(std::nullopt, std::nullopt);
        state_.add_audit(audit);
        ++state_.sites_revision;
        return true;
    }
    return false;
}

std::size_t MemorySigningKeyStore::remove_older(TimePoint before) {
    state_.begin_call();
    const auto all = state_.signing_keys;
    const std::size_t removed = std::erase_if(state_.signing_keys, [&](const auto& entry) {
        const SigningKeyRow& key = entry.second;
        return std::ranges::any_of(all, [&](const auto& other) {
            const SigningKeyRow& successor = other.second;
            return successor.usage == key.usage && successor.algorithm == key.algorithm &&
                   !successor.revoked_at && successor.activate_at < before &&
                   std::tie(successor.activate_at, successor.number) >
                       std::tie(key.activate_at, key.number);
        });
    });
    if (removed > 0) ++state_.sites_revision;
    return removed;
}

// --- families of tokens

StoredFamily* MemoryTokenStore::find_stored(const PublicId& id) {
    for (auto& [key, stored] : state_.families)
        if (stored.family.public_id == id) return &stored;
    return nullptr;
}

store::FamilyWithUser MemoryTokenStore::with_user(const StoredFamily& stored) const {
    return {.family = stored.family,
            .user = state_.users.at(stored.family.user_id).user,
            .is_current = stored.is_current,
            .session_lives = state_.session_lives(stored.family)};
}

std::vector<StoredFamily*> MemoryTokenStore::live_of(UserId user, TimePoint now) {
    std::vector<StoredFamily*> live;
    for (auto it = state_.families.rbegin(); it != state_.families.rend(); ++it)
        if (it->second.family.user_id == user && state_.is_live(it->second, now))
            live.push_back(&it->second);
    return live;
}

Result<FamilyId, store::NotOpened> MemoryTokenStore::add(const TokenFamily& family,
                                                         const store::Spending& spending,
                                                         std::size_t kept, TimePoint now) {
    POSTERN_CHECK(kept > 0 && crypto::sealed_by(family.sealed_seed));
    state_.begin_call();
    const auto owner = state_.users.find(family.user_id);
    if (owner == state_.users.end() || owner->second.user.disabled ||
        owner->second.user.delete_at || owner->second.user.waiting_since)
        return fail(store::NotOpened::UserGone);
    const bool has_session =
        !family.session || std::ranges::any_of(state_.sessions, [&](const auto& entry) {
            const Session& session = entry.second.session;
            return session.public_id == *family.session && session.user_id == family.user_id &&
                   is_live(session, owner->second.user, now);
        });
    if (!has_session) return fail(store::NotOpened::SessionGone);
    if (const auto missing = state_.spend(spending, family.user_id, now)) return fail(*missing);
    StoredFamily stored{.family = family, .used_address = family.address};
    stored.family.id = FamilyId{state_.next_key()};
    stored.family.revoked_at.reset();
    const FamilyId id = stored.family.id;
    state_.families.emplace(id, std::move(stored));
    const auto live = live_of(family.user_id, now);
    for (std::size_t i = kept; i < live.size(); ++i)
        state_.end_family(*live[i], FamilyEnd::Limit, now);
    return id;
}

std::optional<store::FamilyWithUser> MemoryTokenStore::find(const PublicId& id) {
    state_.begin_call();
    const StoredFamily* const stored = find_stored(id);
    return stored == nullptr ? std::nullopt : std::optional{with_user(*stored)};
}

std::optional<store::FamilyWithUser> MemoryTokenStore::use(
    const PublicId& id,
    const std::function<store::FamilyUse(const store::FamilyWithUser&)>& decide) {
    state_.begin_call();
    StoredFamily* const stored = find_stored(id);
    if (stored == nullptr) return std::nullopt;
    auto found = with_user(*stored);
    carry_out(decide(found), *stored);
    return found;
}

void MemoryTokenStore::carry_out(const store::FamilyUse& use, StoredFamily& stored) {
    TokenFamily& family = stored.family;
    switch (use.what) {
        case store::FamilyUse::What::Nothing:
            break;
        case store::FamilyUse::What::Advance:
            ++family.counter;
            family.counter_at = use.now;
            family.used_at = std::max(family.used_at, use.now);
            stored.used_address = use.address;
            break;
        case store::FamilyUse::What::Revoke:
            state_.end_family(stored, use.end, use.now);
            break;
    }
    if (use.audit) state_.add_audit(*use.audit);
    for (const NewMail& mail : use.mails) state_.add_mail(mail);
}

std::vector<TokenFamily> MemoryTokenStore::find_by_user(UserId user, TimePoint now,
                                                        std::size_t limit) {
    state_.begin_call();
    std::vector<TokenFamily> found;
    for (const StoredFamily* const stored : live_of(user, now))
        if (found.size() < limit) found.push_back(stored->family);
    return found;
}

std::vector<store::FamilyWithUser> MemoryTokenStore::list(FamilyId after, TimePoint now,
                                                          std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    state_.begin_call();
    std::vector<store::FamilyWithUser> page;
    for (auto it = state_.families.upper_bound(after); it != state_.families.end(); ++it)
        if (page.size() < limit && state_.is_live(it->second, now))
            page.push_back(with_user(it->second));
    return page;
}

std::optional<UserId> MemoryTokenStore::revoke(const PublicId& id, std::optional<UserId> user,
                                               FamilyEnd why, TimePoint now,
                                               const std::optional<AuditEntry>& audit) {
    state_.begin_call();
    StoredFamily* const stored = find_stored(id);
    if (stored == nullptr || !state_.is_live(*stored, now) ||
        (user && stored->family.user_id != *user))
        return std::nullopt;
    state_.end_family(*stored, why, now);
    if (audit) state_.add_audit(*audit);
    return stored->family.user_id;
}

bool MemoryTokenStore::deny(std::string_view token_id, UserId /*user*/, TimePoint expires_at,
                            TimePoint /*now*/) {
    state_.begin_call();
    if (!state_.denied_tokens.try_emplace(std::string{token_id}, expires_at).second) return false;
    state_.revoke(crypto::token_id_digest(token_id), std::nullopt);
    return true;
}

bool MemoryTokenStore::is_denied(std::string_view token_id) {
    state_.begin_call();
    return state_.denied_tokens.contains(token_id);
}

std::size_t MemoryTokenStore::remove_ended(TimePoint now, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.families, [&](const auto& entry) {
        const TokenFamily& family = entry.second.family;
        const TimePoint end =
            std::min(ends_at(family), family.revoked_at.value_or(TimePoint::max()));
        return end < now - store::kEndedFamiliesKept && removed < limit && ++removed > 0;
    });
    std::erase_if(state_.denied_tokens, [&](const auto& entry) {
        return entry.second < now - store::kDenialsKept && removed < limit && ++removed > 0;
    });
    return removed;
}

// --- personal tokens

store::PersonalTokenWithUser MemoryPersonalTokenStore::with_user(
    const StoredPersonalToken& stored) const {
    return {stored.token, state_.users.at(stored.token.user_id).user};
}

store::PersonalTokenStore::Added MemoryPersonalTokenStore::add(const PersonalToken& token,
                                                               const Digest& digest,
                                                               std::size_t most,
                                                               const store::SideEffects& effects) {
    state_.begin_call();
    const auto owner = state_.users.find(token.user_id);
    if (owner == state_.users.end() || owner->second.user.disabled ||
        owner->second.user.delete_at || owner->second.user.waiting_since)
        return Added::UserGone;
    const auto count = std::ranges::count_if(state_.personal_tokens, [&](const auto& entry) {
        const PersonalToken& other = entry.second.token;
        return other.user_id == token.user_id && other.expires_at > token.created_at;
    });
    if (static_cast<std::size_t>(count) >= most) return Added::TooMany;
    StoredPersonalToken stored{token, digest};
    stored.token.id = PersonalTokenId{state_.next_key()};
    stored.token.last_used_at.reset();
    state_.personal_tokens.emplace(stored.token.id, std::move(stored));
    for (const NewMail& mail : effects.mails) state_.add_mail(mail);
    state_.add_audit(effects.audit);
    if (effects.second_audit) state_.add_audit(*effects.second_audit);
    return Added::Yes;
}

std::optional<store::PersonalTokenWithUser> MemoryPersonalTokenStore::find(const Digest& digest) {
    state_.begin_call();
    for (const auto& [id, stored] : state_.personal_tokens)
        if (stored.digest == digest) return with_user(stored);
    return std::nullopt;
}

std::vector<PersonalToken> MemoryPersonalTokenStore::find_by_user(UserId user, TimePoint now) {
    state_.begin_call();
    std::vector<PersonalToken> found;
    for (auto it = state_.personal_tokens.rbegin(); it != state_.personal_tokens.rend(); ++it)
        if (it->second.token.user_id == user && it->second.token.expires_at > now)
            found.push_back(it->second.token);
    return found;
}

std::vector<store::PersonalTokenWithUser> MemoryPersonalTokenStore::list(
    PersonalTokenId after, std::optional<TimePoint> unused_since, TimePoint now,
    std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    state_.begin_call();
    std::vector<store::PersonalTokenWithUser> page;
    auto& all = state_.personal_tokens;
    for (auto it = all.upper_bound(after); it != all.end() && page.size() < limit; ++it) {
        const PersonalToken& token = it->second.token;
        const TimePoint used_at =
            std::max(token.created_at, token.last_used_at.value_or(token.created_at));
        if (token.expires_at > now && (!unused_since || used_at < *unused_since))
            page.push_back(with_user(it->second));
    }
    return page;
}

std::optional<store::PersonalTokenWithUser> MemoryPersonalTokenStore::remove(
    const PublicId& id, std::optional<UserId> user, const AuditEntry& audit) {
    state_.begin_call();
    auto& all = state_.personal_tokens;
    const auto found = std::ranges::find_if(all, [&](const auto& entry) {
        const PersonalToken& token = entry.second.token;
        return token.public_id == id && (!user || token.user_id == *user);
    });
    if (found == all.end()) return std::nullopt;
    auto removed = with_user(found->second);
    state_.revoke(found->second.digest, std::nullopt);
    AuditEntry entry = audit;
    if (!entry.user) entry.user = removed.user.public_id;
    state_.add_audit(entry);
    all.erase(found);
    return removed;
}

void MemoryPersonalTokenStore::set_last_used(std::span<const store::PersonalTokenUse> uses) {
    state_.begin_call();
    for (const store::PersonalTokenUse& use : uses) {
        const auto found = state_.personal_tokens.find(use.id);
        if (found == state_.personal_tokens.end()) continue;
        auto& last_used_at = found->second.token.last_used_at;
        last_used_at = std::max(last_used_at.value_or(use.used_at), use.used_at);
    }
}

std::size_t MemoryPersonalTokenStore::remove_expired(TimePoint before, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.personal_tokens, [&](const auto& entry) {
        return entry.second.token.expires_at < before && removed < limit && ++removed > 0;
    });
    return removed;
}

}  // namespace postern::test
