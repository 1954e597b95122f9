/// GroupStore: groups, and who is in them.
///
/// Every change is one transaction with its entry in the audit log, its e-mail, if there is one,
/// and, where it changes what somebody is, a row in the revocation log (of the user concerned, or
/// of everybody), so that every host forgets what it knew of their groups; sessions live on. A
/// change that would leave no administrator is refused inside that transaction, under a lock that
/// every such change takes. Throws StoreError.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/audit.hpp"
#include "postern/model/group.hpp"
#include "postern/model/user.hpp"
#include "postern/store/access_record.hpp"

namespace postern::store {

struct GroupOverview {
    Group group;
    std::uint64_t members = 0;  ///< whose membership has not expired, as far as they were counted
};

enum class GroupChangeError {
    NoSuchGroup,
    NoSuchUser,
    NotMember,
    NameTaken,
    NamedByRule,        ///< a rule of some site names the group
    TooMany,            ///< the user would have more than kMaxGroupsOfUser
    LastAdministrator,  ///< nobody would be left
};

class GroupStore {
public:
    virtual ~GroupStore() = default;

    static constexpr std::uint64_t kEveryMember = std::numeric_limits<std::int64_t>::max();

    /// By name. Of each group, at most `most` members are counted: all of half a million take the
    /// database most of a second.
    virtual std::vector<GroupOverview> list(TimePoint now, std::uint64_t most) = 0;
    virtual std::optional<Group> find(std::string_view name) = 0;
    virtual Result<Group, GroupChangeError> add(std::string_view name, std::string_view description,
                                                TimePoint now, const AuditEntry& audit) = 0;
    virtual Result<void, GroupChangeError> describe(std::string_view name,
                                                    std::string_view description,
                                                    const AuditEntry& audit) = 0;
    /// With its memberships and grants.
    virtual Result<void, GroupChangeError> remove(std::string_view name,
                                                  const AuditEntry& audit) = 0;

    /// In order of the users' numbers, those after `after` (0: from the beginning); expired ones as
    /// well, until the courier removes them.
    struct MemberPage {
        std::vector<Membership> members{};
        std::uint64_t last = 0;
        bool complete = true;
    };
    virtual MemberPage members(std::string_view group, std::uint64_t after, std::size_t limit) = 0;
    virtual std::vector<Membership> groups_of(UserId user) = 0;  ///< by name

    /// Replaces the expiry of who is in it already. Who did it, and when, is in the entry.
    virtual Result<void, GroupChangeError> join(std::string_view group, const User& user,
                                                std::optional<TimePoint> expires_at,
                                                const AccessRecord& record) = 0;
    virtual Result<void, GroupChangeError> leave(std::string_view group, const User& user,
                                                 const AccessRecord& record) = 0;

    /// At most `limit` memberships that have expired before then; returns how many went. Nothing
    /// depends on when this is done.
    virtual std::size_t remove_expired(TimePoint before, std::size_t limit) = 0;
};

}  // namespace postern::store
