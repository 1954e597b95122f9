/// rows: who is let in to a page of the console, and to a form on it.
///
/// Everybody else, signed in or not, gets the same page "not found": the console does not say that
/// it is there. So does everybody from another network than `[admin] networks` names. Those who
/// have the permission and a session that proves too little are sent to prove more, and come back;
/// those who have no second factor are told to set one up. A browser whose session has ended is
/// sent to the sign-in page.
#pragma once

#include <memory>
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
        : context_{context}, services_{std::make_shared<const Services>(services)}, area_{area} {}

    /// GET of `/admin` + path: needs Read, two factors in the session.
    http::Route page(const std::string& path, Page* handler) const;
    /// GET of a list of which visitors see what they may: needs Read of one site or group of the
    /// area, or of all. The list of the sites is for those who may read the rules of one, too.
    http::Route list(const std::string& path, Page* handler) const;
    /// GET of a page that is nothing but a form, and asks back: needs what the form needs.
    http::Route form_page(const std::string& path, Page* handler) const;
    /// POST of a form: needs Write, and two factors within kFreshProof. Who must prove them again
    /// comes back to the page of the same path: there must be one.
    http::Route form(const std::string& path, Page* handler) const;

private:
    const Context& context_;
    std::shared_ptr<const Services> services_;  // one for all rows of the area
    service::AdminArea area_;
};

/// The administrator whom the audit log names.
Actor actor_of(const http::Request& request, const SessionWithUser& visitor);

/// The value of `{name}` in the path. REQUIRES: the route has it.
const std::string& in_path(const http::Request& request, std::string_view name);

/// Of the views of this room.
std::vector<std::string> templates();

}  // namespace postern::portal::admin
