/// nginx_blocks: the server blocks of the portal and of sites, from the templates in share/nginx.
///
/// Every value is checked first: CommandError for one that nginx would misread.
#pragma once

#include <string>

#include "postern/config/config.hpp"
#include "postern/model/site.hpp"

namespace postern::app {

struct BlockOptions {
    std::string listen;  ///< argument of nginx's listen; empty: from the address
    std::string snippets = "/etc/nginx/postern";
    std::string certificate;      ///< empty: /etc/ssl/certs/HOST.pem
    std::string certificate_key;  ///< empty: /etc/ssl/private/HOST.key
};

/// What serves a site: exactly one of the two.
struct SiteTarget {
    std::string upstream;  ///< an application: http://127.0.0.1:3000
    std::string root;      ///< files: an absolute path
};

std::string portal_block(const config::Config& config, const BlockOptions& options);
std::string site_block(const config::Config& config, const Site& site, const SiteTarget& target,
                       const BlockOptions& options);

}  // namespace postern::app
