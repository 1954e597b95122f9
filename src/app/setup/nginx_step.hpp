/// nginx_step: `postern init` writes the server blocks of the portal and the sites, and compares
/// the snippets with the configuration.
#pragma once

#include <vector>

#include "app/setup/dialog.hpp"
#include "app/setup/init_request.hpp"
#include "app/setup/nginx_files.hpp"
#include "app/setup/site_request.hpp"
#include "postern/config/config.hpp"
#include "postern/service/site/site_service.hpp"

namespace postern::app {

/// The files for the portal and for each registered site with a target. nginx reads files in the
/// order of their names: a site's comes after the one with the includes, whose log format it may
/// use. Throws CommandError for what nginx would misread.
std::vector<NginxFile> server_blocks(const config::Config& config, const InitRequest& request,
                                     const std::vector<SiteRequest>& sites,
                                     const service::SiteService& registered);

/// Writes those that are missing and has nginx check them. Nothing when the folder is `none`.
void write_server_blocks(const config::Config& config, const InitRequest& request,
                         const std::vector<SiteRequest>& sites,
                         const service::SiteService& registered, Dialog& dialog);

/// The snippets say where the sockets are, and an edited configuration may say something else:
/// then throws CommandError. Nothing when there are no snippets.
void check_snippets(const config::ServerConfig& server, const InitRequest& request);

}  // namespace postern::app
