/// audience: tells a person's browser that opens a page from a program.
#pragma once

#include "postern/http/parameters.hpp"

namespace postern::gate {

enum class Audience {
    Page,     ///< can follow a redirect to a sign-in form
    Program,  ///< needs a plain 401
};

/// A page only when the request accepts text/html by name, does not say XMLHttpRequest and brings
/// no Authorization. Scripts in browsers ask for */* and are programs.
Audience audience(const http::Parameters& parameters);

}  // namespace postern::gate
