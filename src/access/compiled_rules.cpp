// How the rules of a site decide: docs/rules.md, in code.
#include "postern/access/compiled_rules.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "access/compiled_rule.hpp"
#include "access/path_index.hpp"
#include "postern/access/assurance.hpp"

namespace postern::access {

namespace {

constexpr std::string_view kUsualMethod = "GET";
constexpr std::string_view kPreflightMethod = "OPTIONS";

std::vector<CompiledRules::Told> told_groups_of(const SiteRules& rules) {
    std::vector<CompiledRules::Told> told;
    const auto add = [&told](const std::vector<RuleSubject>& subjects) {
        for (const RuleSubject& subject : subjects)
            if (subject.kind == RuleSubject::Kind::Group)
                told.push_back({subject.id, subject.name});
    };
    if (rules.told_groups)
        add(*rules.told_groups);
    else
        for (const Rule& rule : rules.rules) add(rule.subjects);
    std::ranges::sort(told, {}, &CompiledRules::Told::name);
    const auto is_same = [](const auto& a, const auto& b) { return a.id == b.id; };
    told.erase(std::unique(told.begin(), told.end(), is_same), told.end());
    return told;
}

struct Verdict {
    Outcome outcome;
    Demand demand{};  ///< of StepUp
};

/// Those who are signed in have to meet the demand; anybody else has to sign in to meet any.
Verdict admitted(const Question& question, const Demand& demand) noexcept {
    if (!question.visitor) return {demand == Demand{} ? Outcome::Pass : Outcome::SignIn};
    const auto shortfall = judge(question.visitor->assurance, demand, question.now);
    if (shortfall == Shortfall::None) return {Outcome::Pass};
    return {Outcome::StepUp, demand};
}

/// Sees nothing of what becomes of the rules: for the gate.
struct Unwatched {
    static constexpr bool kSeesAll = false;
    void saw(Miss) noexcept {}
};

struct Watched {
    static constexpr bool kSeesAll = true;
    std::vector<Miss>& misses;
    void saw(Miss miss) { misses.push_back(miss); }
};

}  // namespace

std::string_view to_text(Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::Pass:
            return "pass";
        case Outcome::SignIn:
            return "sign_in";
        case Outcome::StepUp:
            return "step_up";
        case Outcome::Denied:
            return "denied";
        case Outcome::Odd:
            return "odd_path";
    }
    std::abort();  // a value outside the enum is a bug
}

struct CompiledRules::Body {
    Body(const SiteRules& rules_of_site, const Zones& known_zones)
        : source{rules_of_site}, zones{known_zones}, index{rules_of_site.fold_case} {}

    SiteRules source;
    const Zones& zones;
    std::vector<CompiledRule> rules{};
    PathIndex index;
    RuleMask all{};
    bool asks_for_path = false;
    bool asks_for_address = false;
    Demand odd_demand{};  ///< the strictest of all rules that are about paths
    std::vector<Told> told{};

    void add(CompiledRule rule);

    template <class Watcher>
    Decision decide(const Question& question, const Demand& site, Watcher watcher) const;

    Verdict verdict_of(const CompiledRule& rule, const Asked& asked,
                       const Demand& site) const noexcept;
    Verdict default_verdict(const Asked& asked, const Demand& site) const noexcept;
    /// Nobody knows which of the rules about paths an odd path escapes: it gets the strictest.
    Demand demand_at(const Asked& asked, const Demand& demand) const noexcept {
        return asked.odd == OddPath::None ? demand : stricter(demand, odd_demand);
    }
};

void CompiledRules::Body::add(CompiledRule rule) {
    const std::size_t number = rules.size();
    all.add(number);
    asks_for_address = asks_for_address || rule.asks_for_address();
    if (rule.is_enabled()) {
        if (rule.paths().empty()) {
            index.add(number);
        } else if (!rule.is_dry()) {
            // A dry run enforces nothing, so it makes no path odd either.
            asks_for_path = true;
            odd_demand = stricter(odd_demand, rule.demand());
        }
        for (const Glob& glob : rule.paths()) index.add(number, glob.literal_prefix());
    }
    rules.push_back(std::move(rule));
}

