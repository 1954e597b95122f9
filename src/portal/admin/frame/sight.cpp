#include "portal/admin/frame/sight.hpp"

#include <algorithm>
#include <string>

#include "postern/service/access/grant_service.hpp"

namespace postern::portal::admin {

Sight::Sight(const Services& services, const SessionWithUser& visitor, TimePoint now)
    : held_{services.grants.held_by(visitor.user.id, now)} {}

bool Sight::may(service::AdminArea area, service::AdminAction action,
                std::string_view object) const {
    const std::string resource{service::resource_of(area)};
    const std::string of_object = object.empty() ? resource : resource + '/' + std::string{object};
    const auto verb = service::to_text(action);
    return std::ranges::any_of(held_, [&](const store::HeldPermission& one) {
        return one.permission.covers(resource, verb) || one.permission.covers(of_object, verb);
    });
}

bool Sight::sees_some(service::AdminArea area) const {
    const std::string below = std::string{service::resource_of(area)} + '/';
    const auto verb = service::to_text(service::AdminAction::Read);
    return sees(area) || std::ranges::any_of(held_, [&](const store::HeldPermission& one) {
               return one.permission.resource.starts_with(below) &&
                      one.permission.covers(one.permission.resource, verb);
           });
}

}  // namespace postern::portal::admin
