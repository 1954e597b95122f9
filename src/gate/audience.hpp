/// audience: tells a person's browser that opens a page from a program.
#pragma once

#include "postern/gate/gate.hpp"
#include "postern/http/parameters.hpp"

namespace postern::gate {

/// What the browser says itself decides: `Sec-Fetch-Mode: navigate` (Fetch Metadata, section 2.2)
/// is a page, any other mode a script, whatever it accepts. Without the header, a request that
/// accepts text/html by name is a page. XMLHttpRequest in X-Requested-With and an Authorization
/// other than Basic always mean a program.
Audience audience(const http::Parameters& parameters);

}  // namespace postern::gate
