// GET /admin/sites/{name}/rules/history, and GET and POST /admin/sites/{name}/rules/restore.
#include <algorithm>

#include "portal/admin/sites/forms.hpp"
#include "portal/admin/sites/handlers.hpp"
#include "portal/admin/sites/parts.hpp"
#include "portal/admin/sites/rule_views.hpp"
#include "postern/base/bytes.hpp"
#include "postern/portal/rules_text.hpp"

namespace postern::portal::admin::sites {

namespace {

using http::Status;

/// Nothing where the site has no such version any more.
std::optional<RestoreView> restore_view(const Context& context, const Services& services,
                                        const http::Request& request,
                                        const SessionWithUser& visitor, std::uint64_t version) {
    const auto& site = in_path(request, "name");
    const auto history = services.drafts.history(site);
    const auto past = std::ranges::find(history, version, &store::PastRules::version);
    const auto current = services.rules.current(site);
    if (past == history.end() || !current) return std::nullopt;
    const auto rules = services.drafts.find_past(site, version);
    if (!rules) return std::nullopt;
    RestoreView view{.frame = rules_frame(context, services, request, visitor),
                     .site = site,
                     .version = version,
                     .differences = rows_of(postern::access::differences(current->rules, *rules)),
                     .rules = rows_of(*rules),
                     .fallback = std::string{to_text(rules->fallback)},
                     .has_draft = services.drafts.find(site).has_value()};
    Actors actors{services.users};
    view.changed = change_view(context, view.frame, actors, past->changed_at, past->changed_by);
    return view;
}

}  // namespace

http::Response get_history(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    const auto& site = in_path(request, "name");
    const auto current = services.rules.current(site);
    if (!current) return not_found(context, request);
    HistoryView view{.frame = rules_frame(context, services, request, visitor), .site = site};
    view.may_write = view.frame.may_write;
    Actors actors{services.users};
    for (const auto& past : services.drafts.history(site))
        view.versions.push_back(
            {.version = past.version,
             .changed = change_view(context, view.frame, actors, past.changed_at, past.changed_by),
             .reason = past.reason,
             .is_current = past.version == current->version});
    return context.pages.draw(Status::Ok, view);
}

http::Response get_restore(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    const auto version = to_number(request.query_value("version").value_or(""));
    const auto view = restore_view(context, services, request, visitor, version.value_or(0));
    return view ? context.pages.draw(Status::Ok, *view) : not_found(context, request);
}

http::Response post_restore(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto form = RestoreForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto& site = in_path(request, "name");
    const auto current = services.rules.current(site);
    const auto rules = services.drafts.find_past(site, form->version);
    if (!current || !rules) return not_found(context, request);
    const auto saved =
        services.drafts.save({site, 0}, services.rules_text.write(site, *rules), current->version,
                             actor_of(request, visitor), request.received);
    if (saved) return context.redirect_to(path_of_site(request) + "/rules/publish");
    const auto view = restore_view(context, services, request, visitor, form->version);
    if (!view) return not_found(context, request);
    return context.pages.draw(Status::Conflict, *view);
}

}  // namespace postern::portal::admin::sites
