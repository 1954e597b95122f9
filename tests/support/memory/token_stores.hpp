/// token_stores: keys that sign, families of tokens and personal tokens without a database.
#pragma once

#include "postern/store/personal_token_store.hpp"
#include "postern/store/signing_key_store.hpp"
#include "postern/store/token_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemorySigningKeyStore final : public store::SigningKeyStore {
public:
    explicit MemorySigningKeyStore(MemoryState& state) : state_{state} {}
    std::vector<SigningKeyRow> find_all() override;
    bool add(const SigningKeyRow& key, const std::optional<AuditEntry>& audit) override;
    bool revoke(std::string_view kid, TimePoint now, const AuditEntry& audit) override;
    std::size_t remove_older(TimePoint before) override;

private:
    MemoryState& state_;
};

class MemoryTokenStore final : public store::TokenStore {
public:
    explicit MemoryTokenStore(MemoryState& state) : state_{state} {}
    Result<FamilyId, store::NotOpened> add(const TokenFamily& family,
                                           const store::Spending& spending, std::size_t kept,
                                           TimePoint now) override;
    std::optional<store::FamilyWithUser> find(const PublicId& id) override;
    std::optional<store::FamilyWithUser> use(
        const PublicId& id,
        const std::function<store::FamilyUse(const store::FamilyWithUser&)>& decide) override;
    std::vector<TokenFamily> find_by_user(UserId user, TimePoint now, std::size_t limit) override;
    std::vector<store::FamilyWithUser> list(FamilyId after, TimePoint now,
                                            std::size_t limit) override;
    std::optional<UserId> revoke(const PublicId& id, std::optional<UserId> user, FamilyEnd why,
                                 TimePoint now, const std::optional<AuditEntry>& audit) override;
    bool deny(std::string_view token_id, UserId user, TimePoint expires_at, TimePoint now) override;
    bool is_denied(std::string_view token_id) override;
    std::size_t remove_ended(TimePoint now, std::size_t limit) override;

private:
    StoredFamily* find_stored(const PublicId& id);
    store::FamilyWithUser with_user(const StoredFamily& stored) const;
    /// Newest first.
    std::vector<StoredFamily*> live_of(UserId user, TimePoint now);
    void carry_out(const store::FamilyUse& use, StoredFamily& stored);

    MemoryState& state_;
};

class MemoryPersonalTokenStore final : public store::PersonalTokenStore {
public:
    explicit MemoryPersonalTokenStore(MemoryState& state) : state_{state} {}
    Added add(const PersonalToken& token, const Digest& digest, std::size_t most,
              const store::SideEffects& effects) override;
    std::optional<store::PersonalTokenWithUser> find(const Digest& digest) override;
    std::vector<PersonalToken> find_by_user(UserId user, TimePoint now) override;
    std::vector<store::PersonalTokenWithUser> list(PersonalTokenId after,
                                                   std::optional<TimePoint> unused_since,
                                                   TimePoint now, std::size_t limit) override;
    std::optional<store::PersonalTokenWithUser> remove(const PublicId& id,
                                                       std::optional<UserId> user,
                                                       const AuditEntry& audit) override;
    void set_last_used(std::span<const store::PersonalTokenUse> uses) override;
    std::size_t remove_expired(TimePoint before, std::size_t limit) override;

private:
    store::PersonalTokenWithUser with_user(const StoredPersonalToken& stored) const;

    MemoryState& state_;
};

}  // namespace postern::test
