// GET /admin/sites, /admin/sites/{name} and /nginx; GET and POST /admin/sites/{name}/remove.
#include <algorithm>

#include "portal/admin/frame/sight.hpp"
#include "portal/admin/sites/handlers.hpp"
#include "portal/admin/sites/parts.hpp"
#include "portal/admin/sites/views.hpp"
#include "postern/portal/rules_text.hpp"
#include "postern/text/dates.hpp"

namespace postern::portal::admin::sites {

namespace {

using http::Status;
using service::AdminArea;

/// Where applications usually are.
constexpr std::string_view kUsualTarget = "http://127.0.0.1:3000";

SiteView view_of(const Context& context, const AdminFrame& frame, const Site& site) {
    const auto& [credentials, basic, audience, assertion, identity] = site.tokens;
    const bool takes_basic = credentials.basic;
    return {.frame = frame,
            .name = site.name,
            .title = site.title,
            .description = site.description,
            .origin = site.origin.text(),
            .contact = site.contact ? site.contact->text() : std::string{},
            .is_public = site.policy == SitePolicy::Public,
            .level = std::to_string(to_number(site.demand.level)),
            .max_age = site.demand.max_age
                           ? text::duration_text(context.pages.words(), frame.language,
                                                 *site.demand.max_age)
                           : std::string{},
            .cookie = credentials.cookie,
            .token = credentials.token,
            .basic_token = takes_basic && basic == SiteBasic::Token,
            .basic_password = takes_basic && basic == SiteBasic::Password,
            .only_site_tokens = audience == TokenAudience::Site,
            .assertion = assertion,
            .identity = std::string{to_text(identity)},
            .no_registration = site.registration == SiteRegistration::Off};
}

RemoveSiteView remove_view(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor,
                           const Site& site) {
    return {.frame = admin_frame(context, services, request, visitor, AdminPage::Sites),
            .name = site.name,
            .origin = site.origin.text()};
}

}  // namespace

http::Response get_sites(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    const Sight sight{services, visitor, request.received};
    SitesView view{.frame = admin_frame(context, services, request, visitor, AdminPage::Sites),
                   .may_add = sight.changes(AdminArea::Sites)};
    view.frame.command = "postern site list";
    const auto drafts = services.drafts.sites();
    for (const Site& site : services.sites.list()) {
        const bool sees_site = sight.sees(AdminArea::Sites, site.name);
        const bool sees_rules = sight.sees(AdminArea::Rules, site.name);
        if (!sees_site && !sees_rules) continue;
        view.sites.push_back(
            {.name = site.name,
             .title = site.title,
             .description = site.description,
             .origin = site.origin.text(),
             .is_public = site.policy == SitePolicy::Public,
             .has_draft = sees_rules && std::ranges::binary_search(drafts, site.name),
             .only_rules = !sees_site});
    }
    return context.pages.draw(Status::Ok, view);
}

http::Response get_site(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor) {
    const auto site = services.sites.find(in_path(request, "name"));
    if (!site) return not_found(context, request);
    auto view =
        view_of(context, admin_frame(context, services, request, visitor, AdminPage::Sites), *site);
    const Sight sight{services, visitor, request.received};
    view.sees_rules = sight.sees(AdminArea::Rules, site->name);
    view.has_draft = view.sees_rules && services.drafts.find(site->name);
    view.frame.command = "postern site show " + site->name;
    return context.pages.draw(Status::Ok, view);
}

http::Response get_nginx(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    const auto site = services.sites.find(in_path(request, "name"));
    if (!site) return not_found(context, request);
    const auto target = request.query_value("target").value_or(std::string{kUsualTarget});
    NginxView view{.frame = admin_frame(context, services, request, visitor, AdminPage::Sites),
                   .site = site->name,
                   .target = target,
                   .block = services.rules_text.nginx_block(*site, target).value_or("")};
    view.frame.command = "postern nginx " + site->name + " --upstream " + std::string{kUsualTarget};
    return context.pages.draw(view.block.empty() ? Status::UnprocessableContent : Status::Ok, view);
}

http::Response get_remove_site(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    const auto site = services.sites.find(in_path(request, "name"));
    if (!site) return not_found(context, request);
    return context.pages.draw(Status::Ok, remove_view(context, services, request, visitor, *site));
}

http::Response post_remove_site(const Context& context, const Services& services,
                                const http::Request& request, const SessionWithUser& visitor) {
    const auto form = RemoveSiteForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto site = services.sites.find(in_path(request, "name"));
    if (!site) return not_found(context, request);
    if (form->typed_name != site->name) {
        auto view = remove_view(context, services, request, visitor, *site);
        view.bad_typed_name = true;
        return context.pages.draw(Status::UnprocessableContent, view);
    }
    if (!services.sites.remove(site->name, actor_of(request, visitor), request.received))
        return not_found(context, request);
    return context.redirect_to(with_done("/admin/sites", "site_removed"));
}

}  // namespace postern::portal::admin::sites
