#include "postern/service/access/rules_service.hpp"

#include <algorithm>
#include <set>

#include "postern/access/assurance.hpp"
#include "postern/access/rule_text.hpp"
#include "postern/access/stored_zones.hpp"
#include "postern/base/bytes.hpp"
#include "postern/service/audit/audit_trail.hpp"
#include "postern/store/store_error.hpp"
#include "service/access/subject_lookup.hpp"

namespace postern::service {

namespace {

using Problems = std::vector<RulesProblem>;

/// For how long the gate knows the offsets of time zones; after that, the last ones go on.
constexpr std::chrono::years kZonesKnown{20};

RuleDefault default_of(SitePolicy policy) {
    return policy == SitePolicy::Public ? RuleDefault::Public : RuleDefault::SignedIn;
}

/// The networks of `all` that the rules name.
RuleNetworks named_networks(const SiteRules& rules, const RuleNetworks& all) {
    RuleNetworks named;
    for (const Rule& rule : rules.rules)
        for (const std::string& from : rule.from)
            if (const auto found = all.find(from); found != all.end()) named.insert(*found);
    return named;
}

/// `over` wins.
RuleNetworks merged(RuleNetworks under, const RuleNetworks& over) {
    for (const auto& [name, blocks] : over) under.insert_or_assign(name, blocks);
    return under;
}

store::RulesStore::Named named_by(const SiteRulesPlan& plan) {
    store::RulesStore::Named named{.site = plan.site, .groups = {}, .roles = {}};
    const auto note = [&](const RuleSubject& subject) {
        if (subject.kind == RuleSubject::Kind::Group) named.groups.push_back(subject.id);
        if (subject.kind == RuleSubject::Kind::Role) named.roles.push_back(subject.id);
    };
    for (const Rule& rule : plan.after.rules) std::ranges::for_each(rule.subjects, note);
    if (plan.after.told_groups) std::ranges::for_each(*plan.after.told_groups, note);
    return named;
}

/// The user who is the actor; nothing at the command line.
std::optional<PublicId> user_of(const Actor& actor) {
    constexpr std::string_view kPrefix = "admin:";
    const std::string_view name = actor.name;
    return name.starts_with(kPrefix) ? PublicId::parse(name.substr(kPrefix.size())) : std::nullopt;
}

/// Numbers of the facts that hold now.
std::vector<std::uint32_t> held_now(const std::vector<HeldFact>& facts, TimePoint now) {
    std::set<std::uint32_t> held;
    for (const HeldFact& fact : facts)
        if (!fact.until || *fact.until > now) held.insert(fact.id);
    return {held.begin(), held.end()};
}

/// `wiki: as agreed`, cut to what an entry can hold.
std::string detail_of(std::string_view what, std::string_view reason) {
    constexpr std::size_t kMaxCodePoints = 255;
    std::string detail{what};
    if (!reason.empty()) detail.append(": ").append(reason);
    std::string_view rest = detail;
    for (std::size_t taken = 0; taken < kMaxCodePoints && !rest.empty(); ++taken)
        take_code_point(rest);
    detail.resize(detail.size() - rest.size());
    return detail;
}

RulesProblem problem_of(store::RulesChangeError error) {
    switch (error) {  // no default: a new outcome must not compile until it has an answer
        case store::RulesChangeError::NoSuchSite:
            return {.site = {},
                    .what = "a site is gone by now; check the file again",
                    .kind = RulesProblem::Kind::ChangedMeanwhile};
        case store::RulesChangeError::ChangedMeanwhile:
            return {.site = {},
                    .what =
                        "the rules were changed by somebody else meanwhile; look at them, and "
                        "check the file again",
                    .kind = RulesProblem::Kind::ChangedMeanwhile};
        case store::RulesChangeError::NoSuchGroup:
            return {.site = {},
                    .what =
                        "a group or a role that a rule names is gone by now; check the file "
                        "again",
                    .kind = RulesProblem::Kind::ChangedMeanwhile};
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

RulesService::RulesService(Stores stores, const access::Zones& zones,
                           std::optional<TimePoint> required_since)
    : stores_{stores}, zones_{zones}, required_since_{required_since} {}

// --- reading

std::optional<SiteRules> RulesService::read(std::string_view site,
                                            const std::optional<store::StoredRules>& stored) const {
    if (!stored) {
        const auto found = stores_.sites.find_by_name(site);
        if (!found) return std::nullopt;
        return SiteRules{.fallback = default_of(found->policy)};
    }
    auto rules = access::parse_stored_text(stored->text);
    if (!rules)
        throw store::StoreError{"the stored rules of the site " + std::string{site} +
                                    " cannot be read: the gate answers 503 there; apply a rule "
                                    "file for the site again",
                                false};
    return rules;
}

std::optional<SiteRules> RulesService::find(std::string_view site) const {
    auto found = current(site);
    if (!found) return std::nullopt;
    return std::move(found->rules);
}

std::optional<CurrentRules> RulesService::current(std::string_view site) const {
    const auto stored = stores_.rules.find(site);
    auto rules = read(site, stored);
    if (!rules) return std::nullopt;
    if (!stored) return CurrentRules{.rules = std::move(*rules)};
    return CurrentRules{std::move(*rules), stored->version, stored->changed_at, stored->changed_by};
}

std::vector<SiteRulesDraft> RulesService::all() const {
    std::vector<SiteRulesDraft> all;
    for (const store::StoredRules& stored : stores_.rules.all())
        all.push_back({stored.site, *read(stored.site, stored)});
    return all;
}

RuleNetworks RulesService::networks() const { return stores_.rules.networks(); }

std::vector<NamedInRules> RulesService::naming(RuleSubject::Kind kind,
                                               std::string_view name) const {
    const auto is_meant = [&](const RuleSubject& subject) {
        return subject.kind == kind && subject.name == name;
    };
    std::vector<NamedInRules> found;
    for (const store::StoredRules& stored : stores_.rules.all()) {
        const auto rules = access::parse_stored_text(stored.text);
        if (!rules) continue;
        NamedInRules named{.site = stored.site};
        for (const Rule& rule : rules->rules)
            if (std::ranges::any_of(rule.subjects, is_meant)) named.rules.push_back(rule.name);
        const bool is_told =
            rules->told_groups && std::ranges::any_of(*rules->told_groups, is_meant);
        if (is_told || !named.rules.empty()) found.push_back(std::move(named));
    }
    return found;
}

std::map<std::string, std::vector<NamedInRules>> RulesService::naming_networks() const {
    std::map<std::string, std::vector<NamedInRules>> found;
    for (const store::StoredRules& stored : stores_.rules.all()) {
        const auto rules = access::parse_stored_text(stored.text);
        if (!rules) continue;
        for (const Rule& rule : rules->rules) {
            for (const std::string& network : rule.from) {
                if (!rules->networks.contains(network)) continue;
                auto& sites = found[network];
                if (sites.empty() || sites.back().site != stored.site)
                    sites.push_back({.site = stored.site});
                sites.back().rules.push_back(rule.name);
            }
        }
    }
    return found;
}

RuleZones RulesService::zones_of(const SiteRules& rules, TimePoint now) const {
    RuleZones zones;
    for (const Rule& rule : rules.rules) {
        for (const RuleHours& hours : rule.hours) {
            if (zones.contains(hours.zone)) continue;
            std::vector<ZoneOffset> spans;
            for (TimePoint at = now - std::chrono::days{1}; at < now + kZonesKnown;) {
                const auto span = zones_.offset(hours.zone, at);
                if (!span) break;
                spans.push_back(*span);
                if (span->until <= at) break;
                at = span->until;
            }
            if (!spans.empty()) zones.emplace(hours.zone, std::move(spans));
        }
    }
    return zones;
}

// --- changing

Result<std::vector<SiteRulesPlan>, Problems> RulesService::plan(const RulesDraft& draft,
                                                                TimePoint now) const {
    Problems problems;
    for (const access::Problem& problem : access::review(draft.networks))
        problems.push_back({.site = {}, .rule = problem.rule, .what = problem.what});
    const RuleNetworks networks = merged(stores_.rules.networks(), draft.networks);
    SubjectLookup lookup{stores_.groups, stores_.grants, stores_.users};
    std::vector<SiteRulesPlan> plans;
    std::set<std::string> drafted;
    for (const SiteRulesDraft& of_site : draft.sites) {
        const auto note = [&](int rule, std::string what) {
            problems.push_back({of_site.site, rule, std::move(what)});
        };
        if (!drafted.insert(of_site.site).second) {
            note(-1, "the site comes twice");
            continue;
        }
        // One that cannot be read any more is replaced.
        const auto stored = stores_.rules.find(of_site.site);
        auto before = stored ? access::parse_stored_text(stored->text) : std::nullopt;
        if (!before) before = read(of_site.site, std::nullopt);
        if (!before) {
            problems.push_back({.site = of_site.site,
                                .what = "there is no such site; `postern site list` lists them",
                                .kind = RulesProblem::Kind::NoSuchSite});
            continue;
        }
        SiteRulesPlan plan{.site = of_site.site,
                           .before = std::move(*before),
                           .after = of_site.rules,
                           .version = stored ? stored->version : 0};
        lookup.resolve(plan.after, note);
        plan.after.networks = named_networks(plan.after, networks);
        plan.after.zones = zones_of(plan.after, now);
        for (const access::Problem& problem : access::review(plan.after, zones_, now))
            note(problem.rule, problem.what);
        plan.differences = access::differences(plan.before, plan.after);
        plans.push_back(std::move(plan));
    }
    // Other sites whose rules name a network that becomes another.
    for (const store::StoredRules& stored : stores_.rules.all()) {
        if (drafted.contains(stored.site)) continue;
        auto before = access::parse_stored_text(stored.text);
        if (!before) continue;  // the gate closes such a site, whatever the networks
        SiteRulesPlan plan{.site = stored.site,
                           .before = *before,
                           .after = std::move(*before),
                           .version = stored.version};
        plan.after.networks = named_networks(plan.after, networks);
        if (plan.after.networks == plan.before.networks) continue;
        for (const access::Problem& problem : access::review(plan.after, zones_, now))
            problems.push_back({stored.site, problem.rule, problem.what});
        plan.differences = access::differences(plan.before, plan.after);
        plans.push_back(std::move(plan));
    }
    if (!problems.empty()) return fail(std::move(problems));
    return plans;
}

Result<void, Problems> RulesService::apply(const std::vector<SiteRulesPlan>& plan,
                                           const std::optional<RuleNetworks>& networks,
                                           const Actor& actor, TimePoint now,
                                           std::string_view reason,
                                           const std::optional<RuleNetworks>& seen) const {
    Problems problems;
    if (const auto id = user_of(actor)) {
        const auto editor = stores_.users.find_by_public_id(*id);
        for (const SiteRulesPlan& of_site : plan) {
            Trial trial{.site = of_site.site,
                        .user = editor,
                        .assurance = Assurance{Level::PhishingResistant, now},
                        .path = "/",
                        .method = "GET",
                        .address = actor.address};
            const auto passes = [&](const SiteRules& rules) {
                return explain(trial, rules, now).explained.decision.outcome ==
                       access::Outcome::Pass;
            };
            if (editor && passes(of_site.before) && !passes(of_site.after))
                problems.push_back(
                    {.site = of_site.site, .what = "you would lock yourself out of the site"});
        }
    }
    if (!problems.empty()) return fail(std::move(problems));

    std::vector<store::RulesChange> changes;
    std::vector<store::RulesStore::Named> named;
    std::vector<AuditEntry> audit;
    RuleNetworks kept;  // what the rules name, after this
    std::set<std::string> planned;
    for (const SiteRulesPlan& of_site : plan) {
        planned.insert(of_site.site);
        kept = merged(std::move(kept), of_site.after.networks);
        const bool changes_nothing = of_site.version != 0 && of_site.before == of_site.after;
        if (changes_nothing && !of_site.draft) continue;
        changes.push_back({.site = of_site.site,
                           .text = access::to_stored_text(of_site.after),
                           .expected_version = of_site.version,
                           .reason = std::string{reason},
                           .draft = of_site.draft});
        named.push_back(named_by(of_site));
        audit.push_back(change_entry(AuditEvent::RulesChanged, std::nullopt,
                                     detail_of(of_site.site, reason), actor, now));
    }
    for (const store::StoredRules& stored : stores_.rules.all())
        if (!planned.contains(stored.site))
            if (const auto rules = access::parse_stored_text(stored.text))
                kept = merged(std::move(kept), rules->networks);
    const RuleNetworks present = seen ? *seen : stores_.rules.networks();
    const RuleNetworks after = merged(std::move(kept), networks ? *networks : present);
    if (!std::ranges::all_of(plan, [&](const SiteRulesPlan& of_site) {
            return of_site.after.networks == named_networks(of_site.after, after);
        }))
        return fail(Problems{problem_of(store::RulesChangeError::ChangedMeanwhile)});
    const bool other_networks = after != present;
    if (changes.empty() && !other_networks) return {};
    if (changes.empty())
        audit.push_back(change_entry(AuditEvent::RulesChanged, std::nullopt,
                                     detail_of("(networks)", reason), actor, now));
    const auto done = stores_.rules.replace(changes, named,
                                            store::NetworksChange{.seen = present, .after = after},
                                            now, actor.name, audit);
    if (!done) return fail(Problems{problem_of(done.error())});
    return {};
}

// --- explaining

std::optional<RulesService::Trialled> RulesService::explain(const Trial& trial,
                                                            TimePoint now) const {
    const auto rules = find(trial.site);
    if (!rules) return std::nullopt;
    return explain(trial, *rules, now);
}

RulesService::Trialled RulesService::explain(const Trial& trial, const SiteRules& rules,
                                             TimePoint now) const {
    Trialled trialled{.rules = rules, .explained = {}};
    SiteRules whole = rules;
    // Rules that are not saved yet have none.
    for (auto& [zone, spans] : zones_of(rules, now)) whole.zones.try_emplace(zone, spans);
    const access::StoredZones zones{whole.zones};
    const auto compiled = access::CompiledRules::compile(whole, zones, now);
    if (!compiled)
        throw store::StoreError{
            "the rules of the site " + trial.site + " cannot be used: " + compiled.error().what,
            false};
    const auto site = stores_.sites.find_by_name(trial.site);
    const Demand demand = access::raised(site ? site->demand : Demand{}, required_since_, now);

    std::vector<std::uint32_t> groups;
    std::vector<std::uint32_t> roles;
    access::Question question{.path = trial.path,
                              .raw = {},
                              .method = trial.method,
                              .address = trial.address,
                              .now = now};
    // A user who is disabled or scheduled for deletion has no session.
    if (trial.user && !trial.user->disabled && !trial.user->delete_at) {
        const UserFacts facts = stores_.grants.facts_of(trial.user->id);
        groups = held_now(facts.groups, now);
        roles = held_now(facts.roles, now);
        question.visitor =
            access::Visitor{.user = trial.user->public_id.text(),
                            .groups = groups,
                            .roles = roles,
                            .assurance = trial.assurance.value_or(Assurance{Level::One, now})};
        for (const Membership& membership : stores_.groups.groups_of(trial.user->id))
            if (!membership.expires_at || *membership.expires_at > now)
                trialled.groups.push_back(membership.group);
        for (const Role& role : stores_.grants.roles())
            if (std::ranges::binary_search(roles, static_cast<std::uint32_t>(role.id)))
                trialled.roles.push_back(role.name);
    }
    trialled.explained = compiled->explain(question, demand);
    return trialled;
}

// --- for the user

std::vector<Site> RulesService::enterable(const User& user, std::string_view address,
                                          TimePoint now) const {
    auto sites = stores_.sites.find_all();
    const UserFacts facts = stores_.grants.facts_of(user.id);
    const auto groups = held_now(facts.groups, now);
    const auto roles = held_now(facts.roles, now);
    const access::Question question{
        .path = "/",
        .raw = {},
        .method = "GET",
        .address = address,
        .visitor = access::Visitor{.user = user.public_id.text(),
                                   .groups = groups,
                                   .roles = roles,
                                   .assurance = Assurance{Level::Two, now}},
        .now = now};
    std::map<std::string, SiteRules, std::less<>> stored;
    std::set<std::string, std::less<>> unreadable;
    for (const store::StoredRules& rules : stores_.rules.all()) {
        if (auto read = access::parse_stored_text(rules.text))
            stored.emplace(rules.site, std::move(*read));
        else
            unreadable.insert(rules.site);
    }
    const auto lets_in = [&](const Site& site) {
        if (!site.tokens.credentials.cookie || unreadable.contains(site.name)) return false;
        if (site.tokens.identity == SiteIdentity::Username && !user.username) return false;
        const auto found = stored.find(site.name);
        const SiteRules rules =
            found == stored.end() ? SiteRules{.fallback = default_of(site.policy)} : found->second;
        const access::StoredZones zones{rules.zones};
        const auto compiled = access::CompiledRules::compile(rules, zones, now);
        if (!compiled) return false;
        const auto demand = access::raised(site.demand, required_since_, now);
        const auto outcome = compiled->evaluate(question, demand).outcome;
        return outcome == access::Outcome::Pass || outcome == access::Outcome::StepUp;
    };
    std::erase_if(sites, [&](const Site& site) { return !lets_in(site); });
    return sites;
}

}  // namespace postern::service
