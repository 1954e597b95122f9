/// Revoker: told, after the database has committed, that sessions have ended before their time.
///
/// A port: in the daemon it revokes cached answers of this host, in the command line it asks the
/// daemon to do so. Other hosts learn it from the database. When a call returns, no process of this
/// host answers from what it knew before; what cannot be told at once is bounded and logged.
#pragma once

#include "postern/base/bytes.hpp"
#include "postern/model/ids.hpp"

namespace postern::service {

class Revoker {
public:
    virtual ~Revoker() = default;
    virtual void session_ended(const Digest& token_hash) = 0;
    virtual void sessions_of_user_ended(UserId user) = 0;
    virtual void all_sessions_ended() = 0;
};

}  // namespace postern::service
