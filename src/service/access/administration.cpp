#include "postern/service/access/administration.hpp"

#include <cstdlib>

#include "postern/service/factor/fresh_proof.hpp"

namespace postern::service {

std::string_view resource_of(AdminArea area) noexcept {
    switch (area) {
        case AdminArea::Groups:
            return "admin/groups";
        case AdminArea::Roles:
            return "admin/roles";
        case AdminArea::Rules:
            return "admin/rules";
    }
    std::abort();  // a value outside the enum is a bug
}

std::string_view to_text(AdminAction action) noexcept {
    return action == AdminAction::Read ? "read" : "write";
}

bool may_administer(const GrantService& grants, UserId user, AdminArea area, AdminAction action,
                    TimePoint now) {
    return grants.may(user, resource_of(area), to_text(action), now).allowed;
}

Demand demand_of(AdminAction action) noexcept {
    if (action == AdminAction::Read) return {.level = Level::Two};
    return {.level = Level::Two, .max_age = kFreshProof};
}

}  // namespace postern::service
