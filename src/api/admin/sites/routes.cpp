#include "api/admin/sites/routes.hpp"

#include "api/admin/guard/area.hpp"
#include "api/admin/sites/operations.hpp"

namespace postern::api::admin::sites {

std::vector<http::Route> routes(const Context& context, const Services& services) {
    using enum http::Method;
    const Area sites{context, services, service::AdminArea::Sites};
    const Area rules{context, services, service::AdminArea::Rules};
    return {
        sites.list("/sites", get_sites),
        sites.write(Post, "/sites", post_site),
        sites.read("/sites/{name}", get_site),
        sites.write(Patch, "/sites/{name}", patch_site),
        sites.write(Delete, "/sites/{name}", delete_site),

        rules.read("/sites/{name}/rules", get_rules),
        rules.write(Put, "/sites/{name}/rules", put_rules),
        rules.read("/sites/{name}/explain", get_explain),

        // Not `{name}`: a permission for the rules of one site is none for a network.
        rules.read("/networks", get_networks),
        rules.write(Put, "/networks/{network}", put_network),
        rules.write(Delete, "/networks/{network}", delete_network),
    };
}

}  // namespace postern::api::admin::sites
