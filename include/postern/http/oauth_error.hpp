/// oauth_error: errors of OAuth endpoints as JSON (RFC 6749, section 5.2).
#pragma once

#include <string_view>

#include "postern/http/response.hpp"

namespace postern::http {

/// `{"error":...,"error_description":...}`. `error` is a code of the RFC: `invalid_request`,
/// `invalid_client`, ... REQUIRES: both are printable ASCII without `"` and `\`, as the RFC
/// demands.
Response oauth_error(Status status, std::string_view error, std::string_view description);

}  // namespace postern::http
