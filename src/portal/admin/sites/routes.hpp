/// sites: the console's pages about sites and their rules.
#pragma once

#include <string>
#include <vector>

#include "portal/admin/frame/services.hpp"
#include "portal/page/context.hpp"
#include "postern/http/router.hpp"

namespace postern::portal::admin::sites {

std::vector<http::Route> routes(const Context& context, const Services& services);

/// Of all views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::admin::sites
