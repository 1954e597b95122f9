/// system: the console's pages about the server itself: overview, keys, configuration, health.
#pragma once

#include <string>
#include <vector>

#include "portal/admin/frame/services.hpp"
#include "portal/page/context.hpp"
#include "postern/http/router.hpp"

namespace postern::portal::admin::system {

std::vector<http::Route> routes(const Context& context, const Services& services);

/// Of all views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::admin::system
