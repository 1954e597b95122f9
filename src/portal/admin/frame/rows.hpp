/// rows: who is let in to a page of the console, and to a form on it.
///
/// Everybody else, signed in or not, gets the same page "not found": the console does not say that
/// it is there. Those who have the permission and a session that proves too little are sent to
/// prove more, and come back.
#pragma once

#include <string>

#include "portal/admin/frame/services.hpp"
#include "portal/page/context.hpp"
#include "postern/http/router.hpp"
#include "postern/model/actor.hpp"
#include "postern/model/session.hpp"
#include "postern/service/access/administration.hpp"

namespace postern::portal::admin {

using Page = http::Response(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor);

/// Makes the rows of one area. The object of a path `{name}` counts in areas that are delegated for
/// one site or group: who may read `admin/groups/editors` sees that group and no other.
class Area {
public:
    Area(const Context& context, const Services& services, service::AdminArea area)
        : context_{context}, services_{services}, area_{area} {}

    /// GET of `/admin` + path: needs Read, two factors in the session.
    http::Route page(const std::string& path, Page* handler) const;
    /// POST of a form: needs Write, and two factors within kFreshProof.
    http::Route form(const std::string& path, Page* handler) const;

private:
    const Context& context_;
    const Services& services_;
    service::AdminArea area_;
};

/// The administrator whom the audit log names.
Actor actor_of(const http::Request& request, const SessionWithUser& visitor);

/// The value of `{name}` in the path. REQUIRES: the route has it.
const std::string& in_path(const http::Request& request, std::string_view name);

}  // namespace postern::portal::admin
