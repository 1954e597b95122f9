// The rules of sites without a database; the class is in access_stores.hpp.
#include <algorithm>

#include "support/memory/access_stores.hpp"
#include "support/memory/draft_store.hpp"

namespace postern::test {

using store::RulesChangeError;

namespace {

/// Whether one of `all`, which have names as keys, has this number.
template <class All>
bool has_number(const All& all, std::uint32_t id) {
    return std::ranges::any_of(
        all, [&](const auto& entry) { return static_cast<std::uint32_t>(entry.second.id) == id; });
}

}  // namespace

std::vector<store::StoredRules> MemoryRulesStore::all() {
    state_.begin_call();
    std::vector<store::StoredRules> all;
    for (const auto& [site, rules] : state_.rules) all.push_back(rules);
    return all;
}

std::optional<store::StoredRules> MemoryRulesStore::find(std::string_view site) {
    state_.begin_call();
    const auto found = state_.rules.find(site);
    return found == state_.rules.end() ? std::nullopt : std::optional{found->second};
}

RuleNetworks MemoryRulesStore::networks() {
    state_.begin_call();
    return state_.networks;
}

std::optional<RulesChangeError> MemoryRulesStore::unfit(
    const std::vector<store::RulesChange>& changes, const std::vector<Named>& named) const {
    for (const auto& change : changes) {
        if (!state_.sites.contains(change.site)) return RulesChangeError::NoSuchSite;
        const auto present = state_.rules.find(change.site);
        const std::uint64_t version = present == state_.rules.end() ? 0 : present->second.version;
        if (version != change.expected_version) return RulesChangeError::ChangedMeanwhile;
        if (!change.draft) continue;
        const auto draft = state_.drafts.find(change.site);
        if (draft == state_.drafts.end() || draft->second.revision != *change.draft)
            return RulesChangeError::ChangedMeanwhile;
    }
    for (const Named& of_site : named) {
        if (!state_.sites.contains(of_site.site)) return RulesChangeError::NoSuchSite;
        const auto gone = [](const auto& ids, const auto& all) {
            return std::ranges::any_of(ids, [&](auto id) { return !has_number(all, id); });
        };
        if (gone(of_site.groups, state_.groups) || gone(of_site.roles, state_.roles))
            return RulesChangeError::NoSuchGroup;
    }
    return std::nullopt;
}

Result<void, RulesChangeError> MemoryRulesStore::replace(
    const std::vector<store::RulesChange>& changes, const std::vector<Named>& named,
    const std::optional<store::NetworksChange>& networks, TimePoint now,
    const std::string& changed_by, const std::vector<AuditEntry>& audit) {
    state_.begin_call();
    if (networks && networks->seen != state_.networks)
        return fail(RulesChangeError::ChangedMeanwhile);
    if (const auto why = unfit(changes, named)) return fail(*why);
    ++state_.sites_revision;
    for (const auto& change : changes) {
        if (change.draft) state_.drafts.erase(change.site);
        keep_current_rules(state_, change.site, {});
        state_.rules.erase(change.site);
        state_.rule_subjects.erase(change.site);
        if (!change.text.empty())
            state_.rules.emplace(change.site, store::StoredRules{.site = change.site,
                                                                 .text = change.text,
                                                                 .version = state_.sites_revision,
                                                                 .changed_at = now,
                                                                 .changed_by = changed_by});
        keep_current_rules(state_, change.site, change.reason);
    }
    for (const Named& of_site : named)
        state_.rule_subjects[of_site.site] = {{of_site.groups.begin(), of_site.groups.end()},
                                              {of_site.roles.begin(), of_site.roles.end()}};
    if (networks) state_.networks = networks->after;
    for (const AuditEntry& entry : audit) state_.add_audit(entry);
    return {};
}

}  // namespace postern::test
