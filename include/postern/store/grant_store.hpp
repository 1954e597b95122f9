/// GrantStore: permissions, roles, and who has been granted them.
///
/// Changes are as in GroupStore: one transaction with audit log, e-mail and revocation log, and
/// never the end of the last administrator. Throws StoreError.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/audit.hpp"
#include "postern/model/group.hpp"
#include "postern/model/user.hpp"
#include "postern/store/access_record.hpp"

namespace postern::store {

enum class GrantChangeError {
    NoSuchRole,
    NoSuchPermission,
    NoSuchGroup,
    NoSuchUser,
    NoSuchGrant,
    NameTaken,          ///< or a permission for the same resource and action
    InUse,              ///< a role that a rule names; a permission that a role has or a grant gives
    BuiltIn,            ///< the role `admin`, or its permission
    TooMany,            ///< the user would have more than kMaxRolesOfUser
    LastAdministrator,  ///< nobody would be left
    ChangedMeanwhile,   ///< the role has other permissions than were seen
};

struct NewGrant {
    PublicId id;
    GrantHolder holder;
    Granted what;
    TimePoint granted_at;
    std::string granted_by;
    std::optional<TimePoint> expires_at{};
};

struct ChangedGrant {
    PublicId id;
    std::optional<UserId> user{};  ///< the holder; nothing: a group
    bool is_as_before = false;     ///< it was granted already, until the same moment
};

/// A permission that somebody has, and by what.
struct HeldPermission {
    Permission permission;
    std::string by_role{};             ///< empty: granted alone
    std::string by_group{};            ///< empty: granted to the user
    std::optional<TimePoint> until{};  ///< the earliest end of what gives it
};

class GrantStore {
public:
    virtual ~GrantStore() = default;

    virtual std::vector<Permission> permissions() = 0;  ///< by name
    virtual Result<void, GrantChangeError> add_permission(const Permission& permission,
                                                          const AuditEntry& audit) = 0;
    virtual Result<void, GrantChangeError> remove_permission(std::string_view name,
                                                             const AuditEntry& audit) = 0;

    virtual std::vector<Role> roles() = 0;  ///< by name
    virtual std::optional<Role> find_role(std::string_view name) = 0;
    virtual Result<Role, GrantChangeError> add_role(std::string_view name,
                                                    std::string_view description,
                                                    const std::vector<std::string>& permissions,
                                                    TimePoint now, const AuditEntry& audit) = 0;
    /// Replaces what is set. `seen`: the permissions that the role must have until then, in any
    /// order; nothing: whatever it has.
    virtual Result<void, GrantChangeError> set_role(
        std::string_view name, const std::optional<std::string>& description,
        const std::optional<std::vector<std::string>>& permissions,
        const std::optional<std::vector<std::string>>& seen, const AuditEntry& audit) = 0;
    /// With its grants.
    virtual Result<void, GrantChangeError> remove_role(std::string_view name,
                                                       const AuditEntry& audit) = 0;

    /// Of this holder, or of all; newest first, at most `limit`; expired ones as well.
    virtual std::vector<Grant> grants(const std::optional<GrantHolder>& holder,
                                      std::size_t limit) = 0;
    /// A part of the grants of one thing: newest first, those with keys below `before` (0: from
    /// the newest); expired ones as well.
    struct GrantPage {
        std::vector<Grant> grants{};
        std::uint64_t last = 0;
        bool complete = true;
    };
    virtual GrantPage grants_of(const Granted& what, std::uint64_t before, std::size_t limit) = 0;
    virtual std::optional<Grant> find_grant(const PublicId& id) = 0;
    /// Replaces the expiry of the same grant, which keeps its id.
    virtual Result<ChangedGrant, GrantChangeError> grant(const NewGrant& grant,
                                                         const AccessRecord& record) = 0;
    virtual Result<ChangedGrant, GrantChangeError> revoke(const PublicId& id,
                                                          const AccessRecord& record) = 0;
    virtual Result<ChangedGrant, GrantChangeError> revoke(const GrantHolder& holder,
                                                          const Granted& what,
                                                          const AccessRecord& record) = 0;

    /// All that the user has, direct or by a group; expired ones as well. One round trip.
    virtual std::vector<HeldPermission> held_by(UserId user) = 0;
    /// As the gate would be told.
    virtual UserFacts facts_of(UserId user) = 0;
    /// Users who are enabled, not about to be deleted, and have the role `admin` for good.
    virtual std::uint64_t count_administrators() = 0;

    /// At most `limit` grants that have expired before then; returns how many went. Nothing depends
    /// on when this is done.
    virtual std::size_t remove_expired(TimePoint before, std::size_t limit) = 0;
};

}  // namespace postern::store
