#include "postern/service/session/revocation_poller.hpp"

namespace postern::service {

namespace {

constexpr std::size_t kPageSize = 1000;

}  // namespace

RevocationPoller::RevocationPoller(store::RevocationStore& revocations,
                                   shm::Generations& generations, shm::HostState& host)
    : revocations_{revocations}, generations_{generations}, host_{host} {}

void RevocationPoller::take(const store::Revocation& revocation) {
    if (!seen_.emplace(revocation.id, revocation.created_at).second) return;
    if (revocation.token_hash) generations_.revoke_session(*revocation.token_hash);
    if (revocation.user_id)
        generations_.revoke_user(static_cast<std::uint64_t>(*revocation.user_id));
    if (!revocation.token_hash && !revocation.user_id) generations_.revoke_all();
}

/// Ids that were given out before the oldest one kept can no longer be waiting for their commit.
void RevocationPoller::forget_old(TimePoint read_at) {
    while (!seen_.empty() && read_at - seen_.begin()->second > store::kRevocationOverlap) {
        settled_ = seen_.begin()->first;
        seen_.erase(seen_.begin());
    }
}

/// The log keeps a revocation for kRevocationsKept. A host that was cut off, suspended or restored
/// from a snapshot for about as long can't know what was removed meanwhile; nor can one whose
/// database's clock was set back.
bool RevocationPoller::may_have_missed_some(TimePoint read_at) const {
    constexpr std::chrono::hours kMargin{1};
    return !read_at_ || read_at - *read_at_ > store::kRevocationsKept - kMargin ||
           read_at + store::kRevocationOverlap < *read_at_;
}

void RevocationPoller::poll(std::int64_t monotonic_ms) {
    store::RevocationPage page;
    std::uint64_t after = settled_;
    do {
        page = revocations_.find_after(after, kPageSize);
        for (const auto& revocation : page.revocations) {
            take(revocation);
            after = revocation.id;
        }
    } while (page.revocations.size() == kPageSize);
    forget_old(page.read_at);
    if (may_have_missed_some(page.read_at)) generations_.revoke_all();
    read_at_ = page.read_at;
    host_.sites_generation.store(page.sites_revision);
    host_.last_poll_ms.store(monotonic_ms);
}

std::size_t RevocationPoller::remove_old(std::size_t limit) {
    return read_at_ ? revocations_.remove_old(*read_at_, limit) : 0;
}

}  // namespace postern::service
