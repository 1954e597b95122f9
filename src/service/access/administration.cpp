#include "postern/service/access/administration.hpp"

#include <cstdlib>
#include <string>

#include "postern/service/factor/fresh_proof.hpp"

namespace postern::service {

std::string_view resource_of(AdminArea area) noexcept {
    switch (area) {  // no default: a new area must not compile until it has a resource
        case AdminArea::Users:
            return "admin/users";
        case AdminArea::Sessions:
            return "admin/sessions";
        case AdminArea::Groups:
            return "admin/groups";
        case AdminArea::Roles:
            return "admin/roles";
        case AdminArea::Sites:
            return "admin/sites";
        case AdminArea::Rules:
            return "admin/rules";
        case AdminArea::Audit:
            return "admin/audit";
        case AdminArea::Mail:
            return "admin/mail";
        case AdminArea::Server:
            return "admin/server";
    }
    std::abort();  // a value outside the enum is a bug
}

std::string_view to_text(AdminAction action) noexcept {
    return action == AdminAction::Read ? "read" : "write";
}

bool may_administer(const GrantService& grants, UserId user, AdminArea area, AdminAction action,
                    TimePoint now, std::string_view object) {
    const std::string resource{resource_of(area)};
    if (grants.may(user, resource, to_text(action), now).allowed) return true;
    return !object.empty() &&
           grants.may(user, resource + '/' + std::string{object}, to_text(action), now).allowed;
}

Demand demand_of(AdminAction action) noexcept {
    if (action == AdminAction::Read) return {.level = Level::Two};
    return {.level = Level::Two, .max_age = kFreshProof};
}

}  // namespace postern::service
