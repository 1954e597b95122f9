#include "postern/service/access/administration.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "postern/model/network.hpp"
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

bool is_delegated(AdminArea area) noexcept {
    return area == AdminArea::Groups || area == AdminArea::Sites || area == AdminArea::Rules;
}

AdminScope::AdminScope(const std::vector<store::HeldPermission>& held, AdminArea area,
                       AdminAction action)
    : area_{area}, action_{action}, everywhere_{false} {
    const std::string below = std::string{resource_of(area)} + '/';
    for (const auto& one : held) {
        const Permission& permission = one.permission;
        if (permission.covers(resource_of(area), to_text(action))) everywhere_ = true;
        if (is_delegated(area) && permission.resource.starts_with(below) &&
            permission.covers(permission.resource, to_text(action)))
            own_.push_back(permission);
    }
}

bool AdminScope::covers(std::string_view object) const {
    if (everywhere_) return true;
    if (object.empty()) return false;
    const std::string resource = std::string{resource_of(area_)}.append("/").append(object);
    return std::ranges::any_of(own_, [&](const Permission& permission) {
        return permission.covers(resource, to_text(action_));
    });
}

AdminScope admin_scope(const GrantService& grants, UserId user, AdminArea area, AdminAction action,
                       TimePoint now) {
    return {grants.held_by(user, now), area, action};
}

bool may_administer(const GrantService& grants, UserId user, AdminArea area, AdminAction action,
                    TimePoint now, std::string_view object) {
    return admin_scope(grants, user, area, action, now).covers(object);
}

bool may_act_on(const GrantService& grants, UserId actor, UserId user, TimePoint now) {
    if (actor == user) return true;
    std::vector<Permission> administers;
    for (const auto& held : grants.held_by(user, now)) {
        const std::string& resource = held.permission.resource;
        // `admin/x` and below, `admin/*`, and what covers everything.
        if (resource == "*" || resource.starts_with("admin/"))
            administers.push_back(held.permission);
    }
    if (administers.empty()) return true;
    const auto held = grants.held_by(actor, now);
    return std::ranges::all_of(administers, [&](const Permission& theirs) {
        return std::ranges::any_of(held, [&](const auto& one) {
            return one.permission.covers(theirs.resource, theirs.action);
        });
    });
}

bool admin_network_allows(const std::vector<std::string>& networks, std::string_view address) {
    return networks.empty() || std::ranges::any_of(networks, [&](const std::string& network) {
               return is_in_network(network, address);
           });
}

Demand demand_of(AdminAction action) noexcept {
    if (action == AdminAction::Read) return {.level = Level::Two};
    return {.level = Level::Two, .max_age = kFreshProof};
}

}  // namespace postern::service
