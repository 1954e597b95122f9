/// invitation: the page that the link in an invitation leads to.
///
/// GET looks at the invitation and changes nothing; only the forms on the page use it.
#pragma once

#include <string>
#include <vector>

#include "portal/page/context.hpp"
#include "postern/http/router.hpp"

namespace postern::service {
class DutyService;
class InvitationService;
class SiteService;
}  // namespace postern::service

namespace postern::portal::invitation {

/// What these pages act through.
struct Services {
    const service::InvitationService& invitations;
    const service::DutyService& duties;
    const service::SiteService& sites;
};

std::vector<http::Route> routes(const Context& context, const Services& services);

/// Of all views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::invitation
