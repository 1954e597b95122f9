/// audience: tells a person's browser that opens a page from a program.
#pragma once

#include "postern/gate/gate.hpp"
#include "postern/http/parameters.hpp"

namespace postern::gate {

/// A page only when the request accepts text/html by name, does not say XMLHttpRequest and brings
/// no Authorization. Scripts in browsers ask for */* and are programs.
Audience audience(const http::Parameters& parameters);

}  // namespace postern::gate
