#include "support/memory/access_event_store.hpp"

#include <algorithm>
#include <map>

namespace postern::test {

namespace {

bool fits(const store::AccessFilter& filter, const AccessCount& counted) {
    return (!filter.site || counted.site == *filter.site) &&
           (!filter.user || counted.user == filter.user) &&
           (filter.verdict ? counted.verdict == *filter.verdict
                           : counted.verdict != AccessVerdict::Hit) &&
           (!filter.since || counted.last_at >= *filter.since) &&
           (!filter.until || counted.first_at < *filter.until);
}

bool is_same_row(const AccessCount& a, const AccessCount& b) {
    return a.hour == b.hour && a.site == b.site && a.rule == b.rule && a.user == b.user &&
           a.verdict == b.verdict;
}

}  // namespace

void MemoryAccessEventStore::add(std::span<const AccessCount> counts) {
    state_.begin_call();
    for (const AccessCount& added : counts) {
        if (added.user && !state_.users.contains(*added.user)) continue;
        const auto row = std::ranges::find_if(state_.access_counts, [&](const auto& entry) {
            return is_same_row(entry.second, added);
        });
        if (row == state_.access_counts.end()) {
            state_.access_counts.emplace(state_.next_key(), added);
            continue;
        }
        AccessCount& there = row->second;
        there.count += added.count;
        there.first_at = std::min(there.first_at, added.first_at);
        there.last_at = std::max(there.last_at, added.last_at);
    }
}

store::AccessEvent MemoryAccessEventStore::event(std::uint64_t id,
                                                 const AccessCount& counted) const {
    store::AccessEvent event{.id = id, .counted = counted};
    for (const auto& [name, site] : state_.sites) {
        if (site.id != counted.site) continue;
        event.site = name;
        const auto rules = state_.rules.find(name);
        event.rules_are_the_same =
            rules != state_.rules.end() && rules->second.changed_at < counted.first_at;
    }
    if (counted.user) {
        const User& user = state_.users.at(*counted.user).user;
        event.user = user.public_id;
        event.email = user.email;
    }
    return event;
}

store::ListedAccess MemoryAccessEventStore::list(const store::AccessFilter& filter,
                                                 std::uint64_t before, std::size_t limit) {
    state_.begin_call();
    store::ListedAccess list;
    const auto& all = state_.access_counts;
    for (auto it = all.rbegin(); it != all.rend() && list.found.size() < limit; ++it) {
        const auto& [id, counted] = *it;
        if ((before != 0 && id >= before) || !fits(filter, counted)) continue;
        list.found.push_back(event(id, counted));
        list.last = id;
    }
    list.complete = list.found.size() < limit;
    return list;
}

std::vector<store::RuleHits> MemoryAccessEventStore::hits(SiteId site, TimePoint since) {
    state_.begin_call();
    std::map<int, store::RuleHits> by_rule;
    for (const auto& [id, counted] : state_.access_counts) {
        if (counted.site != site || counted.verdict != AccessVerdict::Hit || counted.hour < since ||
            !event(id, counted).rules_are_the_same)
            continue;
        const store::RuleHits none{counted.rule, 0, counted.last_at};
        auto& hits = by_rule.try_emplace(counted.rule, none).first->second;
        hits.count += counted.count;
        hits.last_at = std::max(hits.last_at, counted.last_at);
    }
    std::vector<store::RuleHits> all;
    for (const auto& [rule, hits] : by_rule) all.push_back(hits);
    return all;
}

std::size_t MemoryAccessEventStore::remove_old(TimePoint before, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.access_counts, [&](const auto& entry) {
        return entry.second.hour < before && removed < limit && ++removed > 0;
    });
    return removed;
}

}  // namespace postern::test
