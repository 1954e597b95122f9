/// access: groups, permissions, roles and grants.
#pragma once

#include <vector>

#include "api/admin/guard/services.hpp"
#include "api/body/context.hpp"
#include "postern/http/router.hpp"

namespace postern::api::admin::access {

std::vector<http::Route> routes(const Context& context, const Services& services);

}  // namespace postern::api::admin::access
