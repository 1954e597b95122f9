/// MysqlGroupStore: the tables user_group and group_member.
#pragma once

#include "postern/store/group_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlGroupStore final : public GroupStore {
public:
    explicit MysqlGroupStore(Connection& connection) : connection_{connection} {}
    std::vector<GroupOverview> list(TimePoint now, std::uint64_t most) override;
    std::optional<Group> find(std::string_view name) override;
    Result<Group, GroupChangeError> add(std::string_view name, std::string_view description,
                                        TimePoint now, const AuditEntry& audit) override;
    Result<void, GroupChangeError> describe(std::string_view name, std::string_view description,
                                            const AuditEntry& audit) override;
    Result<void, GroupChangeError> remove(std::string_view name, const AuditEntry& audit) override;
    MemberPage members(std::string_view group, std::uint64_t after, std::size_t limit) override;
    std::vector<Membership> groups_of(UserId user) override;
    Result<void, GroupChangeError> join(std::string_view group, const User& user,
                                        std::optional<TimePoint> expires_at,
                                        const AccessRecord& record) override;
    Result<void, GroupChangeError> leave(std::string_view group, const User& user,
                                         const AccessRecord& record) override;
    std::size_t remove_expired(TimePoint before, std::size_t limit) override;

private:
    // The inside of the transactions.
    std::optional<GroupChangeError> remove_within(std::string_view name, const AuditEntry& audit);
    std::optional<GroupChangeError> join_within(std::string_view group, const User& user,
                                                std::optional<TimePoint> expires_at,
                                                const AccessRecord& record);
    std::optional<GroupChangeError> leave_within(std::string_view group, const User& user,
                                                 const AccessRecord& record);
    std::uint64_t count_members(GroupId group, TimePoint now, std::uint64_t most);
    /// Whether the user is in the group already, until the same moment.
    bool is_member(GroupId group, UserId user, const std::optional<TimePoint>& expires_at);

    Connection& connection_;
};

}  // namespace postern::store::mysql
