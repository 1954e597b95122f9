/// giving: what a change gives to others, and whether the one who makes it has as much.
///
/// Without this, somebody who may grant roles could make themselves anything. Over the API, taking
/// something away needs as much as giving it for good.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/model/group.hpp"
#include "postern/service/access/grant_service.hpp"

namespace postern::service {

/// A permission that somebody gets.
struct Gift {
    Permission permission;
    std::optional<TimePoint> until{};  ///< nothing: for good
};

/// Whether each gift is covered by one permission of `held` that lasts at least as long. Pure.
/// REQUIRES: permissions that have not expired, as GrantService::held_by() returns them.
bool has_as_much(const std::vector<store::HeldPermission>& held,
                 const std::vector<Gift>& gifts) noexcept;

/// The same for what the user holds now. One round trip; none where nothing is given. Throws
/// store::StoreError.
bool may_give(const GrantService& grants, UserId giver, const std::vector<Gift>& gifts,
              TimePoint now);

// What a change gives. Each takes up to three round trips and throws store::StoreError. A
// permission that cannot be looked up counts as one for everything.

/// The permissions with these names, to a role, and so for good. Nothing where one does not exist.
std::optional<std::vector<Gift>> gifts_of(const GrantService& grants,
                                          const std::vector<std::string>& permissions);

/// `what`, granted until then. Nothing where there is no such role or permission.
std::optional<std::vector<Gift>> gifts_of(const GrantService& grants, const Granted& what,
                                          const std::optional<TimePoint>& until);

/// Whatever the members of the group have now, for one more until then. Empty where there is no
/// such group.
std::vector<Gift> gifts_of_group(const GrantService& grants, std::string_view group,
                                 const std::optional<TimePoint>& until, TimePoint now);

}  // namespace postern::service
