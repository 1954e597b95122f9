/// conditional: answers that caches may keep, and whether a client has the present one already
/// (RFC 9110, sections 8.8.3 and 13.1.2).
#pragma once

#include <string>
#include <string_view>

#include "postern/http/request.hpp"
#include "postern/http/response.hpp"

namespace postern::http {

/// A strong validator of these bytes, quoted. It tells versions of our own apart; anybody could
/// make texts that have the same one.
std::string etag_of(std::string_view body);

/// Whether `if_none_match`, as sent, is `*` or names `etag`; compared weakly, as the RFC has it.
bool names_etag(std::string_view if_none_match, std::string_view etag) noexcept;

/// 200 with this JSON, or 304 when the request says that the client has it; both with ETag and this
/// Cache-Control.
Response cacheable_json(std::string body, std::string_view cache_control, const Request& request);

}  // namespace postern::http
