/// MysqlPersonalTokenStore: personal tokens, under their digest in the table personal_token.
#pragma once

#include "postern/store/personal_token_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlPersonalTokenStore final : public PersonalTokenStore {
public:
    explicit MysqlPersonalTokenStore(Connection& connection) : connection_{connection} {}
    Added add(const PersonalToken& token, const Digest& digest, std::size_t most,
              const SideEffects& effects) override;
    std::optional<PersonalTokenWithUser> find(const Digest& digest) override;
    std::vector<PersonalToken> find_by_user(UserId user, TimePoint now) override;
    std::vector<PersonalTokenWithUser> list(PersonalTokenId after,
                                            std::optional<TimePoint> unused_since, TimePoint now,
                                            std::size_t limit) override;
    std::optional<PersonalTokenWithUser> remove(const PublicId& id, std::optional<UserId> user,
                                                const AuditEntry& audit) override;
    void set_last_used(std::span<const PersonalTokenUse> uses) override;
    std::size_t remove_expired(TimePoint before, std::size_t limit) override;

private:
    std::optional<PersonalTokenWithUser> find_within(const Digest& digest);
    bool has_too_many(UserId user, std::size_t most, TimePoint now);
    void set_batch(std::span<const PersonalTokenUse> uses);

    Connection& connection_;
};

}  // namespace postern::store::mysql
