// When a session counts.
#include "postern/model/session.hpp"

namespace postern {

bool is_live(const Session& session, const User& user, TimePoint now) noexcept {
    if (user.disabled) return false;
    if (now >= session.expires_at) return false;
    // Negative after the clock was set back; that is no reason to sign everybody out.
    const auto unused_for = now - session.last_seen_at;
    return unused_for < session.idle_ttl;
}

}  // namespace postern
