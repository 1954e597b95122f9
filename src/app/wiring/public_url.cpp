#include "app/wiring/public_url.hpp"

#include <utility>

#include "postern/base/check.hpp"

namespace postern::app {

PublicUrl public_url(const config::Config& config) {
    const std::string& url = config.server.public_url;
    const auto path = url.find('/', url.find("://") + 3);
    auto origin = Origin::parse(url.substr(0, path));
    POSTERN_CHECK(origin.has_value());  // the configuration was checked when it was loaded
    std::string base = path == std::string::npos ? "" : url.substr(path);
    if (base == "/") base.clear();
    return {std::move(*origin), std::move(base)};
}

bool cookie_reaches(const config::Config& config, const std::string& host) {
    const std::string& domain = config.session.cookie_domain;
    if (domain.empty()) return host == public_url(config).origin.host();
    return host == domain || host.ends_with("." + domain);
}

http::SessionCookies session_cookies(const config::Config& config) {
    return {public_url(config).origin.is_secure(), config.session.cookie_domain};
}

}  // namespace postern::app
