#include "app/commands/access/rules_openings.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace postern::app {

namespace {

/// A rule as it is for somebody who is not signed in.
struct Seen {
    bool opens;
    std::vector<std::string> path;
    std::vector<std::string> methods;
    std::vector<std::string> from;
    std::vector<std::vector<std::string>> blocks;  ///< of each name in `from`
    std::vector<RuleHours> hours;
    std::optional<TimePoint> not_before;
    std::optional<TimePoint> until;

    bool operator==(const Seen&) const = default;
};

Seen see(const Rule& rule, const RuleNetworks& networks) {
    Seen seen{.opens = rule.effect == RuleEffect::Public,
              .path = rule.path,
              .methods = rule.methods,
              .from = rule.from,
              .blocks = {},
              .hours = rule.hours,
              .not_before = rule.not_before,
              .until = rule.until};
    for (const auto& name : rule.from) {
        const auto network = networks.find(name);
        seen.blocks.push_back(network == networks.end() ? std::vector<std::string>{}
                                                        : network->second);
    }
    return seen;
}

/// The rules that decide about somebody who is not signed in.
std::vector<Seen> see_all(const SiteRules& rules) {
    std::vector<Seen> all;
    for (const Rule& rule : rules.rules) {
        const bool spares_strangers = rule.effect == RuleEffect::Deny && !rule.subjects.empty();
        if (rule.enabled && !rule.dry_run && !spares_strangers)
            all.push_back(see(rule, rules.networks));
    }
    return all;
}

/// Whether one of these keeps strangers out, and none of `now` is the same.
bool lost_a_barrier(std::span<const Seen> before, std::span<const Seen> now) {
    return std::ranges::any_of(before, [&](const Seen& rule) {
        return !rule.opens && std::ranges::find(now, rule) == now.end();
    });
}

}  // namespace

bool opens_to_everyone(const SiteRules& before, const SiteRules& after) {
    if (after.preflight && !before.preflight) return true;
    const bool is_public = after.fallback == RuleDefault::Public;
    if (is_public && before.fallback != RuleDefault::Public) return true;
    const auto was = see_all(before);
    const auto is = see_all(after);
    const bool has_openings = is_public || std::ranges::any_of(is, &Seen::opens);
    if (!has_openings) return false;
    if (before.fold_case != after.fold_case) return true;
    if (before.odd_paths == OddPaths::Refuse && after.odd_paths != OddPaths::Refuse) return true;
    if (is_public && lost_a_barrier(was, is)) return true;
    for (std::size_t i = 0; i < is.size(); ++i) {
        if (!is[i].opens) continue;
        const auto same = std::ranges::find(was, is[i]);
        if (same == was.end()) return true;
        if (lost_a_barrier({was.begin(), same}, std::span{is}.first(i))) return true;
    }
    return false;
}

}  // namespace postern::app
