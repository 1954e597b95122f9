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

/// From `NAME=URL` and `NAME=TARGET`, a target being http://HOST:PORT or a folder. Throws
/// CommandError for what is neither, and for a target of a site that is not among them.
std::vector<SiteRequest> parse_site_requests(const std::vector<std::string>& sites,
                                             const std::vector<std::string>& targets);

/// Whether a site of this name is registered. Throws CommandError when it has another address.
bool is_registered(const SiteRequest& request, const service::SiteService& sites);

/// The smallest domain that all these hosts lie in: nothing when they are one host, so that no
/// domain is needed. Throws CommandError when they share none of two labels, so that one sign-in
/// cannot serve them.
std::optional<std::string> common_domain(const std::vector<std::string>& hosts);

}  // namespace postern::app
