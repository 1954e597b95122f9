/// access: the page for visitors whom the gate does not let in to a site, and the page on which
/// they ask for access.
#pragma once

#include <string>
#include <vector>

#include "portal/page/context.hpp"
#include "postern/http/router.hpp"

namespace postern::service {
class AccessRequestService;
class SiteService;
}  // namespace postern::service

namespace postern::portal::access {

/// What these pages act through.
struct Services {
    const service::AccessRequestService& requests;
    const service::SiteService& sites;
};

std::vector<http::Route> routes(const Context& context, const Services& services);

/// Of all views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::access
