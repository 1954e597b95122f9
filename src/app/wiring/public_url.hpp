/// public_url: the portal's address taken apart, and what follows from it.
#pragma once

#include <string>

#include "postern/config/config.hpp"
#include "postern/http/session_cookie.hpp"
#include "postern/model/origin.hpp"

namespace postern::app {

/// server.public_url taken apart.
struct PublicUrl {
    Origin origin;
    std::string base_path;  ///< "" or "/auth"

    std::string text() const { return origin.text() + base_path; }
};

PublicUrl public_url(const config::Config& config);

/// True if a browser sends the portal's session cookie to this host, too.
bool cookie_reaches(const config::Config& config, const std::string& host);

http::SessionCookies session_cookies(const config::Config& config);

}  // namespace postern::app
