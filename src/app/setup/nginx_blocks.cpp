#include "app/setup/nginx_blocks.hpp"

#include "app/console/console.hpp"
#include "app/wiring/public_url.hpp"

namespace postern::app {

std::string portal_block(const config::Config& config, const BlockOptions& options) {
    const auto url = public_url(config);
    try {
        return portal_block(load_block_templates(config.server.share_dir), url.origin,
                            url.base_path, options);
    } catch (const BlockError& error) {
        throw CommandError{kRefused, error.what()};
    }
}

std::string site_block(const config::Config& config, const Site& site, const SiteTarget& target,
                       const BlockOptions& options) {
    try {
        return site_block(load_block_templates(config.server.share_dir), site, target, options);
    } catch (const BlockError& error) {
        throw CommandError{kRefused, error.what()};
    }
}

}  // namespace postern::app
