/// invitations: people who join: invitations, and registrations that wait for approval.
#pragma once

#include <vector>

#include "api/admin/guard/services.hpp"
#include "api/body/context.hpp"
#include "postern/http/router.hpp"

namespace postern::api::admin::invitations {

std::vector<http::Route> routes(const Context& context, const Services& services);

}  // namespace postern::api::admin::invitations
