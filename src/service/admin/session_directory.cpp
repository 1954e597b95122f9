#include "postern/service/admin/session_directory.hpp"

#include <algorithm>
#include <string>

#include "postern/base/bytes.hpp"
#include "postern/service/audit/audit_trail.hpp"

namespace postern::service {

SessionDirectory::SessionDirectory(store::DirectoryStore& directory, store::SessionStore& sessions,
                                   Revoker& revoker)
    : directory_{directory}, sessions_{sessions}, revoker_{revoker} {}

Part<SessionWithUser> SessionDirectory::list(const store::SessionQuery& query,
                                             std::string_view cursor, std::size_t limit,
                                             TimePoint now) const {
    const auto start = to_list_start(cursor);
    auto page = directory_.list_sessions(query, SessionId{start.value_or(0)},
                                         std::clamp<std::size_t>(limit, 1, 100), now);
    return {.items = std::move(page.found),
            .damaged = std::move(page.damaged),
            .next = page.complete ? "" : std::to_string(static_cast<std::uint64_t>(page.last)),
            .restarted = !start};
}

bool SessionDirectory::end(const PublicId& session, const Actor& actor, TimePoint now) const {
    // The store adds whose it was.
    const auto owner = sessions_.remove_by_public_id(
        session,
        change_entry(AuditEvent::SessionEnded, std::nullopt, "by_administrator", actor, now));
    if (owner) revoker_.sessions_of_user_ended(*owner);
    return owner.has_value();
}

std::size_t SessionDirectory::end_all_of(const User& user, const Actor& actor,
                                         TimePoint now) const {
    const auto ended = sessions_.remove_all_of_user(
        user.id, change_entry(AuditEvent::SessionEnded, user.public_id, "all", actor, now));
    revoker_.sessions_of_user_ended(user.id);
    return ended;
}

}  // namespace postern::service
