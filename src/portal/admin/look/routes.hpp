/// look: the page of the console that shows every page and e-mail with sample data.
#pragma once

#include <string>
#include <vector>

#include "portal/admin/frame/services.hpp"
#include "portal/page/context.hpp"
#include "postern/http/router.hpp"

namespace postern::portal::admin::look {

std::vector<http::Route> routes(const Context& context, const Services& services);

/// Of all views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::admin::look
