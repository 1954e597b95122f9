/// cors_headers: what the pipeline and the router do with the Cors of a row.
#pragma once

#include <string_view>

#include "postern/http/cors.hpp"
#include "postern/http/request.hpp"
#include "postern/http/response.hpp"

namespace postern::http {

/// What makes a row with this Cors unsafe or useless; nullptr when nothing does. A literal.
const char* fault_of(const Cors& cors) noexcept;

/// Whether answers differ from origin to origin.
bool depends_on_origin(const Cors& cors) noexcept;

/// Adds what lets the page that sent the request read the answer. Adds only `Vary` when its origin
/// may not, and nothing when the row permits no other origin.
void add_cors_headers(Response& response, const Cors& cors, const Request& request);

/// The same for the answer to a preflight request that asks for `method`, without `Vary`.
void add_preflight_headers(Response& response, const Cors& cors, const Request& request,
                           Method method);

}  // namespace postern::http
