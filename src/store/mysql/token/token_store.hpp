/// MysqlTokenStore: families of refresh tokens in the table token_family, and access tokens that
/// were revoked one by one in the table revoked_token.
#pragma once

#include "postern/store/token_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlTokenStore final : public TokenStore {
public:
    explicit MysqlTokenStore(Connection& connection) : connection_{connection} {}
    Result<FamilyId, NotOpened> add(const TokenFamily& family, const Spending& spending,
                                    std::size_t kept, TimePoint now) override;
    std::optional<FamilyWithUser> find(const PublicId& id) override;
    std::optional<FamilyWithUser> use(
        const PublicId& id, const std::function<FamilyUse(const FamilyWithUser&)>& decide) override;
    std::vector<TokenFamily> find_by_user(UserId user, TimePoint now, std::size_t limit) override;
    std::vector<FamilyWithUser> list(FamilyId after, TimePoint now, std::size_t limit) override;
    std::optional<UserId> revoke(const PublicId& id, std::optional<UserId> user, FamilyEnd end,
                                 TimePoint now, const std::optional<AuditEntry>& audit) override;
    bool deny(std::string_view token_id, UserId user, TimePoint expires_at, TimePoint now) override;
    bool is_denied(std::string_view token_id) override;
    std::size_t remove_ended(TimePoint now, std::size_t limit) override;

private:
    // For the inside of a transaction.
    FamilyId insert(const TokenFamily& family, std::uint64_t epoch);
    void end_over_limit(UserId user, std::size_t kept, TimePoint now);
    /// With its revocation, unless it was revoked before.
    void end(const PublicId& id, FamilyEnd why, TimePoint now);
    void carry_out(const FamilyUse& use, const TokenFamily& family);
    std::optional<FamilyWithUser> find_within(const PublicId& id);
    /// The same, with the row locked.
    std::optional<FamilyWithUser> lock(const PublicId& id);

    Connection& connection_;
};

}  // namespace postern::store::mysql
