#include "app/wiring/gate_settings.hpp"

#include "app/wiring/public_url.hpp"

namespace postern::app {

gate::GateSettings gate_settings(const config::Config& config) {
    return {.login_url = public_url(config).text() + "/login",
            .cache = config.gate_cache.cache == config::GateCache::On,
            .poll_interval = config.gate_cache.revocation_poll,
            .stale_grace = config.gate_cache.stale_grace,
            .required_since = config::required_since(config.second_factor),
            .issuer = public_url(config).text()};
}

}  // namespace postern::app
