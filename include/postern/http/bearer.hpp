/// bearer: the token in the header Authorization (RFC 6750, section 2.1).
///
/// A token counts nowhere else: not in a query, not in a body.
#pragma once

#include <optional>
#include <string_view>

namespace postern::http {

/// The token of `Bearer TOKEN`, as sent; the name of the scheme is taken in any case (RFC 9110,
/// section 11.1). Empty, and so good for nothing, when it is missing or is no token68. Nothing when
/// the header is absent or of another scheme. Good as long as `authorization` lives.
std::optional<std::string_view> bearer_token(std::string_view authorization) noexcept;

}  // namespace postern::http
