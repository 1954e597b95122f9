#include "app/commands/audit_tail.hpp"

#include <utility>

namespace postern::app {

namespace {

constexpr std::size_t kPage = 500;

}  // namespace

std::vector<StoredAuditEntry> AuditTail::take_new(TimePoint now) {
    settle(now);
    std::vector<StoredAuditEntry> fresh;
    std::uint64_t after = settled_;
    for (;;) {
        const auto page = audit_.list_after(filter_, after, kPage);
        for (const auto& stored : page.found)
            if (seen_.emplace(stored.id, now).second) fresh.push_back(stored);
        for (const auto& row : page.damaged)
            if (seen_.emplace(store::key_of_row("audit", row).value(), now).second)
                damaged_.push_back(row);
        if (page.complete) return fresh;
        after = page.last;
    }
}

std::vector<std::string> AuditTail::take_damaged() { return std::exchange(damaged_, {}); }

void AuditTail::settle(TimePoint now) {
    while (!seen_.empty() && seen_.begin()->second + kOverlap < now) {
        settled_ = seen_.begin()->first;
        seen_.erase(seen_.begin());
    }
}

}  // namespace postern::app
