// /admin/networks, and /admin/networks/edit: networks by name, as text.
#include <algorithm>

#include "portal/admin/access/forms.hpp"
#include "portal/admin/access/handlers.hpp"
#include "portal/admin/access/parts.hpp"
#include "portal/admin/access/views.hpp"
#include "postern/base/fnv.hpp"
#include "postern/portal/rules_text.hpp"

namespace postern::portal::admin::access {

namespace {

using http::Status;

/// So that a page can tell a text from another; against accidents.
std::string fingerprint(std::string_view text) {
    return std::to_string(text.size()) + '-' + std::to_string(fnv1a(text));
}

EditNetworksView edit_view(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    return {.frame = admin_frame(context, services, request, visitor, AdminPage::Networks)};
}

/// Networks that rules name, and that are not among these.
std::vector<TextRow> still_used(const Services& services, const RuleNetworks& networks) {
    std::vector<TextRow> used;
    for (const auto& [name, sites] : services.rules.naming_networks())
        if (!networks.contains(name)) used.push_back({name});
    return used;
}

std::vector<LineRow> lines_of(const std::vector<service::RulesProblem>& problems) {
    std::vector<LineRow> rows;
    for (const auto& problem : problems) rows.push_back({problem.site, 0, problem.what});
    return rows;
}

/// What is saved, if nothing is wrong with it; otherwise the view says what is.
struct Plan {
    RuleNetworks networks;
    std::vector<service::SiteRulesPlan> sites;
};
std::optional<Plan> plan_of(const Services& services, const NetworksForm& form,
                            EditNetworksView& view, TimePoint now) {
    const auto networks = services.rules_text.read_networks(form.text);
    if (!networks) {
        for (const auto& problem : networks.error())
            view.wrong.push_back({{}, problem.line, problem.what});
        return std::nullopt;
    }
    view.still_used = still_used(services, *networks);
    if (!view.still_used.empty()) return std::nullopt;
    auto plan = services.rules.plan({.networks = *networks}, now);
    if (!plan) {
        view.wrong = lines_of(plan.error());
        return std::nullopt;
    }
    return Plan{*networks, std::move(*plan)};
}

}  // namespace

http::Response get_networks(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    NetworksView view{.frame =
                          admin_frame(context, services, request, visitor, AdminPage::Networks)};
    view.frame.command = "postern rules show";
    const auto naming = services.rules.naming_networks();
    for (const auto& [name, blocks] : services.rules.networks()) {
        const auto sites = naming.find(name);
        view.networks.push_back({.name = name,
                                 .blocks = joined(blocks),
                                 .named_by = sites == naming.end() ? std::vector<NamingRow>{}
                                                                   : naming_rows(sites->second)});
    }
    return context.pages.draw(Status::Ok, view);
}

http::Response get_edit_networks(const Context& context, const Services& services,
                                 const http::Request& request, const SessionWithUser& visitor) {
    auto view = edit_view(context, services, request, visitor);
    view.text = services.rules_text.write_networks(services.rules.networks());
    view.seen = fingerprint(view.text);
    return context.pages.draw(Status::Ok, view);
}

http::Response post_edit_networks(const Context& context, const Services& services,
                                  const http::Request& request, const SessionWithUser& visitor) {
    const auto form = NetworksForm::parse(request);
    if (!form) return bad_form(context, request);
    auto view = edit_view(context, services, request, visitor);
    view.text = form->text;
    const auto present = services.rules.networks();
    view.seen = fingerprint(services.rules_text.write_networks(present));
    if (form->seen != view.seen) {
        view.changed_meanwhile = true;  // the form that is shown now is about those of now
        return context.pages.draw(Status::Conflict, view);
    }
    const auto plan = plan_of(services, *form, view, request.received);
    if (!plan) return context.pages.draw(Status::UnprocessableContent, view);
    const auto shown = fingerprint(form->text);
    if (form->reviewed == shown) {
        const auto done = services.rules.apply(
            plan->sites, plan->networks, actor_of(request, visitor), request.received, {}, present);
        if (done) return context.redirect_to(with_done("/admin/networks", "networks_changed"));
        view.seen = fingerprint(services.rules_text.write_networks(services.rules.networks()));
        view.changed_meanwhile = view.seen != form->seen;
        if (!view.changed_meanwhile) view.wrong = lines_of(done.error());
        return context.pages.draw(Status::Conflict, view);
    }
    view.reviewed = shown;
    for (const auto& site : plan->sites)
        for (const auto& difference : site.differences)
            view.differences.push_back({site.site, 0, difference.words});
    return context.pages.draw(Status::Ok, view);
}

}  // namespace postern::portal::admin::access
