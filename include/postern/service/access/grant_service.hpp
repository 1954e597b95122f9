/// GrantService: permissions, roles and grants, and whether somebody may do something. Every change
/// is audited and holds for the next request. Throws store::StoreError.
///
/// Users get an e-mail about grants to themselves; what changes for many at once (a grant to a
/// group, a role that is changed or removed) tells nobody.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/base/result.hpp"
#include "postern/model/actor.hpp"
#include "postern/service/session/revoker.hpp"
#include "postern/store/grant_store.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

enum class GrantError {
    BadName,
    BadDescription,
    BadResource,
    BadAction,
    BadExpiry,
    NoSuchRole,
    NoSuchPermission,
    NoSuchGroup,
    NoSuchUser,
    NoSuchGrant,
    NameTaken,
    InUse,
    BuiltIn,
    TooMany,
    LastAdministrator,
    ChangedMeanwhile,  ///< the role has other permissions than were seen
};

/// An answer to "may they do this?".
struct Permitted {
    enum class Reason { Granted, NoGrant, Expired };
    bool allowed;
    Reason reason;
    std::optional<TimePoint> until{};  ///< of the answer yes: when it ends; nothing: it does not
    std::optional<store::HeldPermission> by{};  ///< for administrators, not for applications
};

class GrantService {
public:
    /// Every reference must outlive *this.
    GrantService(store::GrantStore& grants, store::UserStore& users, Revoker& revoker,
                 Entropy& entropy);

    std::vector<Permission> permissions() const;
    std::vector<Role> roles() const;
    std::optional<Role> find_role(std::string_view name) const;
    std::vector<Grant> grants(const std::optional<GrantHolder>& holder, std::size_t limit) const;
    store::GrantStore::GrantPage grants_of(const Granted& what, std::uint64_t before,
                                           std::size_t limit) const;

    Result<void, GrantError> add_permission(const Permission& permission, const Actor& actor,
                                            TimePoint now) const;
    Result<void, GrantError> remove_permission(std::string_view name, const Actor& actor,
                                               TimePoint now) const;
    Result<Role, GrantError> add_role(std::string_view name, std::string_view description,
                                      const std::vector<std::string>& permissions,
                                      const Actor& actor, TimePoint now) const;
    /// Replaces what is set. `seen`: the permissions that the role must have until then; nothing:
    /// whatever it has.
    Result<void, GrantError> set_role(
        std::string_view name, const std::optional<std::string>& description,
        const std::optional<std::vector<std::string>>& permissions, const Actor& actor,
        TimePoint now, const std::optional<std::vector<std::string>>& seen = {}) const;
    Result<void, GrantError> remove_role(std::string_view name, const Actor& actor,
                                         TimePoint now) const;
    Result<PublicId, GrantError> grant(const GrantHolder& holder, const Granted& what,
                                       std::optional<TimePoint> expires_at, const Actor& actor,
                                       TimePoint now) const;
    std::optional<Grant> find_grant(const PublicId& id) const;
    Result<void, GrantError> revoke(const PublicId& id, const Actor& actor, TimePoint now) const;
    Result<void, GrantError> revoke(const GrantHolder& holder, const Granted& what,
                                    const Actor& actor, TimePoint now) const;

    /// Whether the user may do `action` to `resource` now. One round trip.
    Permitted may(UserId user, std::string_view resource, std::string_view action,
                  TimePoint now) const;
    std::vector<store::HeldPermission> held_by(UserId user, TimePoint now) const;
    UserFacts facts_of(UserId user) const;

private:
    /// Nothing: a group, or there is no such user.
    std::optional<UserRow> user_of(const GrantHolder& holder) const;
    store::AccessRecord revoked(const GrantHolder& holder, const Granted& what, const Actor& actor,
                                TimePoint now) const;

    store::GrantStore& grants_;
    store::UserStore& users_;
    Revoker& revoker_;
    Entropy& entropy_;
};

}  // namespace postern::service
