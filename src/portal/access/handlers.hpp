/// handlers: one function for each row of access; parse, one service call, answer.
#pragma once

#include "portal/access/routes.hpp"
#include "postern/model/session.hpp"

namespace postern::portal::access {

/// 403 with the page that nginx shows at the address of a site. Not found for a request that comes
/// from anywhere but the server block of a site.
http::Response get_denied(const Context& context, const Services& services,
                          const http::Request& request);

http::Response get_ask_access(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& visitor);
http::Response post_ask_access(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor);
/// Where post_ask_access() leads: a page that can be reloaded.
http::Response get_access_asked(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor);

}  // namespace postern::portal::access
