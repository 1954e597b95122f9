// When a session counts.
#include "postern/model/session.hpp"

namespace postern {

bool is_within_lifetime(TimePoint last_seen_at, TimePoint expires_at, std::chrono::seconds idle_ttl,
                        TimePoint now) noexcept {
    if (now >= expires_at) return false;
    // Negative after the clock was set back; that is no reason to sign everybody out.
    const auto unused_for = now - last_seen_at;
    return unused_for < idle_ttl;
}

bool is_live(const Session& session, const User& user, TimePoint now) noexcept {
    return !user.disabled &&
           is_within_lifetime(session.last_seen_at, session.expires_at, session.idle_ttl, now);
}

}  // namespace postern
