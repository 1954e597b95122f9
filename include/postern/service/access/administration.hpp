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
    Groups,  ///< and who is in them
    Roles,   ///< permissions and grants as well
    Rules,   ///< of all sites
};
enum class AdminAction { Read, Write };

/// The resource of the permission: `admin/groups`, `admin/roles` or `admin/rules`.
std::string_view resource_of(AdminArea area) noexcept;
/// The action of the permission: `read` or `write`.
std::string_view to_text(AdminAction action) noexcept;

/// Whether the user has a permission for it now: the one place that decides it. One round trip.
/// Throws store::StoreError.
bool may_administer(const GrantService& grants, UserId user, AdminArea area, AdminAction action,
                    TimePoint now);

/// What the session must prove, whatever the user has: two factors, for a write within kFreshProof.
Demand demand_of(AdminAction action) noexcept;

}  // namespace postern::service
