/// draft_store: drafts and past rules of sites without a database.
#pragma once

#include <algorithm>

#include "postern/store/draft_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemoryDraftStore final : public store::DraftStore {
public:
    explicit MemoryDraftStore(MemoryState& state) : state_{state} {}
    std::optional<store::SiteDraft> find(std::string_view site) override;
    std::vector<std::string> sites() override;
    Result<std::uint64_t, store::DraftChangeError> put(const store::SiteDraft& draft) override;
    bool remove(std::string_view site, std::uint64_t revision) override;
    std::vector<store::PastRules> history(std::string_view site) override;
    std::optional<store::PastRules> find_past(std::string_view site,
                                              std::uint64_t version) override;

private:
    MemoryState& state_;
};

inline std::optional<store::SiteDraft> MemoryDraftStore::find(std::string_view site) {
    state_.begin_call();
    const auto found = state_.drafts.find(site);
    return found == state_.drafts.end() ? std::nullopt : std::optional{found->second};
}

inline std::vector<std::string> MemoryDraftStore::sites() {
    state_.begin_call();
    std::vector<std::string> names;
    for (const auto& [name, draft] : state_.drafts) names.push_back(name);
    return names;
}

inline Result<std::uint64_t, store::DraftChangeError> MemoryDraftStore::put(
    const store::SiteDraft& draft) {
    state_.begin_call();
    if (!state_.sites.contains(draft.site)) return fail(store::DraftChangeError::NoSuchSite);
    const auto present = state_.drafts.find(draft.site);
    const std::uint64_t revision = present == state_.drafts.end() ? 0 : present->second.revision;
    if (revision != draft.revision) return fail(store::DraftChangeError::ChangedMeanwhile);
    store::SiteDraft saved = draft;
    const auto seconds = static_cast<std::uint64_t>(draft.changed_at.time_since_epoch().count());
    saved.revision = std::max(revision + 1, seconds);
    state_.drafts.insert_or_assign(draft.site, saved);
    return saved.revision;
}

inline bool MemoryDraftStore::remove(std::string_view site, std::uint64_t revision) {
    state_.begin_call();
    const auto present = state_.drafts.find(site);
    if (present == state_.drafts.end() || present->second.revision != revision) return false;
    state_.drafts.erase(present);
    return true;
}

inline std::vector<store::PastRules> MemoryDraftStore::history(std::string_view site) {
    state_.begin_call();
    const auto found = state_.past_rules.find(site);
    if (found == state_.past_rules.end()) return {};
    std::vector<store::PastRules> past{found->second.rbegin(), found->second.rend()};
    for (auto& one : past) one.text.clear();
    return past;
}

inline std::optional<store::PastRules> MemoryDraftStore::find_past(std::string_view site,
                                                                   std::uint64_t version) {
    state_.begin_call();
    const auto found = state_.past_rules.find(site);
    if (found == state_.past_rules.end()) return std::nullopt;
    const auto past = std::ranges::find(found->second, version, &store::PastRules::version);
    return past == found->second.end() ? std::nullopt : std::optional{*past};
}

/// Keeps the rules of the site in the history, unless they are there.
inline void keep_current_rules(MemoryState& state, const std::string& site,
                               const std::string& reason) {
    const auto current = state.rules.find(site);
    if (current == state.rules.end()) return;
    const auto& [name, text, version, changed_at, changed_by] = current->second;
    auto& past = state.past_rules[site];
    if (std::ranges::find(past, version, &store::PastRules::version) == past.end())
        past.push_back({version, text, changed_at, changed_by, reason});
    if (past.size() > store::kMaxPastRules) past.erase(past.begin());
}

}  // namespace postern::test
