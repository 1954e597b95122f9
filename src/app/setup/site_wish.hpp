/// site_wish: the sites that `postern init` is asked for, and the cookie that serves them all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/setup/nginx_blocks.hpp"
#include "postern/model/origin.hpp"

namespace postern::app {

struct SiteWish {
    std::string name;
    std::string url;
    SiteTarget target;  ///< both empty: no server block is wanted
};

/// From `NAME=URL` and `NAME=TARGET`, a target being http://HOST:PORT or a folder. Throws
/// CommandError for what is neither, and for a target of a site that is not among them.
std::vector<SiteWish> parse_site_wishes(const std::vector<std::string>& sites,
                                        const std::vector<std::string>& targets);

/// The smallest domain that all these hosts lie in: nothing when they are one host, so that no
/// domain is needed. Throws CommandError when they share none of two labels, so that one sign-in
/// cannot serve them.
std::optional<std::string> common_domain(const std::vector<std::string>& hosts);

}  // namespace postern::app
