/// handlers: the pages of this room.
#pragma once

#include "portal/admin/frame/services.hpp"
#include "portal/page/context.hpp"
#include "postern/http/response.hpp"
#include "postern/model/session.hpp"

namespace postern::portal::admin::look {

/// `?page=`, `?language=` and `?scheme=` say which sample stands in the frame.
http::Response get_look(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor);

/// The sample itself, for the frame: no script runs, no form leads anywhere.
http::Response get_shown(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor);

}  // namespace postern::portal::admin::look
