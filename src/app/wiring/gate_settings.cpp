#include "app/wiring/gate_settings.hpp"

#include "app/wiring/public_url.hpp"

namespace postern::app {

namespace {

/// By the name of the site: the fields that it is told.
std::map<std::string, std::vector<std::string>, std::less<>> told_fields(
    const std::vector<ProfileField>& fields) {
    std::map<std::string, std::vector<std::string>, std::less<>> told;
    for (const ProfileField& field : fields)
        for (const std::string& site : field.sites) told[site].push_back(field.name);
    return told;
}

}  // namespace

gate::GateSettings gate_settings(const config::Config& config) {
    return {.login_url = public_url(config).text() + "/login",
            .cache = config.gate_cache.cache == config::GateCache::On,
            .poll_interval = config.gate_cache.revocation_poll,
            .stale_grace = config.gate_cache.stale_grace,
            .required_since = config::required_since(config.second_factor),
            .issuer = public_url(config).text(),
            .told_fields = told_fields(config.profile.fields)};
}

}  // namespace postern::app
