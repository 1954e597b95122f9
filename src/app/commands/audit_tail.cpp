#include "app/commands/audit_tail.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kPage = 500;

}  // namespace

std::vector<StoredAuditEntry> AuditTail::take_new(TimePoint now) {
    settle(now);
    std::vector<StoredAuditEntry> fresh;
    std::uint64_t after = settled_;
    for (;;) {
        const auto page = audit_.find_after(filter_, after, kPage);
        for (const auto& stored : page)
            if (seen_.emplace(stored.id, now).second) fresh.push_back(stored);
        if (page.size() < kPage) return fresh;
        after = page.back().id;
    }
}

void AuditTail::settle(TimePoint now) {
    while (!seen_.empty() && seen_.begin()->second + kOverlap < now) {
        settled_ = seen_.begin()->first;
        seen_.erase(seen_.begin());
    }
}

}  // namespace postern::app
