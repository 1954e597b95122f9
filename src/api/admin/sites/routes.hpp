/// sites: sites, their rules, and networks.
#pragma once

#include <vector>

#include "api/admin/guard/services.hpp"
#include "api/body/context.hpp"
#include "postern/http/router.hpp"

namespace postern::api::admin::sites {

std::vector<http::Route> routes(const Context& context, const Services& services);

}  // namespace postern::api::admin::sites
