#include "portal/admin/system/routes.hpp"

#include "portal/admin/frame/rows.hpp"
#include "portal/admin/system/handlers.hpp"
#include "portal/admin/system/views.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::admin::system {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const Area server{context, services, service::AdminArea::Server};
    return {
        server.page("", get_overview),
        server.page("/keys", get_keys),
        server.page("/configuration", get_configuration),
        server.page("/health", get_health),
    };
}

std::vector<std::string> templates() {
    return templates_of<OverviewView, KeysView, ConfigurationView, HealthView>();
}

}  // namespace postern::portal::admin::system
