/// invitations: the pages of the console about people who join: invitations, and registrations that
/// wait for approval.
#pragma once

#include <string>
#include <vector>

#include "portal/admin/frame/rows.hpp"

namespace postern::portal::admin::invitations {

std::vector<http::Route> routes(const Context& context, const Services& services);

/// Of all views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::admin::invitations
