/// access_stores: groups, grants and rules without a database.
#pragma once

#include "postern/store/grant_store.hpp"
#include "postern/store/group_store.hpp"
#include "postern/store/rules_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemoryGroupStore final : public store::GroupStore {
public:
    explicit MemoryGroupStore(MemoryState& state) : state_{state} {}
    std::vector<store::GroupOverview> list(TimePoint now, std::uint64_t most) override;
    std::optional<Group> find(std::string_view name) override;
    Result<Group, store::GroupChangeError> add(std::string_view name, std::string_view description,
                                               TimePoint now, const AuditEntry& audit) override;
    Result<void, store::GroupChangeError> describe(std::string_view name,
                                                   std::string_view description,
                                                   const AuditEntry& audit) override;
    Result<void, store::GroupChangeError> remove(std::string_view name,
                                                 const AuditEntry& audit) override;
    MemberPage members(std::string_view group, std::uint64_t after, std::size_t limit) override;
    std::vector<Membership> groups_of(UserId user) override;
    Result<void, store::GroupChangeError> join(std::string_view group, const User& user,
                                               std::optional<TimePoint> expires_at,
                                               const store::AccessRecord& record) override;
    Result<void, store::GroupChangeError> leave(std::string_view group, const User& user,
                                                const store::AccessRecord& record) override;
    std::size_t remove_expired(TimePoint before, std::size_t limit) override;

private:
    Membership membership_of(UserId user, GroupId group, const StoredMembership& stored) const;

    MemoryState& state_;
};

class MemoryGrantStore final : public store::GrantStore {
public:
    explicit MemoryGrantStore(MemoryState& state) : state_{state} {}
    std::vector<Permission> permissions() override;
    Result<void, store::GrantChangeError> add_permission(const Permission& permission,
                                                         const AuditEntry& audit) override;
    Result<void, store::GrantChangeError> remove_permission(std::string_view name,
                                                            const AuditEntry& audit) override;
    std::vector<Role> roles() override;
    std::optional<Role> find_role(std::string_view name) override;
    Result<Role, store::GrantChangeError> add_role(std::string_view name,
                                                   std::string_view description,
                                                   const std::vector<std::string>& permissions,
                                                   TimePoint now, const AuditEntry& audit) override;
    Result<void, store::GrantChangeError> set_role(
        std::string_view name, const std::optional<std::string>& description,
        const std::optional<std::vector<std::string>>& permissions,
        const std::optional<std::vector<std::string>>& seen, const AuditEntry& audit) override;
    Result<void, store::GrantChangeError> remove_role(std::string_view name,
                                                      const AuditEntry& audit) override;
    std::vector<Grant> grants(const std::optional<GrantHolder>& holder, std::size_t limit) override;
    GrantPage grants_of(const Granted& what, std::uint64_t before, std::size_t limit) override;
    std::optional<Grant> find_grant(const PublicId& id) override;
    Result<store::ChangedGrant, store::GrantChangeError> grant(
        const store::NewGrant& grant, const store::AccessRecord& record) override;
    Result<store::ChangedGrant, store::GrantChangeError> revoke(
        const PublicId& id, const store::AccessRecord& record) override;
    Result<store::ChangedGrant, store::GrantChangeError> revoke(
        const GrantHolder& holder, const Granted& what, const store::AccessRecord& record) override;
    std::vector<store::HeldPermission> held_by(UserId user) override;
    UserFacts facts_of(UserId user) override;
    std::uint64_t count_administrators() override;
    std::size_t remove_expired(TimePoint before, std::size_t limit) override;

private:
    /// Nothing: all of these are there.
    std::optional<store::GrantChangeError> missing(const GrantHolder& holder,
                                                   const Granted& what) const;
    bool has_too_many(const GrantHolder& holder) const;
    std::optional<UserId> user_of(const GrantHolder& holder) const;
    Result<store::ChangedGrant, store::GrantChangeError> remove_grant(
        std::size_t index, const store::AccessRecord& record);
    void finish(const store::ChangedGrant& changed, const store::AccessRecord& record);
    Grant with_email(Grant grant) const;

    MemoryState& state_;
};

class MemoryRulesStore final : public store::RulesStore {
public:
    explicit MemoryRulesStore(MemoryState& state) : state_{state} {}
    std::vector<store::StoredRules> all() override;
    std::optional<store::StoredRules> find(std::string_view site) override;
    Result<void, store::RulesChangeError> replace(
        const std::vector<store::RulesChange>& changes, const std::vector<Named>& named,
        const std::optional<store::NetworksChange>& networks, TimePoint now,
        const std::string& changed_by, const std::vector<AuditEntry>& audit) override;
    RuleNetworks networks() override;

private:
    std::optional<store::RulesChangeError> unfit(const std::vector<store::RulesChange>& changes,
                                                 const std::vector<Named>& named) const;

    MemoryState& state_;
};

}  // namespace postern::test
