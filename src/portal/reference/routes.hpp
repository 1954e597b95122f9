/// reference: the page of the API, for people who write programs.
#pragma once

#include <string>
#include <vector>

#include "portal/page/context.hpp"
#include "postern/http/router.hpp"

namespace postern::portal::reference {

std::vector<http::Route> routes(const Context& context);

/// Of all views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::reference
