/// SiteRequest: a site that `postern init` is asked for, and the cookie domain that serves them
/// all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/setup/nginx_blocks.hpp"
#include "postern/model/origin.hpp"
#include "postern/service/site/site_service.hpp"

namespace postern::app {

struct SiteRequest {
    std::string name;
    std::string url;
    SiteTarget target;  ///< both empty: no server block is wanted
};

/// From `NAME=URL` and `NAME=TARGET`, where a target is http://HOST:PORT or a folder. Throws
/// CommandError for anything else, and for a target without its site.
std::vector<SiteRequest> parse_site_requests(const std::vector<std::string>& sites,
                                             const std::vector<std::string>& targets);

/// Whether a site of this name is registered. Throws CommandError when it has another address.
bool is_registered(const SiteRequest& request, const service::SiteService& sites);

/// The smallest domain that contains all these hosts; nothing when they are one host, which needs
/// none. Throws CommandError when they share no domain of at least two labels.
std::optional<std::string> common_domain(const std::vector<std::string>& hosts);

}  // namespace postern::app
