#include "postern/service/access/draft_service.hpp"

#include <algorithm>
#include <cstdlib>

#include "postern/access/rule_text.hpp"
#include "postern/base/bytes.hpp"
#include "postern/model/one_line.hpp"

namespace postern::service {

namespace {

DraftError to_error(store::DraftChangeError error) {
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case store::DraftChangeError::NoSuchSite:
            return DraftError::NoSuchSite;
        case store::DraftChangeError::ChangedMeanwhile:
            return DraftError::DraftChanged;
    }
    std::abort();  // a value outside the enum is a bug
}

bool is_fit(std::string_view text) {
    return !text.empty() && text.size() <= kMaxDraftBytes && is_utf8(text) &&
           text.find('\0') == std::string_view::npos;
}

Failure<DraftRefusal> refuse(DraftError error) { return fail(DraftRefusal{error}); }

/// Why the store would not have the rules of the draft, which was looked at before.
DraftRefusal refusal_of(std::vector<RulesProblem> problems) {
    using Kind = RulesProblem::Kind;
    const auto has = [&problems](Kind kind) {
        return std::ranges::find(problems, kind, &RulesProblem::kind) != problems.end();
    };
    if (has(Kind::NoSuchSite)) return {DraftError::NoSuchSite};
    if (has(Kind::ChangedMeanwhile)) return {DraftError::RulesChanged};
    return {DraftError::Unfit, std::move(problems)};
}

}  // namespace

DraftService::DraftService(store::DraftStore& drafts, store::AccessEventStore& events,
                           const RulesService& rules)
    : drafts_{drafts}, events_{events}, rules_{rules} {}

std::optional<store::SiteDraft> DraftService::find(std::string_view site) const {
    return drafts_.find(site);
}

std::vector<std::string> DraftService::sites() const { return drafts_.sites(); }

Result<std::uint64_t, DraftError> DraftService::save(const SeenDraft& seen, std::string_view text,
                                                     std::uint64_t base_version, const Actor& actor,
                                                     TimePoint now) const {
    if (!is_fit(text)) return fail(DraftError::BadText);
    const auto present = drafts_.find(seen.site);
    const auto saved = drafts_.put({.site = std::string{seen.site},
                                    .text = std::string{text},
                                    .revision = seen.revision,
                                    .base_version = present ? present->base_version : base_version,
                                    .changed_at = now,
                                    .changed_by = actor.name});
    if (!saved) return fail(to_error(saved.error()));
    return *saved;
}

Result<void, DraftError> DraftService::rebase(const SeenDraft& seen, std::uint64_t version,
                                              const Actor& actor, TimePoint now) const {
    auto draft = drafts_.find(seen.site);
    if (!draft || draft->revision != seen.revision) return fail(DraftError::DraftChanged);
    const auto current = rules_.current(seen.site);
    if (!current) return fail(DraftError::NoSuchSite);
    if (current->version != version) return fail(DraftError::RulesChanged);
    draft->base_version = version;
    draft->changed_at = now;
    draft->changed_by = actor.name;
    const auto saved = drafts_.put(*draft);
    if (!saved) return fail(to_error(saved.error()));
    return {};
}

bool DraftService::discard(const SeenDraft& seen) const {
    return drafts_.remove(seen.site, seen.revision);
}

Result<SiteRulesPlan, DraftRefusal> DraftService::review(const store::SiteDraft& draft,
                                                         const SiteRules& rules,
                                                         TimePoint now) const {
    const auto current = rules_.current(draft.site);
    if (!current) return refuse(DraftError::NoSuchSite);
    if (current->version != draft.base_version) return refuse(DraftError::RulesChanged);
    auto plans = rules_.plan({.sites = {{draft.site, rules}}}, now);
    if (!plans) return fail(refusal_of(std::move(plans.error())));
    // Others are about sites that are not this draft's business.
    const auto plan = std::ranges::find(*plans, draft.site, &SiteRulesPlan::site);
    if (plan == plans->end()) return refuse(DraftError::NoSuchSite);
    if (plan->version != draft.base_version) return refuse(DraftError::RulesChanged);
    SiteRulesPlan found = *plan;
    found.draft = draft.revision;
    return found;
}

Result<void, DraftRefusal> DraftService::publish(const store::SiteDraft& draft,
                                                 const SiteRules& rules, std::string_view reason,
                                                 const Actor& actor, TimePoint now) const {
    const auto why = one_line(reason, kMaxReasonCodePoints);
    if (!why) return refuse(DraftError::BadReason);
    auto plan = review(draft, rules, now);
    if (!plan) return fail(plan.error());
    auto done = rules_.apply({*plan}, std::nullopt, actor, now, *why);
    if (done) return {};
    auto refused = refusal_of(done.error());
    // It may be the draft that is another, and not the rules.
    if (refused.error == DraftError::RulesChanged) {
        const auto present = drafts_.find(draft.site);
        const auto current = rules_.current(draft.site);
        if (current && current->version == draft.base_version &&
            (!present || present->revision != draft.revision))
            refused.error = DraftError::DraftChanged;
    }
    return fail(std::move(refused));
}

std::vector<store::PastRules> DraftService::history(std::string_view site) const {
    return drafts_.history(site);
}

std::optional<SiteRules> DraftService::find_past(std::string_view site,
                                                 std::uint64_t version) const {
    const auto past = drafts_.find_past(site, version);
    return past ? access::parse_stored_text(past->text) : std::nullopt;
}

std::map<int, store::RuleHits> DraftService::hits(SiteId site, TimePoint now) const {
    std::map<int, store::RuleHits> by_rule;
    for (const auto& hits : events_.hits(site, now - kHitsShown)) by_rule.emplace(hits.rule, hits);
    return by_rule;
}

}  // namespace postern::service
