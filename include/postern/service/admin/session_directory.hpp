/// SessionDirectory: the live sessions of everybody, as administrators see and end them. Throws
/// store::StoreError.
#pragma once

#include <cstddef>
#include <string_view>

#include "postern/model/actor.hpp"
#include "postern/model/session.hpp"
#include "postern/service/admin/cursor.hpp"
#include "postern/service/session/revoker.hpp"
#include "postern/store/directory_store.hpp"
#include "postern/store/session_store.hpp"

namespace postern::service {

class SessionDirectory {
public:
    /// Every reference must outlive *this.
    SessionDirectory(store::DirectoryStore& directory, store::SessionStore& sessions,
                     Revoker& revoker);

    /// Newest first, at most `limit` (1 to 100).
    Part<SessionWithUser> list(const store::SessionQuery& query, std::string_view cursor,
                               std::size_t limit, TimePoint now) const;

    /// Ends one; it passes nowhere from the next request on. False: there was none.
    bool end(const PublicId& session, const Actor& actor, TimePoint now) const;
    /// Ends all sessions of a user, and their families of tokens. Returns how many there were.
    std::size_t end_all_of(const User& user, const Actor& actor, TimePoint now) const;

private:
    store::DirectoryStore& directory_;
    store::SessionStore& sessions_;
    Revoker& revoker_;
};

}  // namespace postern::service
