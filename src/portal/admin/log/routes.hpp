/// log: the console's pages about what happens: the audit log, sessions, e-mails.
#pragma once

#include <string>
#include <vector>

#include "portal/admin/frame/services.hpp"
#include "portal/page/context.hpp"
#include "postern/http/router.hpp"

namespace postern::portal::admin::log {

std::vector<http::Route> routes(const Context& context, const Services& services);

/// Of all views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::admin::log
