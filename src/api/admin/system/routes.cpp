#include "api/admin/system/routes.hpp"

#include "api/admin/guard/area.hpp"
#include "api/admin/system/operations.hpp"

namespace postern::api::admin::system {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const Area server{context, services, service::AdminArea::Server};
    return {
        server.read("/overview", get_overview),
        server.read("/keys", get_keys),
        server.read("/configuration", get_configuration),
        server.read("/health", get_health),
    };
}

}  // namespace postern::api::admin::system
