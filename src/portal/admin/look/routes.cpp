#include "portal/admin/look/routes.hpp"

#include "portal/admin/frame/rows.hpp"
#include "portal/admin/look/handlers.hpp"
#include "portal/admin/look/views.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::admin::look {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const Area server{context, services, service::AdminArea::Server};
    return {
        server.page("/look", get_look),
        server.page("/look/{page}", get_shown),
    };
}

std::vector<std::string> templates() { return templates_of<LookView>(); }

}  // namespace postern::portal::admin::look
