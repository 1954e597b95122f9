#include "support/memory/outbox_store.hpp"

#include <algorithm>

namespace postern::test {

void MemoryState::add_mail(const NewMail& mail) {
    outbox.emplace(next_key(), StoredMail{.mail = mail, .next_attempt_at = mail.created_at});
}

std::optional<OutboxMail> MemoryOutboxStore::claim(TimePoint now, std::chrono::seconds lease) {
    state_.begin_call();
    StoredMail* due = nullptr;
    std::uint64_t due_id = 0;
    for (auto& [id, stored] : state_.outbox) {
        if (stored.failed_at || stored.next_attempt_at > now) continue;
        if (due != nullptr && stored.next_attempt_at >= due->next_attempt_at) continue;
        due = &stored;
        due_id = id;
    }
    if (due == nullptr) return std::nullopt;
    due->next_attempt_at = now + lease;
    return OutboxMail{.id = due_id, .mail = due->mail, .attempts = ++due->attempts};
}

void MemoryOutboxStore::remove(std::uint64_t id) {
    state_.begin_call();
    state_.outbox.erase(id);
}

StoredMail* MemoryOutboxStore::find_claimed(const OutboxMail& claimed) {
    const auto found = state_.outbox.find(claimed.id);
    if (found == state_.outbox.end()) return nullptr;
    StoredMail& stored = found->second;
    return stored.attempts == claimed.attempts && !stored.failed_at ? &stored : nullptr;
}

void MemoryOutboxStore::set_next_attempt(const OutboxMail& claimed, TimePoint at,
                                         std::string_view error) {
    state_.begin_call();
    StoredMail* const stored = find_claimed(claimed);
    if (!stored) return;
    stored->next_attempt_at = at;
    stored->last_error = error;
}

void MemoryOutboxStore::set_failed(const OutboxMail& claimed, TimePoint now,
                                   std::string_view error) {
    state_.begin_call();
    StoredMail* const stored = find_claimed(claimed);
    if (!stored) return;
    stored->failed_at = now;
    stored->last_error = error;
}

store::Listed<store::OutboxEntry, std::uint64_t> MemoryOutboxStore::list(std::uint64_t after,
                                                                         std::size_t limit) {
    state_.begin_call();
    store::Listed<store::OutboxEntry, std::uint64_t> page;
    for (auto at = state_.outbox.upper_bound(after);
         at != state_.outbox.end() && page.found.size() < limit; ++at) {
        const auto& [id, stored] = *at;
        page.found.push_back({.id = id,
                              .kind = stored.mail.kind,
                              .to = stored.mail.to,
                              .created_at = stored.mail.created_at,
                              .next_attempt_at = stored.next_attempt_at,
                              .attempts = stored.attempts,
                              .failed_at = stored.failed_at,
                              .last_error = stored.last_error});
    }
    if (!page.found.empty()) page.last = page.found.back().id;
    page.complete = page.found.size() < limit;
    return page;
}

std::size_t MemoryOutboxStore::retry(std::optional<std::uint64_t> wanted, TimePoint now,
                                     const std::optional<AuditEntry>& audit) {
    state_.begin_call();
    std::size_t due = 0;
    for (auto& [id, stored] : state_.outbox) {
        if (!stored.failed_at || (wanted && id != *wanted)) continue;
        stored.failed_at.reset();
        stored.attempts = 0;
        stored.next_attempt_at = now;
        ++due;
    }
    if (due > 0 && audit) state_.add_audit(*audit);
    return due;
}

store::OutboxStore::Counts MemoryOutboxStore::count() {
    state_.begin_call();
    const auto failed = std::ranges::count_if(
        state_.outbox, [](const auto& entry) { return entry.second.failed_at.has_value(); });
    return {.waiting = state_.outbox.size() - static_cast<std::size_t>(failed),
            .failed = static_cast<std::uint64_t>(failed)};
}

std::size_t MemoryOutboxStore::remove_failed(TimePoint before, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    while (removed < limit) {
        auto oldest = state_.outbox.end();
        for (auto at = state_.outbox.begin(); at != state_.outbox.end(); ++at) {
            const auto& failed_at = at->second.failed_at;
            if (!failed_at || *failed_at >= before) continue;
            if (oldest == state_.outbox.end() || *failed_at < *oldest->second.failed_at)
                oldest = at;
        }
        if (oldest == state_.outbox.end()) break;
        state_.outbox.erase(oldest);
        ++removed;
    }
    return removed;
}

}  // namespace postern::test
