/// configuration_step: `postern init` writes the configuration, unless there is one.
#pragma once

#include <string>
#include <vector>

#include "app/setup/dialog.hpp"
#include "app/setup/init_request.hpp"
#include "app/setup/site_request.hpp"
#include "postern/config/config.hpp"

namespace postern::app {

/// The domain of the session cookie: the one asked for, else the one that the portal and all sites
/// share; empty when one host serves them all. Throws CommandError when they share none.
std::string cookie_domain(const InitRequest& request, const std::vector<SiteRequest>& sites);

/// The documented configuration with the settings of this request. Throws std::system_error when
/// the documented one is not where it was installed.
std::string configuration_text(const InitRequest& request, const std::vector<SiteRequest>& sites,
                               const config::Environment& environment);

/// Creates the configuration file, after asking for what is missing. An existing one is checked and
/// stays unchanged. Returns the sites of the request. Throws CommandError or ConfigError, before
/// anything is written.
std::vector<SiteRequest> set_up_configuration(const std::string& path, InitRequest request,
                                              const config::Environment& environment,
                                              Dialog& dialog);

}  // namespace postern::app
