/// admin: what administrators do over the API, over the same services as their pages. Each room
/// makes the rows of its areas.
#pragma once

#include <vector>

#include "api/admin/guard/services.hpp"
#include "api/body/context.hpp"
#include "postern/http/router.hpp"

namespace postern::api::admin {

std::vector<http::Route> routes(const Context& context, const Services& services);

}  // namespace postern::api::admin
