/// audience: tells a person's browser that opens a page from a program.
#pragma once

#include "postern/gate/gate.hpp"
#include "postern/http/parameters.hpp"

namespace postern::gate {

/// What the browser says itself decides: `Sec-Fetch-Mode: navigate` (Fetch Metadata, section 2.2)
/// is a page, any other mode a script, whatever it accepts. Without the header, a request that
/// accepts text/html by name is a page. XMLHttpRequest in X-Requested-With, an Authorization other
/// than Basic, OPTIONS and the methods of WebDAV always mean a program.
Audience audience(const http::Parameters& parameters);

/// Whether a challenge for HTTP Basic would make a browser show its own dialog. True for what has
/// Sec-Fetch-Mode or X-Requested-With, and, for browsers that send neither over plain http, for a
/// User-Agent that begins with `Mozilla/`. False for the methods of WebDAV and for Thunderbird.
bool is_browser(const http::Parameters& parameters);

}  // namespace postern::gate
