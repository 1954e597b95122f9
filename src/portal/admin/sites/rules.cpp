// GET /admin/sites/{name}/rules, and GET and POST /admin/sites/{name}/rules/edit.
#include <algorithm>

#include "portal/admin/frame/sight.hpp"
#include "portal/admin/sites/forms.hpp"
#include "portal/admin/sites/handlers.hpp"
#include "portal/admin/sites/parts.hpp"
#include "portal/admin/sites/rule_views.hpp"
#include "postern/portal/rules_text.hpp"

namespace postern::portal::admin::sites {

namespace {

using http::Status;
using service::DraftError;

/// The rules with how often each has decided.
void add_hits(const Context& context, RulesView& view, const std::map<int, store::RuleHits>& hits) {
    for (std::size_t i = 0; i < view.rules.size(); ++i) {
        RuleRow& row = view.rules[i];
        row.counts = true;
        const auto found = hits.find(static_cast<int>(i));
        if (found == hits.end()) continue;
        row.hits = found->second.count;
        row.last_hit = moment_on(context, view.frame, found->second.last_at);
    }
    const auto fallback = hits.find(kDefaultDecided);
    if (fallback != hits.end()) view.default_hits = fallback->second.count;
}

EditRulesView edit_view(const Context& context, const Services& services,
                        const http::Request& request, const SessionWithUser& visitor,
                        const std::optional<store::SiteDraft>& draft) {
    EditRulesView view{.frame = rules_frame(context, services, request, visitor),
                       .site = in_path(request, "name"),
                       .is_draft = draft.has_value()};
    view.frame.command = "postern rules show " + view.site;
    if (!draft) return view;
    Actors actors{services.users};
    view.text = draft->text;
    view.revision = draft->revision;
    view.base_version = draft->base_version;
    view.draft = change_view(context, view.frame, actors, draft->changed_at, draft->changed_by);
    return view;
}

std::vector<ProblemRow> rows_of(const RulesText::Problems& problems) {
    std::vector<ProblemRow> rows;
    for (const auto& problem : problems) rows.push_back({problem.line, problem.what});
    return rows;
}

/// The form again, with what was typed.
EditRulesView typed_view(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor,
                         const DraftForm& form) {
    auto view = edit_view(context, services, request, visitor,
                          services.drafts.find(in_path(request, "name")));
    view.text = form.text;
    view.revision = form.revision;
    view.base_version = form.base_version;
    return view;
}

}  // namespace

http::Response get_rules(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    const auto site = services.sites.find(in_path(request, "name"));
    const auto current = site ? services.rules.current(site->name) : std::nullopt;
    if (!current) return not_found(context, request);
    Actors actors{services.users};
    RulesView view{.frame = rules_frame(context, services, request, visitor),
                   .site = site->name,
                   .has_rules = current->version != 0,
                   .rules = rows_of(current->rules),
                   .fallback = std::string{to_text(current->rules.fallback)}};
    view.may_write = view.frame.may_write;
    view.frame.command = "postern rules show " + site->name;
    view.sees_site =
        Sight{services, visitor, request.received}.sees(service::AdminArea::Sites, site->name);
    TimePoint since = request.received - service::DraftService::kHitsShown;
    if (current->changed_at) {
        since = std::max(since, *current->changed_at);
        view.changed =
            change_view(context, view.frame, actors, *current->changed_at, current->changed_by);
        add_hits(context, view, services.drafts.hits(site->id, request.received));
    }
    view.since = moment_on(context, view.frame, since);
    if (const auto draft = services.drafts.find(site->name)) {
        view.has_draft = true;
        view.draft = change_view(context, view.frame, actors, draft->changed_at, draft->changed_by);
    }
    return context.pages.draw(Status::Ok, view);
}

http::Response get_edit_rules(const Context& context, const Services& services,
                              const http::Request& request, const SessionWithUser& visitor) {
    const auto& site = in_path(request, "name");
    const auto draft = services.drafts.find(site);
    auto view = edit_view(context, services, request, visitor, draft);
    if (!draft) {
        const auto current = services.rules.current(site);
        if (!current) return not_found(context, request);
        view.text = services.rules_text.write(site, current->rules);
        view.base_version = current->version;
    }
    return context.pages.draw(Status::Ok, view);
}

http::Response post_edit_rules(const Context& context, const Services& services,
                               const http::Request& request, const SessionWithUser& visitor) {
    const auto form = DraftForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto& site = in_path(request, "name");
    if (!services.sites.find(site)) return not_found(context, request);
    const auto read = services.rules_text.read(site, form->text);
    if (!read) {
        auto view = typed_view(context, services, request, visitor, *form);
        view.wrong = rows_of(read.error());
        return context.pages.draw(Status::UnprocessableContent, view);
    }
    const auto saved = services.drafts.save({site, form->revision}, form->text, form->base_version,
                                            actor_of(request, visitor), request.received);
    if (saved) return context.redirect_to(path_of_site(request) + "/rules/publish");
    if (saved.error() == DraftError::NoSuchSite) return not_found(context, request);
    auto view = typed_view(context, services, request, visitor, *form);
    view.bad_text = saved.error() == DraftError::BadText;
    view.draft_changed = saved.error() == DraftError::DraftChanged;
    return context.pages.draw(view.draft_changed ? Status::Conflict : Status::UnprocessableContent,
                              view);
}

}  // namespace postern::portal::admin::sites
