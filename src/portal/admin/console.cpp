#include "portal/admin/console.hpp"

#include <algorithm>
#include <iterator>

#include "portal/admin/access/routes.hpp"
#include "portal/admin/frame/rows.hpp"
#include "portal/admin/invitations/routes.hpp"
#include "portal/admin/log/routes.hpp"
#include "portal/admin/look/routes.hpp"
#include "portal/admin/sites/routes.hpp"
#include "portal/admin/system/routes.hpp"
#include "portal/admin/users/routes.hpp"

namespace postern::portal::admin {

// A new room costs one line in each of these.

std::vector<http::Route> console_routes(const Context& context, const Services& services) {
    std::vector<http::Route> rows;
    for (auto* room : {access::routes, invitations::routes, log::routes, look::routes,
                       sites::routes, system::routes, users::routes})
        std::ranges::move(room(context, services), std::back_inserter(rows));
    return rows;
}

std::vector<std::string> console_templates() {
    std::vector<std::string> names;
    for (auto* room : {templates, access::templates, invitations::templates, log::templates,
                       look::templates, sites::templates, system::templates, users::templates})
        std::ranges::move(room(), std::back_inserter(names));
    return names;
}

}  // namespace postern::portal::admin
