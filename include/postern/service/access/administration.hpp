/// administration: what somebody who is signed in may administer in Postern, and what their session
/// must prove for it. The same for the API and the pages; has no state.
#pragma once

#include <string_view>

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

/// Whether the user has a permission for it now: the one place that decides it. With `object`, the
/// name of a site or a group, a permission for that one is enough: `admin/groups/editors`. At
/// most two round trips. Throws store::StoreError.
bool may_administer(const GrantService& grants, UserId user, AdminArea area, AdminAction action,
                    TimePoint now, std::string_view object = {});

/// What the session must prove, whatever the user has: two factors, for a write within kFreshProof.
Demand demand_of(AdminAction action) noexcept;

}  // namespace postern::service
