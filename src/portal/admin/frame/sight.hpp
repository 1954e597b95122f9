/// Sight: what the visitor of a page may see and change, where a permission for one site or group
/// is enough.
#pragma once

#include <string_view>
#include <vector>

#include "portal/admin/frame/services.hpp"
#include "postern/model/session.hpp"
#include "postern/service/access/administration.hpp"
#include "postern/service/access/grant_service.hpp"

namespace postern::portal::admin {

class Sight {
public:
    /// One round trip.
    Sight(const Services& services, const SessionWithUser& visitor, TimePoint now);

    /// As service::may_administer() decides it.
    bool may(service::AdminArea area, service::AdminAction action,
             std::string_view object = {}) const;
    bool sees(service::AdminArea area, std::string_view object = {}) const {
        return may(area, service::AdminAction::Read, object);
    }
    bool changes(service::AdminArea area, std::string_view object = {}) const {
        return may(area, service::AdminAction::Write, object);
    }
    /// Whether there may be something in the area that the visitor sees: all, or one site or group.
    bool sees_some(service::AdminArea area) const;

private:
    std::vector<store::HeldPermission> held_;
};

}  // namespace postern::portal::admin
