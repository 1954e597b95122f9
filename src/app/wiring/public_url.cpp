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
    return session_cookies(config).reaches(host);
}

http::SessionCookies session_cookies(const config::Config& config) {
    const auto url = public_url(config);
    return {url.origin.is_secure(), config.session.cookie_domain, url.origin.host()};
}

}  // namespace postern::app
