#include "support/memory/statistics_store.hpp"

#include <algorithm>
#include <chrono>

namespace postern::test {

namespace {

bool is_admin_holder(const MemoryState& state, const User& user, TimePoint now) {
    if (user.disabled || user.delete_at || user.waiting_since) return false;
    return std::ranges::any_of(state.grants_of(user.id), [&](const auto& held) {
        return held.grant->what.kind == Granted::Kind::Role &&
               held.grant->what.name == kAdminRole && (!held.until || *held.until > now);
    });
}

}  // namespace

std::vector<store::DayCount> MemoryStatisticsStore::days(TimePoint since) {
    state_.begin_call();
    const TimePoint first = std::chrono::floor<std::chrono::days>(since);
    std::vector<store::DayCount> counts;
    for (const auto& count : state_.daily_counts)
        if (count.day >= first) counts.push_back(count);
    return counts;
}

store::Standing MemoryStatisticsStore::standing(TimePoint now) {
    state_.begin_call();
    store::Standing standing = state_.counted;
    if (!state_.stood_at) standing.counted_at.reset();
    for (const auto& [id, stored] : state_.users) {
        if (is_admin_holder(state_, stored.user, now)) {
            ++standing.administrators;
            if (!state_.has_factor(id)) ++standing.administrators_without_factor;
        }
        if (stored.user.waiting_since && !stored.user.disabled && !stored.user.delete_at)
            ++standing.users_waiting;
    }
    for (const auto& [id, mail] : state_.outbox)
        if (mail.failed_at) ++standing.mails_failed;
    return standing;
}

std::vector<StoredAuditEntry> MemoryStatisticsStore::last_acts(std::size_t limit) {
    state_.begin_call();
    std::vector<StoredAuditEntry> acts;
    for (auto it = state_.audit.rbegin(); it != state_.audit.rend() && acts.size() < limit; ++it)
        if (it->entry.actor.starts_with("admin:")) acts.push_back(*it);
    return acts;
}

void MemoryStatisticsStore::add(const AuditEntry& entry) {
    store::DayCount counted{.day = std::chrono::floor<std::chrono::days>(entry.at),
                            .event = entry.event,
                            .result = entry.result};
    if (entry.result != AuditResult::Ok)
        counted.detail = entry.detail.substr(0, entry.detail.find_first_of(": ")).substr(0, 40);
    const auto there = std::ranges::find_if(state_.daily_counts, [&](const auto& count) {
        return count.day == counted.day && count.event == counted.event &&
               count.result == counted.result && count.detail == counted.detail;
    });
    auto& count =
        there == state_.daily_counts.end() ? state_.daily_counts.emplace_back(counted) : *there;
    ++count.count;
}

bool MemoryStatisticsStore::count_some(TimePoint now) {
    state_.begin_call();
    std::size_t looked_at = 0;
    bool is_more = false;
    for (const auto& [id, entry] : state_.audit) {
        if (id <= state_.counted_to) continue;
        const bool is_young = entry.at >= now - kTooYoung && entry.at < now + std::chrono::hours{1};
        is_more = !is_young && looked_at == kMostAtOnce;
        if (is_young || is_more) break;
        ++looked_at;
        add(entry);
        state_.counted_to = id;
    }
    if (!is_more) state_.counted.counted_at = now;
    if (state_.stood_at && now - *state_.stood_at < kStandingInterval) return is_more;
    state_.stood_at = now;
    state_.counted.users = state_.users.size();
    state_.counted.users_with_factor = 0;
    for (const auto& [id, stored] : state_.users)
        if (state_.has_factor(id)) ++state_.counted.users_with_factor;
    state_.counted.live_sessions = 0;
    for (const auto& [id, stored] : state_.sessions)
        if (is_live(stored.session, state_.users.at(stored.session.user_id).user, now))
            ++state_.counted.live_sessions;
    return is_more;
}

}  // namespace postern::test
