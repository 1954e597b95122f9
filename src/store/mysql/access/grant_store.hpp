/// MysqlGrantStore: the tables permission, role, role_permission and access_grant.
#pragma once

#include "postern/store/grant_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlGrantStore final : public GrantStore {
public:
    explicit MysqlGrantStore(Connection& connection) : connection_{connection} {}
    std::vector<Permission> permissions() override;
    Result<void, GrantChangeError> add_permission(const Permission& permission,
                                                  const AuditEntry& audit) override;
    Result<void, GrantChangeError> remove_permission(std::string_view name,
                                                     const AuditEntry& audit) override;
    std::vector<Role> roles() override;
    std::optional<Role> find_role(std::string_view name) override;
    Result<Role, GrantChangeError> add_role(std::string_view name, std::string_view description,
                                            const std::vector<std::string>& permissions,
                                            TimePoint now, const AuditEntry& audit) override;
    Result<void, GrantChangeError> set_role(
        std::string_view name, const std::optional<std::string>& description,
        const std::optional<std::vector<std::string>>& permissions,
        const std::optional<std::vector<std::string>>& seen, const AuditEntry& audit) override;
    Result<void, GrantChangeError> remove_role(std::string_view name,
                                               const AuditEntry& audit) override;
    std::vector<Grant> grants(const std::optional<GrantHolder>& holder, std::size_t limit) override;
    GrantPage grants_of(const Granted& what, std::uint64_t before, std::size_t limit) override;
    std::optional<Grant> find_grant(const PublicId& id) override;
    Result<ChangedGrant, GrantChangeError> grant(const NewGrant& grant,
                                                 const AccessRecord& record) override;
    Result<ChangedGrant, GrantChangeError> revoke(const PublicId& id,
                                                  const AccessRecord& record) override;
    Result<ChangedGrant, GrantChangeError> revoke(const GrantHolder& holder, const Granted& what,
                                                  const AccessRecord& record) override;
    std::vector<HeldPermission> held_by(UserId user) override;
    UserFacts facts_of(UserId user) override;
    std::uint64_t count_administrators() override;
    std::size_t remove_expired(TimePoint before, std::size_t limit) override;

private:
    /// The keys of a grant's columns; of holder and of what, one is set.
    struct Target {
        std::optional<UserId> user{};
        std::optional<std::uint64_t> group{};
        std::optional<std::uint64_t> role{};
        std::optional<std::uint64_t> permission{};
    };

    // For the inside of the transactions.
    std::optional<GrantChangeError> give_permissions(RoleId role,
                                                     const std::vector<std::string>& permissions);
    /// Locks all that it finds.
    Result<Target, GrantChangeError> find_target(const GrantHolder& holder, const Granted& what);
    Result<ChangedGrant, GrantChangeError> grant_within(const NewGrant& grant);
    Result<ChangedGrant, GrantChangeError> revoke_within(const PublicId& id);
    bool has_too_many(const Target& target);

    /// The transaction of a grant or its end. `work()` returns what it changed, or why it refuses.
    Result<ChangedGrant, GrantChangeError> apply(const AccessRecord& record, auto work);

    std::vector<Role> read_roles(sql::ResultSet& rows);

    Connection& connection_;
};

}  // namespace postern::store::mysql
