#include "portal/admin/sites/routes.hpp"

#include "portal/admin/frame/rows.hpp"
#include "portal/admin/sites/handlers.hpp"
#include "portal/admin/sites/rule_views.hpp"
#include "portal/admin/sites/views.hpp"
#include "portal/page/templates.hpp"

namespace postern::portal::admin::sites {

namespace {

constexpr std::size_t kMaxTextBody = 256 * 1024;

http::Route with_large_body(http::Route row) {
    row.max_body_bytes = kMaxTextBody;
    return row;
}

}  // namespace

std::vector<http::Route> routes(const Context& context, const Services& services) {
    const Area sites{context, services, service::AdminArea::Sites};
    const Area rules{context, services, service::AdminArea::Rules};
    return {
        sites.list("/sites", get_sites),
        sites.form_page("/new-site", get_new_site),
        sites.form("/new-site", post_new_site),
        sites.page("/sites/{name}", get_site),
        sites.form_page("/sites/{name}/edit", get_edit_site),
        sites.form("/sites/{name}/edit", post_edit_site),
        sites.page("/sites/{name}/nginx", get_nginx),
        sites.form_page("/sites/{name}/remove", get_remove_site),
        sites.form("/sites/{name}/remove", post_remove_site),

        rules.page("/sites/{name}/rules", get_rules),
        rules.form_page("/sites/{name}/rules/edit", get_edit_rules),
        with_large_body(rules.form("/sites/{name}/rules/edit", post_edit_rules)),
        rules.form_page("/sites/{name}/rules/publish", get_publish),
        rules.form("/sites/{name}/rules/publish", post_publish),
        rules.form_page("/sites/{name}/rules/rebase", get_rebase),
        rules.form("/sites/{name}/rules/rebase", post_rebase),
        rules.form_page("/sites/{name}/rules/discard", get_discard),
        rules.form("/sites/{name}/rules/discard", post_discard),
        rules.page("/sites/{name}/rules/history", get_history),
        rules.form_page("/sites/{name}/rules/restore", get_restore),
        rules.form("/sites/{name}/rules/restore", post_restore),
        rules.page("/sites/{name}/try", get_try),
    };
}

std::vector<std::string> templates() {
    return templates_of<SitesView, SiteFormView, SiteView, NginxView, RemoveSiteView, RulesView,
                        EditRulesView, PublishView, RebaseView, DiscardView, HistoryView,
                        RestoreView, TryView>();
}

}  // namespace postern::portal::admin::sites
