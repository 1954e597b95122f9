/// duty: the terms, and what users are asked for before they go on.
#pragma once

#include <string>
#include <vector>

#include "portal/page/context.hpp"
#include "postern/http/router.hpp"

namespace postern::service {
class DutyService;
class SiteService;
}  // namespace postern::service

namespace postern::portal::duty {

/// What these pages act through.
struct Services {
    const service::DutyService& duties;
    const service::SiteService& sites;
};

std::vector<http::Route> routes(const Context& context, const Services& services);

/// Of all views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::duty
