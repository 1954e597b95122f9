/// console: the pages of administrators, all rooms together.
#pragma once

#include <string>
#include <vector>

#include "portal/admin/frame/services.hpp"
#include "portal/page/context.hpp"
#include "postern/http/router.hpp"

namespace postern::portal::admin {

std::vector<http::Route> console_routes(const Context& context, const Services& services);

/// Of all views of the console.
std::vector<std::string> console_templates();

}  // namespace postern::portal::admin
