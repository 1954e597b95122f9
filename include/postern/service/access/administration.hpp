/// administration: what somebody who is signed in may administer in Postern, and what their session
/// must prove for it. The same for the API and the pages; has no state.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postern/model/assurance.hpp"
#include "postern/model/ids.hpp"
#include "postern/service/access/grant_service.hpp"

namespace postern::service {

/// What there is to administer.
enum class AdminArea {
    Users,     ///< accounts, their factors, their tokens; invitations and approvals
    Sessions,  ///< of everybody
    Groups,    ///< and who is in them
    Roles,     ///< permissions and grants as well
    Sites,     ///< their settings
    Rules,     ///< of the sites, and networks
    Audit,     ///< the log; nothing can be changed in it
    Mail,      ///< e-mails that wait
    Server,    ///< configuration, keys, health, and the overview
};
enum class AdminAction { Read, Write };

/// The resource of the permission: `admin/` and `users`, `sessions`, `groups`, `roles`, `sites`,
/// `rules`, `audit`, `mail` or `server`.
std::string_view resource_of(AdminArea area) noexcept;
/// The action of the permission: `read` or `write`.
std::string_view to_text(AdminAction action) noexcept;

/// Whether the area can be given to somebody for one object alone: groups by their names, and sites
/// and their rules by the names of the sites.
bool is_delegated(AdminArea area) noexcept;

/// What somebody may do in one area, by the permissions that they held at one moment. Pure.
class AdminScope {
public:
    /// `held`: as GrantService::held_by() returns them.
    AdminScope(const std::vector<store::HeldPermission>& held, AdminArea area, AdminAction action);

    /// To all of the area, whatever comes into it later.
    bool everywhere() const noexcept { return everywhere_; }
    /// To this site or group: by a permission for all of the area, or for that one.
    bool covers(std::string_view object) const;
    /// To something in it, which need not exist: who has this may see the list of what they cover.
    bool somewhere() const noexcept { return everywhere_ || !own_.empty(); }

private:
    AdminArea area_;
    AdminAction action_;
    bool everywhere_;
    std::vector<Permission> own_;  ///< for objects of the area
};

/// One round trip. Throws store::StoreError.
AdminScope admin_scope(const GrantService& grants, UserId user, AdminArea area, AdminAction action,
                       TimePoint now);

/// Whether the user has a permission for it now: the one place that decides it. With `object`, the
/// name of a site or a group, a permission for that one is enough: `admin/groups/editors`. It does
/// not count in areas that are not delegated. One round trip. Throws store::StoreError.
bool may_administer(const GrantService& grants, UserId user, AdminArea area, AdminAction action,
                    TimePoint now, std::string_view object = {});

/// Whether the one may take over, lock out or remove the other: only who administers all that the
/// other does. Otherwise anyone who may administer users could make themselves anything, by way of
/// the address of one who may. Everybody may act on themselves. Two round trips. Throws
/// store::StoreError.
bool may_act_on(const GrantService& grants, UserId actor, UserId user, TimePoint now);

/// Whether somebody at this network address may administer anything over the network, whatever they
/// may: `networks` are CIDR blocks or single addresses, as is_network() takes them; none: from
/// anywhere. An IPv4 address that is written as IPv6 is the IPv4 one. Pure; false for an address
/// that cannot be read.
bool admin_network_allows(const std::vector<std::string>& networks, std::string_view address);

/// What the session must prove, whatever the user has: two factors, for a write within kFreshProof.
Demand demand_of(AdminAction action) noexcept;

}  // namespace postern::service
