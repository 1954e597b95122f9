// /admin/sites/{name}/rules/publish, /rebase and /discard: the end of a draft.
#include <algorithm>

#include "portal/admin/sites/forms.hpp"
#include "portal/admin/sites/handlers.hpp"
#include "portal/admin/sites/parts.hpp"
#include "portal/admin/sites/rule_views.hpp"
#include "postern/access/explanation.hpp"
#include "postern/portal/rules_text.hpp"
#include "postern/service/account/user_service.hpp"

namespace postern::portal::admin::sites {

namespace {

using http::Status;
using service::DraftError;

http::Response to_rules(const Context& context, const http::Request& request,
                        std::string_view page) {
    return context.redirect_to(path_of_site(request) + "/rules" + std::string{page});
}

/// Why the test failed; empty: it has passed.
std::string failure_of(const Services& services, const service::SiteRulesPlan& plan,
                       const RulesTextTest& test, TimePoint now) {
    const TimePoint at = test.at.value_or(now);
    service::RulesService::Trial trial{
        .site = plan.site, .path = test.path, .method = test.method, .address = test.from};
    const std::string question = test.method + ' ' + test.path + " as " +
                                 (test.as.empty() ? "anonymous" : test.as) + ": expected " +
                                 test.expect;
    if (!test.as.empty()) {
        trial.user = services.users.find(test.as);
        trial.assurance = Assurance{test.level, at - test.age};
        if (!trial.user) return question + ", no such user";
    }
    const auto trialled = services.rules.explain(trial, plan.after, at);
    const auto& decision = trialled.explained.decision;
    const auto came = postern::access::to_text(decision.outcome);
    if (came == test.expect) return {};
    return question + ", came " + std::string{came} + " (" +
           postern::access::source_of(decision, trialled.rules) + ")";
}

/// A draft with what it says, and what publishing it would do. Nothing in `rules`: it cannot be
/// read.
struct Reviewed {
    store::SiteDraft draft;
    std::optional<ReadRules> read{};
    std::optional<service::SiteRulesPlan> plan{};
    bool rules_changed = false;
};

unsigned line_of(const ReadRules& read, int rule) {
    const auto index = static_cast<std::size_t>(rule);
    return rule >= 0 && index < read.rule_lines.size() ? read.rule_lines[index] : 0;
}

std::vector<ProblemRow> rows_of(const std::vector<service::RulesProblem>& problems,
                                const ReadRules& read) {
    std::vector<ProblemRow> rows;
    for (const auto& problem : problems)
        rows.push_back({line_of(read, problem.rule), problem.what});
    return rows;
}

/// Fills the view with everything but the form.
Reviewed review(const Context& context, const Services& services, const http::Request& request,
                store::SiteDraft draft, PublishView& view) {
    Actors actors{services.users};
    view.site = draft.site;
    view.revision = draft.revision;
    view.draft = change_view(context, view.frame, actors, draft.changed_at, draft.changed_by);
    Reviewed reviewed{.draft = std::move(draft)};
    auto read = services.rules_text.read(reviewed.draft.site, reviewed.draft.text);
    if (!read) {
        for (const auto& problem : read.error()) view.wrong.push_back({problem.line, problem.what});
        return reviewed;
    }
    reviewed.read = std::move(*read);
    auto plan = services.drafts.review(reviewed.draft, reviewed.read->rules, request.received);
    if (!plan) {
        reviewed.rules_changed = plan.error().error == DraftError::RulesChanged;
        view.wrong = rows_of(plan.error().problems, *reviewed.read);
        return reviewed;
    }
    view.differences = sites::rows_of(plan->differences);
    view.rules = sites::rows_of(plan->after);
    view.fallback = to_text(plan->after.fallback);
    view.opens = std::ranges::any_of(view.differences, [](const DifferenceRow& row) {
        return row.kind == DifferenceRow::Kind::Opens;
    });
    for (const auto& test : reviewed.read->tests) {
        auto why = failure_of(services, *plan, test, request.received);
        if (why.empty())
            ++view.passed_tests;
        else
            view.failed_tests.push_back({test.line, std::move(why)});
    }
    reviewed.plan = std::move(*plan);
    return reviewed;
}

PublishView publish_view(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    PublishView view{.frame = rules_frame(context, services, request, visitor)};
    view.frame.command = "postern rules apply FILE";
    return view;
}

RebaseView rebase_view(const Context& context, const Services& services,
                       const http::Request& request, const SessionWithUser& visitor,
                       const store::SiteDraft& draft, const service::CurrentRules& current) {
    RebaseView view{.frame = rules_frame(context, services, request, visitor),
                    .site = draft.site,
                    .revision = draft.revision,
                    .version = current.version};
    Actors actors{services.users};
    if (current.changed_at)
        view.changed =
            change_view(context, view.frame, actors, *current.changed_at, current.changed_by);
    const auto before = services.drafts.find_past(draft.site, draft.base_version);
    view.knows_before = before.has_value();
    if (before)
        view.differences = sites::rows_of(postern::access::differences(*before, current.rules));
    return view;
}

}  // namespace

// --- publish

http::Response get_publish(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    auto draft = services.drafts.find(in_path(request, "name"));
    if (!draft) return to_rules(context, request, "");
    auto view = publish_view(context, services, request, visitor);
    const auto reviewed = review(context, services, request, std::move(*draft), view);
    if (reviewed.rules_changed) return to_rules(context, request, "/rebase");
    return context.pages.draw(Status::Ok, view);
}

http::Response post_publish(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto form = DraftForm::parse(request);
    if (!form) return bad_form(context, request);
    auto draft = services.drafts.find(in_path(request, "name"));
    // Published or discarded by somebody else: the rules say by whom.
    if (!draft) return to_rules(context, request, "?done=draft_gone");
    auto view = publish_view(context, services, request, visitor);
    const auto reviewed = review(context, services, request, std::move(*draft), view);
    if (reviewed.rules_changed) return to_rules(context, request, "/rebase");
    view.reason = form->reason;
    view.draft_changed = view.revision != form->revision;
    view.not_sure = view.opens && !form->sure;
    const bool can_be = reviewed.plan && view.failed_tests.empty();
    if (can_be && !view.draft_changed && !view.not_sure) {
        const auto done =
            services.drafts.publish(reviewed.draft, reviewed.read->rules, form->reason,
                                    actor_of(request, visitor), request.received);
        if (done) return to_rules(context, request, "?done=rules_published");
        if (done.error().error == DraftError::RulesChanged)
            return to_rules(context, request, "/rebase");
        if (done.error().error == DraftError::NoSuchSite) return not_found(context, request);
        view.bad_reason = done.error().error == DraftError::BadReason;
        view.draft_changed = done.error().error == DraftError::DraftChanged;
        view.wrong = rows_of(done.error().problems, *reviewed.read);
    }
    return context.pages.draw(view.draft_changed ? Status::Conflict : Status::UnprocessableContent,
                              view);
}

// --- rebase

http::Response get_rebase(const Context& context, const Services& services,
                          const http::Request& request, const SessionWithUser& visitor) {
    const auto draft = services.drafts.find(in_path(request, "name"));
    const auto current = services.rules.current(in_path(request, "name"));
    if (!draft || !current) return to_rules(context, request, "");
    if (draft->base_version == current->version) return to_rules(context, request, "/publish");
    return context.pages.draw(Status::Ok,
                              rebase_view(context, services, request, visitor, *draft, *current));
}

http::Response post_rebase(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    const auto form = DraftForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto& site = in_path(request, "name");
    const auto done = services.drafts.rebase({site, form->revision}, form->base_version,
                                             actor_of(request, visitor), request.received);
    if (done) return to_rules(context, request, "/publish");
    const auto draft = services.drafts.find(site);
    const auto current = services.rules.current(site);
    if (!draft || !current) return to_rules(context, request, "?done=draft_gone");
    auto view = rebase_view(context, services, request, visitor, *draft, *current);
    view.changed_again = true;
    return context.pages.draw(Status::Conflict, view);
}

// --- discard

namespace {

DiscardView discard_view(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor,
                         const store::SiteDraft& draft) {
    DiscardView view{.frame = rules_frame(context, services, request, visitor),
                     .site = draft.site,
                     .revision = draft.revision};
    Actors actors{services.users};
    view.draft = change_view(context, view.frame, actors, draft.changed_at, draft.changed_by);
    return view;
}

}  // namespace

http::Response get_discard(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    const auto draft = services.drafts.find(in_path(request, "name"));
    if (!draft) return to_rules(context, request, "");
    return context.pages.draw(Status::Ok,
                              discard_view(context, services, request, visitor, *draft));
}

http::Response post_discard(const Context& context, const Services& services,
                            const http::Request& request, const SessionWithUser& visitor) {
    const auto form = DraftForm::parse(request);
    if (!form) return bad_form(context, request);
    const auto& site = in_path(request, "name");
    if (services.drafts.discard({site, form->revision}))
        return to_rules(context, request, "?done=draft_discarded");
    const auto draft = services.drafts.find(site);
    if (!draft) return to_rules(context, request, "?done=draft_gone");
    auto view = discard_view(context, services, request, visitor, *draft);
    view.draft_changed = true;
    return context.pages.draw(Status::Conflict, view);
}

}  // namespace postern::portal::admin::sites
