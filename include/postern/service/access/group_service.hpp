/// GroupService: groups and their members. Every change is audited and holds for the next request.
/// Throws store::StoreError.
///
/// Users get an e-mail when they join or leave. A group that is removed tells nobody.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/actor.hpp"
#include "postern/service/session/revoker.hpp"
#include "postern/store/group_store.hpp"

namespace postern::service {

enum class GroupError {
    BadName,
    BadDescription,
    BadExpiry,  ///< not in the future
    NoSuchGroup,
    NoSuchUser,
    NotMember,
    NameTaken,
    NamedByRule,
    TooMany,
    LastAdministrator,
};

class GroupService {
public:
    /// Every reference must outlive *this.
    GroupService(store::GroupStore& groups, Revoker& revoker);

    /// Of each group, at most `most` members are counted.
    std::vector<store::GroupOverview> list(
        TimePoint now, std::uint64_t most = store::GroupStore::kEveryMember) const;
    std::optional<Group> find(std::string_view name) const;
    store::GroupStore::MemberPage members(std::string_view group, std::uint64_t after,
                                          std::size_t limit) const;
    std::vector<Membership> groups_of(UserId user) const;

    Result<Group, GroupError> add(std::string_view name, std::string_view description,
                                  const Actor& actor, TimePoint now) const;
    Result<void, GroupError> describe(std::string_view name, std::string_view description,
                                      const Actor& actor, TimePoint now) const;
    Result<void, GroupError> remove(std::string_view name, const Actor& actor, TimePoint now) const;
    Result<void, GroupError> join(std::string_view group, const User& user,
                                  std::optional<TimePoint> expires_at, const Actor& actor,
                                  TimePoint now) const;
    Result<void, GroupError> leave(std::string_view group, const User& user, const Actor& actor,
                                   TimePoint now) const;

private:
    store::GroupStore& groups_;
    Revoker& revoker_;
};

}  // namespace postern::service
