/// security_headers: what every answer of portal and API says to browsers and caches.
#pragma once

#include "postern/http/response.hpp"

namespace postern::http {

/// Adds the headers that the answer does not have yet. `secure`: public_url is https.
void add_security_headers(Response& response, bool secure);

}  // namespace postern::http