template <class Watcher>
Decision CompiledRules::Body::decide(const Question& question, const Demand& site,
                                     Watcher watcher) const {
    Decision decision{.outcome = Outcome::Denied};
    const std::string_view method = question.method.empty() ? kUsualMethod : question.method;
    if (asks_for_path) decision.odd = odd_path(question.path, question.raw);
    if (decision.odd != OddPath::None && source.odd_paths == OddPaths::Refuse) {
        decision.outcome = Outcome::Odd;
        return decision;
    }
    if (source.preflight && question.is_preflight && method == kPreflightMethod) {
        decision.outcome = Outcome::Pass;
        decision.rule = Decision::kPreflight;
        return decision;
    }
    const Asked asked{question, decision.odd, find_method(method),
                      asks_for_address ? parse_address(question.address) : std::nullopt};
    const RuleMask matching = decision.odd == OddPath::None ? index.find(question.path) : all;
    const RuleMask& looked_at = Watcher::kSeesAll ? all : matching;
    for (std::size_t i = looked_at.next(0); i < rules.size(); i = looked_at.next(i + 1)) {
        const CompiledRule& rule = rules[i];
        const Miss miss = rule.look_at(asked, matching.has(i), zones);
        if (miss != Miss::None) {
            watcher.saw(miss);
            continue;
        }
        const Verdict verdict = verdict_of(rule, asked, site);
        if (rule.is_dry()) {
            watcher.saw(Miss::DryRun);
            if (decision.dry_rule >= 0) continue;
            decision.dry_rule = static_cast<int>(i);
            decision.dry_outcome = verdict.outcome;
            continue;
        }
        watcher.saw(Miss::None);
        decision.rule = static_cast<int>(i);
        decision.outcome = verdict.outcome;
        decision.demand = verdict.demand;
        return decision;
    }
    const Verdict verdict = default_verdict(asked, site);
    decision.outcome = verdict.outcome;
    decision.demand = verdict.demand;
    return decision;
}

Verdict CompiledRules::Body::verdict_of(const CompiledRule& rule, const Asked& asked,
                                        const Demand& site) const noexcept {
    switch (rule.effect()) {
        case RuleEffect::Deny:
            return {Outcome::Denied};
        case RuleEffect::Allow:
            if (!asked.question.visitor) return {Outcome::SignIn};
            return admitted(asked.question, demand_at(asked, stricter(site, rule.demand())));
        case RuleEffect::Public:
            return admitted(asked.question, demand_at(asked, {}));
    }
    std::abort();  // a value outside the enum is a bug
}

Verdict CompiledRules::Body::default_verdict(const Asked& asked,
                                             const Demand& site) const noexcept {
    const bool is_signed_in = asked.question.visitor.has_value();
    switch (source.fallback) {
        case RuleDefault::Public:
            return admitted(asked.question, demand_at(asked, {}));
        case RuleDefault::SignedIn:
            if (!is_signed_in) return {Outcome::SignIn};
            return admitted(asked.question, demand_at(asked, site));
        case RuleDefault::Deny:
            // To ask who they are tells a stranger nothing about the rules.
            return {is_signed_in ? Outcome::Denied : Outcome::SignIn};
    }
    std::abort();  // a value outside the enum is a bug
}

Result<CompiledRules, Problem> CompiledRules::compile(const SiteRules& rules, const Zones& zones,
                                                      TimePoint now) {
    if (rules.rules.size() > kMaxRulesOfSite)
        return fail(
            Problem{-1, "a site has at most " + std::to_string(kMaxRulesOfSite) + " rules"});
    auto body = std::make_unique<Body>(rules, zones);
    for (std::size_t i = 0; i < rules.rules.size(); ++i) {
        auto rule = CompiledRule::compile(rules.rules[i], rules, zones, now);
        if (!rule) return fail(Problem{static_cast<int>(i), rule.error()});
        body->add(*std::move(rule));
    }
    body->told = told_groups_of(rules);
    for (const Told& group : body->told)
        if (group.id == 0)
            return fail(Problem{-1, "the group `" + group.name + "` has not been looked up"});
    return CompiledRules{std::move(body)};
}

CompiledRules::CompiledRules(std::unique_ptr<Body> body) : body_{std::move(body)} {}
CompiledRules::CompiledRules(CompiledRules&&) noexcept = default;
CompiledRules& CompiledRules::operator=(CompiledRules&&) noexcept = default;
CompiledRules::~CompiledRules() = default;

Decision CompiledRules::evaluate(const Question& question, const Demand& site) const {
    return body_->decide(question, site, Unwatched{});
}

CompiledRules::Explained CompiledRules::explain(const Question& question,
                                                const Demand& site) const {
    Explained explained{.decision = {.outcome = Outcome::Denied}, .rules = {}};
    explained.decision = body_->decide(question, site, Watched{explained.rules});
    return explained;
}

const SiteRules& CompiledRules::source() const noexcept { return body_->source; }

std::span<const CompiledRules::Told> CompiledRules::told_groups() const noexcept {
    return body_->told;
}

}  // namespace postern::access
