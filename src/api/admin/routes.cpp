#include "api/admin/routes.hpp"

#include <algorithm>
#include <iterator>

#include "api/admin/access/routes.hpp"
#include "api/admin/invitations/routes.hpp"
#include "api/admin/log/routes.hpp"
#include "api/admin/sites/routes.hpp"
#include "api/admin/system/routes.hpp"
#include "api/admin/users/routes.hpp"

namespace postern::api::admin {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    std::vector<http::Route> rows;
    for (const auto room : {access::routes, users::routes, invitations::routes, sites::routes,
                            log::routes, system::routes})
        std::ranges::move(room(context, services), std::back_inserter(rows));
    return rows;
}

}  // namespace postern::api::admin
