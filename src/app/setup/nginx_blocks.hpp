/// nginx_blocks: the server blocks of the portal and of sites, from the templates in share/nginx.
///
/// Every value is checked first: CommandError for one that nginx would misread.
#pragma once

#include <string>

#include "app/wiring/block_texts.hpp"
#include "postern/config/config.hpp"
#include "postern/model/site.hpp"

namespace postern::app {

std::string portal_block(const config::Config& config, const BlockOptions& options);
std::string site_block(const config::Config& config, const Site& site, const SiteTarget& target,
                       const BlockOptions& options);

}  // namespace postern::app
