/// handlers: one function for each row of duty; parse, one service call, answer.
#pragma once

#include "portal/duty/routes.hpp"

namespace postern::portal::duty {

/// The newest version, for everybody; `?version=` shows an older one.
http::Response get_terms(const Context& context, const Services& services,
                         const http::Request& request);

/// The same with a form that accepts it.
http::Response get_accept_terms(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor);
http::Response post_accept_terms(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& visitor);

/// The fields of the profile that the configuration names.
http::Response get_complete(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor);
http::Response post_complete(const Context& context, const Services& services,
                             const http::Request& request, const SessionWithUser& visitor);

}  // namespace postern::portal::duty
